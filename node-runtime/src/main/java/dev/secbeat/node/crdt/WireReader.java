// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads little endian numbers from bytes that anyone may have sent. Past the end everything reads as zero and
 * {@link #failed} turns true for good, so that a decoder checks once, not at each step.
 */
final class WireReader {
    private final byte[] bytes;
    private int position;
    private boolean failed;

    WireReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean failed() {
        return failed;
    }

    /** Whether all bytes were read and none was missing. */
    boolean atCleanEnd() {
        return !failed && position == bytes.length;
    }

    int position() {
        return position;
    }

    void position(int newPosition) {
        position = newPosition;
    }

    int get8() {
        return (int) get(1);
    }

    int get16() {
        return (int) get(2);
    }

    int get32() {
        return (int) get(4);
    }

    long get64() {
        return get(8);
    }

    /** A number of {@code width} bytes, 1 to 8; not negative when fewer than 8. */
    long getBytes(int width) {
        return get(width);
    }

    /** LEB128 of at most 9 bytes, so never negative. */
    long getVarint() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = get8();
            value |= (next & 0x7FL) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        failed = true;
        return 0;
    }

    String getAscii() {
        int length = get8();
        if (bytes.length - position < length) {
            failed = true;
            return "";
        }
        String text = new String(bytes, position, length, StandardCharsets.ISO_8859_1);
        position += length;
        return text;
    }

    /** The next {@code length} bytes, 0 or more; none when there are fewer. */
    byte[] getBlock(int length) {
        if (bytes.length - position < length) {
            failed = true;
            position = bytes.length;
            return new byte[0];
        }
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    private long get(int width) {
        if (bytes.length - position < width) {
            failed = true;
            position = bytes.length;
            return 0;
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (bytes[position + i] & 0xFFL) << (8 * i);
        }
        position += width;
        return value;
    }
}
