// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the large documents that block lists are published as, value by value: memory does not grow with the document. A
 * document that ends in the middle, or is no JSON, is refused; what was visited until then is to be thrown away.
 */
public final class FeedDocument {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(256L << 20)
                    .maxNestingDepth(16)
                    .maxStringLength(65_536)
                    .maxNameLength(256)
                    .maxNumberLength(64)
                    .build())
            .build();

    private FeedDocument() {}

    /** Is told each value, or of one that is none. */
    public interface ValueVisitor {
        /** A text at {@code line}, from 1. */
        void value(int line, String text);

        /** Something at {@code line} that holds no such text. */
        void other(int line, String problem);
    }

    /** Is told the fields of an object that are texts. */
    @FunctionalInterface
    public interface ObjectVisitor {
        /** An object of the array that is called {@code array}. */
        void object(String array, Map<String, String> fields);
    }

    /**
     * Visits the texts of an array, or of values that follow each other (JSON lines).
     *
     * @param field of objects, that holds the text; empty when the values are texts themselves
     */
    public static void values(byte[] document, Optional<String> field, ValueVisitor visitor) throws DecodeException {
        try (JsonParser parser = FACTORY.createParser(document)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        value(parser, field, visitor);
                    }
                } else {
                    value(parser, field, visitor);
                }
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Visits the objects of the arrays that are fields of the one object that the document is. */
    public static void objects(byte[] document, ObjectVisitor visitor) throws DecodeException {
        try (JsonParser parser = FACTORY.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new DecodeException("not a JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String array = parser.currentName();
                if (parser.nextToken() == JsonToken.START_ARRAY) {
                    objects(parser, array, visitor);
                } else {
                    skip(parser);
                }
            }
            if (parser.nextToken() != null) {
                throw new DecodeException("there is more after the end of the JSON object");
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static void objects(JsonParser parser, String array, ObjectVisitor visitor)
            throws IOException, DecodeException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                visitor.object(array, texts(parser));
            } else {
                skip(parser);
            }
        }
    }

    private static void value(JsonParser parser, Optional<String> field, ValueVisitor visitor)
            throws IOException, DecodeException {
        int line = parser.currentTokenLocation().getLineNr();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            String text = texts(parser).get(field.orElse(""));
            if (text == null) {
                visitor.other(line, "an object without the text " + field.orElse("that was asked for"));
            } else {
                visitor.value(line, text);
            }
        } else if (token == JsonToken.VALUE_STRING && field.isEmpty()) {
            visitor.value(line, parser.getText());
        } else {
            visitor.other(line, field.isEmpty() ? "not a text" : "not an object");
            skip(parser);
        }
    }

    /** The fields of the object that begins here; of one with more than a hundred, the first. */
    private static Map<String, String> texts(JsonParser parser) throws IOException, DecodeException {
        Map<String, String> texts = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING && texts.size() < 100) {
                texts.put(name, parser.getText());
            } else {
                skip(parser);
            }
        }
        return texts;
    }

    private static void skip(JsonParser parser) throws IOException, DecodeException {
        if (parser.currentToken() == null) {
            throw new DecodeException("the text ends in the middle");
        }
        parser.skipChildren();
    }

    private static DecodeException broken(IOException e) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
        return new DecodeException("not valid JSON: " + first, e);
    }
}
