// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes the fields of one object; the counterpart of {@link Fields}. */
final class FieldWriter {
    private final JsonGenerator out;

    FieldWriter(JsonGenerator out) {
        this.out = out;
    }

    void text(String name, Object value) throws IOException {
        out.writeStringField(name, value.toString());
    }

    void number(String name, long value) throws IOException {
        out.writeNumberField(name, value);
    }

    /** A number that JSON can carry; infinities and NaN become 0. */
    void decimal(String name, double value) throws IOException {
        out.writeNumberField(name, Double.isFinite(value) ? value : 0.0);
    }

    void flag(String name, boolean value) throws IOException {
        out.writeBooleanField(name, value);
    }

    void texts(String name, Iterable<?> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (Object value : values) {
            out.writeString(value.toString());
        }
        out.writeEndArray();
    }

    void numbers(String name, Map<String, ? extends Number> values) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, ? extends Number> entry : values.entrySet()) {
            out.writeNumberField(entry.getKey(), entry.getValue().longValue());
        }
        out.writeEndObject();
    }

    <E> void object(String name, JsonCodec.Writer<E> writer, E value) throws IOException {
        out.writeObjectFieldStart(name);
        writer.write(this, value);
        out.writeEndObject();
    }

    <E> void objects(String name, JsonCodec.Writer<E> writer, List<E> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (E value : values) {
            out.writeStartObject();
            writer.write(this, value);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
