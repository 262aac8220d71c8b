// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Puts whole frames onto a wire, byte for byte: a packet socket. Offsets are of struct sockaddr_ll. */
final class RawSender implements AutoCloseable {
    private static final int PACKET = 17;
    private static final int RAW = 3;
    private static final int ADDRESS_BYTES = 20;
    private static final MethodHandle SOCKET =
            NativeLibrary.c().bindWithErrno("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SEND = NativeLibrary.c()
            .bindWithErrno(
                    "sendto",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final LibC c = new LibC();
    private final int fd;
    private final int ifindex;

    /** Out of an interface of the calling thread's network namespace. */
    RawSender(String interfaceName) {
        ifindex = c.ifNameToIndex(interfaceName);
        try (Arena arena = Arena.ofConfined()) {
            fd = (int) SOCKET.invokeExact(NativeLibrary.newErrno(arena), PACKET, RAW, 0);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
        if (fd < 0 || ifindex == 0) {
            throw new AssertionError("no packet socket on " + interfaceName);
        }
    }

    /** Any thread. */
    void send(byte[] frame) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            MemorySegment to = arena.allocate(ADDRESS_BYTES, Long.BYTES);
            to.set(JAVA_SHORT, 0, (short) PACKET);
            to.set(JAVA_INT, 4, ifindex);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, frame);
            long sent = (long) SEND.invokeExact(errno, fd, bytes, bytes.byteSize(), 0, to, ADDRESS_BYTES);
            if (sent != frame.length) {
                throw Errno.failure(NativeLibrary.errno(errno), "sendto(" + frame.length + " bytes)");
            }
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public void close() {
        c.close(fd);
    }
}
