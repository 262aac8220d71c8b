// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.SignedCommand;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written can be read again, and whatever else comes is refused with the one exception that says so. */
class JsonTest {
    /** A form and a way to make values of it. */
    record Form<T>(String name, JsonCodec<T> codec, Function<RandomValues, T> values) {
        byte[] example(long seed) {
            return codec.encode(values.apply(new RandomValues(seed)));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Form<?>> forms() {
        return List.of(
                new Form<>("command", Json.COMMAND, RandomValues::command),
                new Form<>("receipt", Json.RECEIPT, RandomValues::receipt),
                new Form<>("status", Json.STATUS, RandomValues::status),
                new Form<>("event", Json.EVENT, RandomValues::event),
                new Form<>("notice", Json.NOTICE, RandomValues::notice),
                new Form<>("samples", Json.SAMPLES, RandomValues::samples),
                new Form<>("sources-asked", Json.SOURCES_ASKED, RandomValues::sourcesAsked),
                new Form<>("plan", Json.PLAN, RandomValues::plan),
                new Form<>("outcome", Json.OUTCOME, RandomValues::outcome),
                new Form<>("steering", Json.STEERING, RandomValues::steering),
                new Form<>("leader", Json.LEADER, RandomValues::leader),
                new Form<>("trust", Json.TRUST, RandomValues::trust),
                new Form<>("trust word", Json.TRUST_WORD, RandomValues::trustWord),
                new Form<>("lease", Json.LEASE, RandomValues::lease),
                new Form<>("audit", Json.AUDIT, RandomValues::audit),
                new Form<>("connection", Json.CONNECTION, RandomValues::connection));
    }

    @ParameterizedTest
    @MethodSource("forms")
    <T> void whatIsWrittenIsReadAgain(Form<T> form) throws Exception {
        for (long seed = 1; seed <= 500; seed++) {
            T value = form.values.apply(new RandomValues(seed));
            T read = form.codec.decode(form.codec.encode(value));
            if (value instanceof SignedCommand written && read instanceof SignedCommand again) {
                assertThat(again.command()).as("seed %d", seed).isEqualTo(written.command());
                assertThat(again.signature()).as("seed %d", seed).isEqualTo(written.signature());
            } else {
                assertThat(read).as("seed %d", seed).isEqualTo(value);
            }
            assertThat(form.codec.encodeText(value)).as("one line").doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aTextThatEndsEarlyIsRefusedWhereverItEnds(Form<?> form) {
        byte[] whole = form.example(3);
        for (int length = 0; length < whole.length; length++) {
            refused(form, Arrays.copyOf(whole, length), "length " + length);
        }
    }

    /** A changed byte may still make sense; then it is a value. Everything else is a {@link DecodeException}. */
    @ParameterizedTest
    @MethodSource("forms")
    void changedBytesGiveAValueOrARefusal(Form<?> form) {
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = form.example(i % 50);
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            refused += isRefused(form, bytes) ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void noiseIsRefused(Form<?> form) {
        Random random = new Random(6);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            refused(form, bytes, Arrays.toString(bytes));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void wrongShapesAreRefused(Form<?> form) {
        String whole = new String(form.example(3), UTF_8);
        String inner = whole.substring(1, whole.length() - 1);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("nothing", "");
        texts.put("null", "null");
        texts.put("a list", "[" + whole + "]");
        texts.put("no fields", "{}");
        texts.put("two objects", whole + whole);
        texts.put("more after the end", whole + "x");
        texts.put("each field twice", "{" + inner + "," + inner + "}");
        texts.put("deep", "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "," + inner + "}");
        texts.put("too deep", "{\"a\":" + "[".repeat(20) + "]".repeat(20) + "," + inner + "}");
        texts.put("a number beyond all", "{\"a\":" + "9".repeat(20) + "," + inner + "}");
        texts.put("a number of many digits", "{\"a\":" + "9".repeat(10_000) + "," + inner + "}");
        texts.put("a long text", "{\"a\":\"" + "a".repeat(5_000) + "\"," + inner + "}");
        texts.put("a long name", "{\"" + "a".repeat(300) + "\":1," + inner + "}");
        texts.put("huge", "{\"a\":[" + "1,".repeat(JsonCodec.MAX_BYTES / 2) + "1]," + inner + "}");
        texts.put("not a number", "{\"a\":NaN," + inner + "}");
        texts.put("a comment", "{/* */" + inner + "}");
        texts.put("single quotes", whole.replace('"', '\''));
        texts.forEach((name, text) -> refused(form, text.getBytes(UTF_8), name));
    }

    @Test
    void everyFieldOfACommandIsNeededAndNoOtherIsTaken() throws Exception {
        String whole = new String(forms().getFirst().example(3), UTF_8);
        assertThatThrownBy(() -> Json.COMMAND.decode(("{\"urgent\":true," + whole.substring(1)).getBytes(UTF_8)))
                .isInstanceOf(DecodeException.class)
                .hasMessage("unknown field urgent");
        assertThatThrownBy(() -> Json.COMMAND.decode(whole.replace("\"body\":{", "\"body\":{\"urgent\":true,")
                        .getBytes(UTF_8)))
                .isInstanceOf(DecodeException.class)
                .hasMessage("unknown field body.urgent");
        for (String field : List.of("id", "issuedAtMillis", "expiresAtMillis", "actor", "scope", "dryRun", "body")) {
            assertThatThrownBy(() -> Json.COMMAND.decode(
                            whole.replace("\"" + field + "\":", "\"x\":").getBytes(UTF_8)))
                    .as(field)
                    .isInstanceOf(DecodeException.class)
                    .hasMessage("field " + field + " is missing");
        }
    }

    @Test
    void anOlderReaderIgnoresWhatANewerNodeAdds() throws Exception {
        String whole = new String(Json.STATUS.encode(new RandomValues(1).status()), UTF_8);

        assertThat(Json.STATUS.decode(("{\"new\":[{\"a\":null}]," + whole.substring(1)).getBytes(UTF_8)))
                .isEqualTo(new RandomValues(1).status());
    }

    @Test
    void messagesRepeatLittleOfWhatCame() {
        String word = "S".repeat(4_000);
        Stream.of(
                        "{\"operators\":[{\"key\":\"U\",\"role\":\"" + word + "\",\"name\":\"n\"}]}",
                        "{\"" + "S".repeat(250) + "\":1}")
                .forEach(text -> assertThatThrownBy(() -> Json.TRUST.decode(text.getBytes(UTF_8)))
                        .isInstanceOf(DecodeException.class)
                        .satisfies(
                                e -> assertThat(String.valueOf(e.getMessage()).length())
                                        .isLessThan(400)));
    }

    @Test
    void theIdOfABrokenCommandIsFoundWhenItCanBe() {
        assertThat(LongStream.rangeClosed(1, 20)
                        .mapToObj(seed -> new RandomValues(seed).command())
                        .filter(signed -> {
                            String broken = Json.COMMAND.encodeText(signed).replace("\"actor\"", "\"actress\"");
                            return Json.commandId(broken.getBytes(UTF_8))
                                    .filter(signed.command().id()::equals)
                                    .isPresent();
                        })
                        .count())
                .isEqualTo(20);
        assertThat(Json.commandId("{\"id\":\"1-2-3-4-5\"}".getBytes(UTF_8))).isEmpty();
        assertThat(Json.commandId("no".getBytes(UTF_8))).isEmpty();
    }

    private static void refused(Form<?> form, byte[] bytes, String what) {
        assertThat(isRefused(form, bytes)).as("%s: %s", form, what).isTrue();
    }

    /** Any other exception than the expected one fails the test by itself. */
    private static boolean isRefused(Form<?> form, byte[] bytes) {
        try {
            return form.codec.decode(bytes) == null;
        } catch (DecodeException e) {
            return true;
        }
    }
}
