// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes little endian numbers into a fixed buffer; the caller asks for room first. */
final class WireWriter {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int position;

    WireWriter(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    void position(int newPosition) {
        position = newPosition;
    }

    int room() {
        return bytes.length - position;
    }

    void put8(int value) {
        bytes[position++] = (byte) value;
    }

    void put16(int value) {
        SHORT.set(bytes, position, (short) value);
        position += 2;
    }

    void set16(int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }

    void put32(int value) {
        INT.set(bytes, position, value);
        position += 4;
    }

    void put64(long value) {
        LONG.set(bytes, position, value);
        position += 8;
    }

    /** The {@code width} lowest bytes of a number. */
    void putBytes(long value, int width) {
        for (int i = 0; i < width; i++) {
            put8((int) (value >>> (8 * i)));
        }
    }

    /** LEB128, at most 10 bytes. */
    void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put8((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        put8((int) rest);
    }

    void putAscii(String text) {
        put8(text.length());
        for (int i = 0; i < text.length(); i++) {
            put8(text.charAt(i));
        }
    }
}
