// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.nio.ByteBuffer;

/** Bytes of a frame, in network byte order, that cannot be read past their end: what is not there is 0. Immutable. */
final class FrameBytes {
    private final byte[] bytes;

    FrameBytes(ByteBuffer buffer) {
        bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
    }

    int size() {
        return bytes.length;
    }

    /** Whether all of {@code count} bytes from {@code offset} are there. */
    boolean has(int offset, int count) {
        return offset >= 0 && count >= 0 && offset <= bytes.length - count;
    }

    /** One byte, 0 to 255. */
    int u8(int offset) {
        return has(offset, 1) ? bytes[offset] & 0xFF : 0;
    }

    /** Two bytes, 0 to 65535. */
    int u16(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }

    /** A copy of {@code count} bytes. */
    byte[] copy(int offset, int count) {
        byte[] copy = new byte[count];
        for (int i = 0; i < count; i++) {
            copy[i] = (byte) u8(offset + i);
        }
        return copy;
    }
}
