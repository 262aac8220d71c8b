// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.support;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Encodes values for {@link MmdbFile}: texts, numbers, maps, arrays; and raw bytes, for what must not be. */
public final class MmdbValues {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, Integer> texts = new HashMap<>();
    private final boolean pointers;

    /** Bytes as they are, whatever they mean. */
    public record Raw(List<Integer> bytes) {
        public static Raw of(Integer... bytes) {
            return new Raw(List.of(bytes));
        }
    }

    MmdbValues(boolean pointers) {
        this.pointers = pointers;
    }

    int size() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** Short is uint16, Integer uint32, Long uint64, BigInteger uint128. */
    void put(Object value) {
        switch (value) {
            case Raw raw -> raw.bytes.forEach(out::write);
            case String text -> text(text);
            case Map<?, ?> map -> {
                control(7, map.size());
                map.forEach((key, member) -> {
                    put(key);
                    put(member);
                });
            }
            case List<?> list -> {
                control(11, list.size());
                list.forEach(this::put);
            }
            case Boolean flag -> control(14, flag ? 1 : 0);
            case Double number -> {
                control(3, Double.BYTES);
                out.writeBytes(
                        ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
            }
            case Float number -> {
                control(15, Float.BYTES);
                out.writeBytes(ByteBuffer.allocate(Float.BYTES).putFloat(number).array());
            }
            case byte[] bytes -> {
                control(4, bytes.length);
                out.writeBytes(bytes);
            }
            case Short number -> unsigned(5, BigInteger.valueOf(number));
            case Integer number -> unsigned(6, BigInteger.valueOf(Integer.toUnsignedLong(number)));
            case Long number -> unsigned(9, BigInteger.valueOf(number));
            case BigInteger number -> unsigned(10, number);
            default -> throw new IllegalArgumentException(value.getClass().getName());
        }
    }

    private void text(String text) {
        Integer before = texts.get(text);
        if (pointers && before != null) {
            pointer(before);
            return;
        }
        texts.put(text, out.size());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        control(2, bytes.length);
        out.writeBytes(bytes);
    }

    private void pointer(int target) {
        if (target < 2_048) {
            out.write(1 << 5 | target >>> 8);
            out.write(target);
        } else if (target < 526_336) {
            int more = target - 2_048;
            out.write(1 << 5 | 1 << 3 | more >>> 16);
            out.write(more >>> 8);
            out.write(more);
        } else {
            out.write(1 << 5 | 3 << 3);
            out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(target).array());
        }
    }

    /** Without leading zero bytes. */
    private void unsigned(int type, BigInteger number) {
        byte[] bytes = number.toByteArray();
        int zero = bytes[0] == 0 ? 1 : 0;
        control(type, bytes.length - zero);
        out.write(bytes, zero, bytes.length - zero);
    }

    private void control(int type, int size) {
        int told = size < 29 ? size : size < 285 ? 29 : size < 65_821 ? 30 : 31;
        out.write((type > 7 ? 0 : type << 5) | told);
        if (type > 7) {
            out.write(type - 7);
        }
        switch (told) {
            case 29 -> out.write(size - 29);
            case 30 -> {
                out.write((size - 285) >>> 8);
                out.write(size - 285);
            }
            case 31 -> {
                out.write((size - 65_821) >>> 16);
                out.write((size - 65_821) >>> 8);
                out.write(size - 65_821);
            }
            default -> {}
        }
    }
}
