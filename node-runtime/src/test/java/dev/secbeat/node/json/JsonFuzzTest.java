// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.secbeat.node.support.Allocation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Whatever text comes as a command, a receipt, a heartbeat or anything else in JSON: it is a value or a
 * {@link DecodeException}, and a value that is written is read as the same. Runs over the seeds beside it; with
 * {@code JAZZER_FUZZ=1} it looks for text that breaks it (see CONTRIBUTING.md).
 */
class JsonFuzzTest {
    private static final List<JsonCodec<?>> OTHERS = List.of(
            Json.EVENT,
            Json.SAMPLES,
            Json.SOURCES_ASKED,
            Json.PLAN,
            Json.OUTCOME,
            Json.STEERING,
            Json.LEADER,
            Json.TRUST,
            Json.TRUST_WORD,
            Json.LEASE,
            Json.AUDIT,
            Json.CONNECTION);

    @FuzzTest(maxDuration = "10m")
    void command(byte[] bytes) {
        read(Json.COMMAND, bytes);
        assertThat(Json.commandId(bytes)).isNotNull();
    }

    @FuzzTest(maxDuration = "10m")
    void receipt(byte[] bytes) {
        read(Json.RECEIPT, bytes);
    }

    @FuzzTest(maxDuration = "10m")
    void heartbeat(byte[] bytes) {
        read(Json.STATUS, bytes);
    }

    @FuzzTest(maxDuration = "10m")
    void others(byte[] bytes) {
        OTHERS.forEach(codec -> read(codec, bytes));
    }

    private static <T> void read(JsonCodec<T> codec, byte[] bytes) {
        Optional<T> value = Allocation.bounded(bytes.length, () -> decode(codec, bytes));
        if (value.isPresent()) {
            String text = codec.encodeText(value.get());
            assertThat(decode(codec, text.getBytes(StandardCharsets.UTF_8)).map(codec::encodeText))
                    .hasValue(text);
        }
    }

    /** Any other exception than the declared one fails the test by itself. */
    private static <T> Optional<T> decode(JsonCodec<T> codec, byte[] bytes) {
        try {
            return Optional.of(codec.decode(bytes));
        } catch (DecodeException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return Optional.empty();
        }
    }
}
