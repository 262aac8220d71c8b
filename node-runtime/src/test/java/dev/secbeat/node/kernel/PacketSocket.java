// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Sends whole frames out of an interface, as they are: packet(7). Owned by one thread. */
final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ADDRESS_BYTES = 20;
    private static final int MAX_FRAME = 2048;
    private static final NativeLibrary LIBRARY = NativeLibrary.c();
    private static final CFunction SOCKET = LIBRARY.bind("socket");
    private static final CFunction SEND = LIBRARY.bind("sendto");

    private final LibC c = new LibC();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
    private final MemorySegment frame = arena.allocate(MAX_FRAME);
    private final int fd;

    /** On an interface of the calling thread's network namespace. */
    PacketSocket(String interfaceName) {
        address.set(JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(JAVA_INT, 4, c.ifNameToIndex(interfaceName));
        fd = SOCKET.call(AF_PACKET, SOCK_RAW, 0);
        if (fd < 0) {
            throw new AssertionError("no packet socket");
        }
    }

    /** False when the interface had no room for it. */
    boolean send(byte[] bytes) {
        MemorySegment.copy(bytes, 0, frame, JAVA_BYTE, 0, bytes.length);
        return SEND.call(fd, frame.address(), bytes.length, 0, address.address(), ADDRESS_BYTES) == bytes.length;
    }

    @Override
    public void close() {
        c.close(fd);
        arena.close();
    }
}
