// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the fields of one record, one after another; new ones go to the end. */
final class FieldWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    FieldWriter number(long value) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    FieldWriter real(double value) {
        return number(Double.doubleToRawLongBits(value));
    }

    FieldWriter flag(boolean value) {
        bytes.write(value ? 1 : 0);
        return this;
    }

    FieldWriter text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        bytes.writeBytes(encoded);
        return this;
    }

    FieldWriter texts(List<String> values) {
        number(values.size());
        values.forEach(this::text);
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
