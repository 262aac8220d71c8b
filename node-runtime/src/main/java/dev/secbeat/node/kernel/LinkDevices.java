// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the kernel's routing socket for the interfaces of the calling thread's network namespace. Not {@code /sys/class/net},
 * which shows those of the namespace it was mounted in. Needs no privilege. Safe for all threads.
 */
final class LinkDevices {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int ROUTE = 0;
    /** The kernel fills no more than 32 KiB at once. */
    private static final int DATAGRAM_BYTES = 1 << 16;

    private static final int TELL_WHOLE_LENGTH = 0x20;
    private static final int TRIES = 10;

    private final LibC c;
    private final MethodHandle socket;
    private final MethodHandle send;
    private final MethodHandle receive;

    LinkDevices(LibC c) {
        this.c = c;
        NativeLibrary library = NativeLibrary.c();
        FunctionDescriptor transfer = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        socket = library.bindWithErrno("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        send = library.bindWithErrno("send", transfer);
        receive = library.bindWithErrno("recv", transfer);
    }

    /** All there are. */
    List<LinkDevice> all() {
        for (int i = 0; i < TRIES; i++) {
            Optional<List<LinkDevice>> found = ask();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new XdpException(
                "the list of interfaces changes all the time, so it cannot be read as a whole: try again");
    }

    /** Empty when the list changed while it was told. */
    private Optional<List<LinkDevice>> ask() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            int fd = (int) socket.invokeExact(errno, AF_NETLINK, SOCK_RAW | LibC.O_CLOEXEC, ROUTE);
            if (fd < 0) {
                throw Errno.failure(NativeLibrary.errno(errno), "socket(AF_NETLINK)");
            }
            try {
                return ask(arena, errno, fd);
            } finally {
                c.close(fd);
            }
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private Optional<List<LinkDevice>> ask(Arena arena, MemorySegment errno, int fd) throws Throwable {
        MemorySegment request = arena.allocateFrom(ValueLayout.JAVA_BYTE, LinkMessages.request());
        if ((long) send.invokeExact(errno, fd, request, request.byteSize(), 0) < 0) {
            throw Errno.failure(NativeLibrary.errno(errno), "send(RTM_GETLINK)");
        }
        MemorySegment datagram = arena.allocate(DATAGRAM_BYTES, Long.BYTES);
        List<LinkDevice> found = new ArrayList<>();
        LinkMessages.Progress progress = LinkMessages.Progress.MORE;
        while (progress == LinkMessages.Progress.MORE) {
            long bytes = (long) receive.invokeExact(errno, fd, datagram, datagram.byteSize(), TELL_WHOLE_LENGTH);
            if (bytes <= 0 || bytes > DATAGRAM_BYTES) {
                throw Errno.failure(bytes < 0 ? NativeLibrary.errno(errno) : Errno.E2BIG, "recv(RTM_NEWLINK)");
            }
            progress = LinkMessages.read(datagram.asSlice(0, bytes).asByteBuffer(), found);
        }
        return progress == LinkMessages.Progress.DONE ? Optional.of(List.copyOf(found)) : Optional.empty();
    }
}
