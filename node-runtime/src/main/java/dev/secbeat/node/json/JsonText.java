// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON for people's scripts: free-form objects that a command prints. */
public final class JsonText {
    private JsonText() {}

    /** Maps, iterables, numbers, booleans and texts as JSON; anything else as its text. One line. */
    public static String object(Map<String, ?> value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonCodec.FACTORY.createGenerator(text)) {
            write(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    write(out, entry.getValue());
                }
                out.writeEndObject();
            }
            case Iterable<?> list -> {
                out.writeStartArray();
                for (Object item : list) {
                    write(out, item);
                }
                out.writeEndArray();
            }
            case Double number -> out.writeNumber(Double.isFinite(number) ? number : 0.0);
            case Number number -> out.writeNumber(number.longValue());
            case Boolean flag -> out.writeBoolean(flag);
            case Embedded(String json) -> out.writeRawValue(json);
            default -> out.writeString(value.toString());
        }
    }

    /** JSON that is put in as it is. */
    public record Embedded(String json) {}
}
