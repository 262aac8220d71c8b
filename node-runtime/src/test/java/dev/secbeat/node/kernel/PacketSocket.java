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

/** Sends whole frames out of an interface, as they are: packet(7). Owned by one thread. */
final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ADDRESS_BYTES = 20;
    private static final int MAX_FRAME = 2048;
    private static final NativeLibrary LIBRARY = NativeLibrary.c();
    private static final MethodHandle SOCKET =
            LIBRARY.bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SEND = LIBRARY.bind(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final LibC c = new LibC();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
    private final MemorySegment frame = arena.allocate(MAX_FRAME);
    private final int fd;

    /** On an interface of the calling thread's network namespace. */
    PacketSocket(String interfaceName) {
        address.set(JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(JAVA_INT, 4, c.ifNameToIndex(interfaceName));
        try {
            fd = (int) SOCKET.invokeExact(AF_PACKET, SOCK_RAW, 0);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
        if (fd < 0) {
            throw new AssertionError("no packet socket");
        }
    }

    /** False when the interface had no room for it. */
    boolean send(byte[] bytes) {
        MemorySegment.copy(bytes, 0, frame, JAVA_BYTE, 0, bytes.length);
        try {
            return (long) SEND.invokeExact(fd, frame, (long) bytes.length, 0, address, ADDRESS_BYTES) == bytes.length;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public void close() {
        c.close(fd);
        arena.close();
    }
}
