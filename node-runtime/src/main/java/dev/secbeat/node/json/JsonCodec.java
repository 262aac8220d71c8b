// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;

/**
 * One type's JSON form, both ways. Safe for all threads.
 *
 * <p>Reading never throws anything but {@link DecodeException}: what a record's constructor rejects is reported the same
 * way as what the parser rejects.
 */
public final class JsonCodec<T> {
    /** Longest text that is read, in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxNestingDepth(16)
                    .maxStringLength(4096)
                    .maxNameLength(256)
                    .maxNumberLength(32)
                    .build())
            .build();

    private final Writer<T> writer;
    private final Reader<T> reader;

    JsonCodec(Writer<T> writer, Reader<T> reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /** The value as UTF-8 on one line. */
    public byte[] encode(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            writer.write(new FieldWriter(out), value);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** The value as text on one line. */
    public String encodeText(T value) {
        return new String(encode(value), StandardCharsets.UTF_8);
    }

    /** Reads one JSON object and nothing after it. */
    public T decode(byte[] bytes) throws DecodeException {
        if (bytes.length > MAX_BYTES) {
            throw new DecodeException("the text has " + bytes.length + " bytes, at most " + MAX_BYTES + " are read");
        }
        Fields fields = TreeReader.read(bytes);
        try {
            return reader.read(fields);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new DecodeException(String.valueOf(e.getMessage()), e);
        }
    }

    @FunctionalInterface
    interface Writer<T> {
        void write(FieldWriter out, T value) throws IOException;
    }

    @FunctionalInterface
    interface Reader<T> {
        T read(Fields in) throws DecodeException;
    }
}
