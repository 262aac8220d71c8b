// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes Ethernet frames as a pcapng file of one section, little endian, for tcpdump, Wireshark and the like
 * (draft-ietf-opsawg-pcapng). A block is its type, its length, its fields, options, and its length again, all in multiples
 * of 4 bytes; so a file that ends between two blocks is complete. Times are nanoseconds since 1970. Owned by one thread.
 */
final class PcapngWriter {
    /** Most bytes of any text. */
    static final int MAX_TEXT = 4096;

    /** What XDP did with a packet: the values of {@code enum xdp_action}. */
    enum Verdict {
        DROP(1),
        PASS(2);

        private final long code;

        Verdict(long code) {
            this.code = code;
        }
    }

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int STATISTICS = 5;
    private static final int PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final short MAJOR = 1;
    private static final short MINOR = 0;
    private static final long LENGTH_UNKNOWN = -1;
    private static final short LINK_ETHERNET = 1;

    private static final int END = 0;
    private static final int COMMENT = 1;
    private static final int SECTION_APPLICATION = 4;
    private static final int INTERFACE_NAME = 2;
    private static final int INTERFACE_RESOLUTION = 9;
    private static final byte NANOSECONDS = 9;
    private static final int PACKET_FLAGS = 2;
    private static final int INBOUND = 1;
    private static final int PACKET_VERDICT = 7;
    private static final byte VERDICT_OF_XDP = 2;
    private static final int STATISTICS_START = 2;
    private static final int STATISTICS_END = 3;
    private static final int STATISTICS_SYSTEM_DROPS = 7;
    private static final int STATISTICS_DELIVERED = 8;

    /** All options but packet data and texts, with much to spare. */
    private static final int FIXED_BYTES = 256;

    private final OutputStream out;
    private final int snapLength;
    private final ByteBuffer block;
    private int interfaces;

    /**
     * Begins the file.
     *
     * @param snapLength most bytes that are kept of a frame
     * @param application what writes it, and in which version
     * @param comment about the whole
     */
    PcapngWriter(OutputStream out, int snapLength, String application, String comment) throws IOException {
        this.out = out;
        this.snapLength = snapLength;
        this.block =
                ByteBuffer.allocate(FIXED_BYTES + snapLength + 2 * MAX_TEXT).order(ByteOrder.LITTLE_ENDIAN);
        begin(SECTION_HEADER);
        block.putInt(BYTE_ORDER_MAGIC).putShort(MAJOR).putShort(MINOR).putLong(LENGTH_UNKNOWN);
        text(COMMENT, comment);
        text(SECTION_APPLICATION, application);
        end();
    }

    /** Tells of an interface; returns the number by which packets name it. */
    int addInterface(String name) throws IOException {
        begin(INTERFACE);
        block.putShort(LINK_ETHERNET).putShort((short) 0).putInt(snapLength);
        text(INTERFACE_NAME, name);
        option(INTERFACE_RESOLUTION, 1).put(NANOSECONDS);
        pad();
        end();
        return interfaces++;
    }

    /**
     * Writes a packet.
     *
     * @param interfaceId of {@link #addInterface}
     * @param frameBytes length of the whole frame
     * @param start its first bytes, at most as many as the snap length
     */
    void packet(int interfaceId, long epochNanos, int frameBytes, ByteBuffer start, Verdict verdict, String comment)
            throws IOException {
        if (start.remaining() > snapLength) {
            throw new IllegalArgumentException(
                    start.remaining() + " bytes of a frame, but the file is for " + snapLength);
        }
        begin(PACKET);
        block.putInt(interfaceId);
        time(epochNanos);
        block.putInt(start.remaining()).putInt(frameBytes).put(start.duplicate());
        pad();
        text(COMMENT, comment);
        option(PACKET_FLAGS, Integer.BYTES).putInt(INBOUND);
        option(PACKET_VERDICT, 1 + Long.BYTES).put(VERDICT_OF_XDP).putLong(verdict.code);
        pad();
        end();
    }

    /**
     * Sums an interface up; belongs at the end.
     *
     * @param written packets that are in the file
     * @param lost packets that were due and are not
     */
    void statistics(int interfaceId, long startNanos, long endNanos, long written, long lost) throws IOException {
        begin(STATISTICS);
        block.putInt(interfaceId);
        time(endNanos);
        option(STATISTICS_START, Long.BYTES);
        time(startNanos);
        option(STATISTICS_END, Long.BYTES);
        time(endNanos);
        option(STATISTICS_SYSTEM_DROPS, Long.BYTES).putLong(lost);
        option(STATISTICS_DELIVERED, Long.BYTES).putLong(written);
        end();
    }

    /** Hands over to the system what was written. */
    void flush() throws IOException {
        out.flush();
    }

    private void begin(int type) {
        block.clear();
        block.putInt(type).putInt(0); // The length stands here once it is known.
    }

    private void end() throws IOException {
        option(END, 0);
        int length = block.position() + Integer.BYTES;
        block.putInt(length).putInt(Integer.BYTES, length);
        out.write(block.array(), 0, length);
    }

    /** Not a 64-bit number: its upper half goes first. */
    private void time(long epochNanos) {
        block.putInt((int) (epochNanos >>> Integer.SIZE)).putInt((int) epochNanos);
    }

    private ByteBuffer option(int code, int bytes) {
        return block.putShort((short) code).putShort((short) bytes);
    }

    private void text(int code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_TEXT) {
            throw new IllegalArgumentException("a text of " + bytes.length + " bytes; at most " + MAX_TEXT);
        }
        option(code, bytes.length).put(bytes);
        pad();
    }

    private void pad() {
        while (block.position() % Integer.BYTES != 0) {
            block.put((byte) 0);
        }
    }
}
