// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Puts whole frames onto a wire, byte for byte: a packet socket. Offsets are of struct sockaddr_ll. */
final class RawSender implements AutoCloseable {
    private static final int PACKET = 17;
    private static final int RAW = 3;
    private static final int ADDRESS_BYTES = 20;
    private static final CFunction SOCKET = NativeLibrary.c().bind("socket");
    private static final CFunction SEND = NativeLibrary.c().bind("sendto");

    private final LibC c = new LibC();
    private final int fd;
    private final int ifindex;

    /** Out of an interface of the calling thread's network namespace. */
    RawSender(String interfaceName) {
        ifindex = c.ifNameToIndex(interfaceName);
        fd = SOCKET.call(PACKET, RAW, 0);
        if (fd < 0 || ifindex == 0) {
            throw new AssertionError("no packet socket on " + interfaceName);
        }
    }

    /** Any thread. */
    void send(byte[] frame) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocate(ADDRESS_BYTES, Long.BYTES);
            to.set(JAVA_SHORT, 0, (short) PACKET);
            to.set(JAVA_INT, 4, ifindex);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, frame);
            CFunction.Answer sent = SEND.ask(fd, bytes.address(), frame.length, 0, to.address(), ADDRESS_BYTES);
            if (sent.register() != frame.length) {
                throw Errno.failure(sent.errno(), "sendto(" + frame.length + " bytes)");
            }
        }
    }

    @Override
    public void close() {
        c.close(fd);
    }
}
