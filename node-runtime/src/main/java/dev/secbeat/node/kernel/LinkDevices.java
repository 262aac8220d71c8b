// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
    private final CFunction socket;
    private final CFunction send;
    private final CFunction receive;

    LinkDevices(LibC c) {
        this.c = c;
        NativeLibrary library = NativeLibrary.c();
        socket = library.bind("socket");
        send = library.bind("send");
        receive = library.bind("recv");
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
        CFunction.Answer opened = socket.ask(AF_NETLINK, SOCK_RAW | LibC.O_CLOEXEC, ROUTE);
        int fd = opened.number();
        if (fd < 0) {
            throw Errno.failure(opened.errno(), "socket(AF_NETLINK)");
        }
        try (Arena arena = Arena.ofConfined()) {
            return ask(arena, fd);
        } finally {
            c.close(fd);
        }
    }

    private Optional<List<LinkDevice>> ask(Arena arena, int fd) {
        MemorySegment request = arena.allocateFrom(ValueLayout.JAVA_BYTE, LinkMessages.request());
        CFunction.Answer sent = send.ask(fd, request.address(), request.byteSize(), 0);
        if (sent.register() < 0) {
            throw Errno.failure(sent.errno(), "send(RTM_GETLINK)");
        }
        MemorySegment datagram = arena.allocate(DATAGRAM_BYTES, Long.BYTES);
        List<LinkDevice> found = new ArrayList<>();
        LinkMessages.Progress progress = LinkMessages.Progress.MORE;
        while (progress == LinkMessages.Progress.MORE) {
            CFunction.Answer received = receive.ask(fd, datagram.address(), datagram.byteSize(), TELL_WHOLE_LENGTH);
            long bytes = received.register();
            if (bytes <= 0 || bytes > DATAGRAM_BYTES) {
                throw Errno.failure(bytes < 0 ? received.errno() : Errno.E2BIG, "recv(RTM_NEWLINK)");
            }
            progress = LinkMessages.read(datagram.asSlice(0, bytes).asByteBuffer(), found);
        }
        return progress == LinkMessages.Progress.DONE ? Optional.of(List.copyOf(found)) : Optional.empty();
    }
}
