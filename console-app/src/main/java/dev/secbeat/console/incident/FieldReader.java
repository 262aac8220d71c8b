// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Reads the fields of one record. A file may come from anywhere: what does not fit is an {@link IllegalArgumentException}.
 */
final class FieldReader {
    private static final int MAX_COUNT = 100_000;

    private final ByteBuffer in;

    FieldReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    long number() {
        need(Long.BYTES);
        return in.getLong();
    }

    double real() {
        return Double.longBitsToDouble(number());
    }

    boolean flag() {
        need(1);
        return in.get() != 0;
    }

    String text() {
        long length = number();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] encoded = new byte[(int) length];
        in.get(encoded);
        return new String(encoded, StandardCharsets.UTF_8);
    }

    /** Whether there are fields that an earlier version did not write. */
    boolean hasMore() {
        return in.hasRemaining();
    }

    UUID id() {
        return UUID.fromString(text());
    }

    /** How many of something follow. */
    int count() {
        long count = number();
        if (count < 0 || count > MAX_COUNT) {
            throw new IllegalArgumentException("a list of " + count + ": at most " + MAX_COUNT + " are read");
        }
        return (int) count;
    }

    List<String> texts() {
        int count = count();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    /** The constant of this name. */
    <E extends Enum<E>> E constant(Class<E> type) {
        return Enum.valueOf(type, text());
    }

    private void need(int bytes) {
        if (in.remaining() < bytes) {
            throw new IllegalArgumentException("the record ends too early");
        }
    }
}
