// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a bounded JSON text into maps, lists, texts, longs, doubles and booleans. A null is left out, as if the field
 * had not been written. Streaming, because the object mapper would cost a command line tool a third of its second.
 */
final class TreeReader {
    private TreeReader() {}

    static Fields read(byte[] bytes) throws DecodeException {
        try (JsonParser parser = JsonCodec.FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new DecodeException("not a JSON object");
            }
            Fields fields = new Fields("", object(parser));
            if (parser.nextToken() != null) {
                throw new DecodeException("there is more after the end of the JSON object");
            }
            return fields;
        } catch (IOException e) {
            throw new DecodeException("not valid JSON: " + firstLine(e), e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException, DecodeException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            value(parser).ifPresent(value -> map.put(name, value));
        }
        return map;
    }

    private static List<Object> array(JsonParser parser) throws IOException, DecodeException {
        List<Object> list = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            if (token == JsonToken.VALUE_STRING) { // Nearly all of a long order.
                list.add(parser.getText());
            } else {
                value(parser).ifPresent(list::add);
            }
            token = parser.nextToken();
        }
        return list;
    }

    private static Optional<Object> value(JsonParser parser) throws IOException, DecodeException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new DecodeException("the text ends in the middle");
        }
        return switch (token) {
            case START_OBJECT -> Optional.of(object(parser));
            case START_ARRAY -> Optional.of(array(parser));
            case VALUE_STRING -> Optional.of(parser.getText());
            case VALUE_NUMBER_INT -> Optional.of(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> Optional.of(parser.getDoubleValue());
            case VALUE_TRUE -> Optional.of(true);
            case VALUE_FALSE -> Optional.of(false);
            case VALUE_NULL -> Optional.empty();
            default -> throw new DecodeException("unexpected " + token);
        };
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
