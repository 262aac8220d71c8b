// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest words on limits that operators gave, in memory and on the wire. */
class LimitMapTest {
    private static final NodeId HERE = NodeId.of("us-east", "here");
    private static final NodeId THERE = NodeId.of("eu-west", "there");
    private static final long NOW = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final UUID COMMAND = new UUID(1, 2);

    private static LimitKey key(String of, String scope) {
        return new LimitKey(
                of.equals("all") ? Optional.empty() : Optional.of(Prefix.parse(of)),
                Dimension.REQUESTS,
                Scope.parse(scope));
    }

    private static Optional<LimitTerms> terms(long most, long lasting) {
        return Optional.of(new LimitTerms(most, 10_000, 60, NOW + lasting));
    }

    @Test
    void aWordRemembersWhatStoodBeforeIt() {
        LimitMap map = new LimitMap(HERE);
        LimitKey key = key("203.0.113.0/24", "all");
        LimitEntry first = map.stamp(key, terms(10, HOUR), COMMAND, NOW, NOW);
        assertThat(first.before()).isEmpty();
        assertThat(map.merge(first, NOW)).isEqualTo(LimitMap.Outcome.APPLIED);
        LimitEntry second = map.stamp(key, Optional.empty(), COMMAND, NOW, NOW + 1);
        assertThat(second.before()).isEqualTo(first.terms());
        assertThat(second.isNewerThan(first)).isTrue();
        assertThat(map.merge(second, NOW + 1)).isEqualTo(LimitMap.Outcome.APPLIED);
        assertThat(map.inForce(NOW + 1)).isEmpty();
        assertThat(map.merge(first, NOW + 2)).as("a late copy").isEqualTo(LimitMap.Outcome.OLDER);
        assertThat(map.expire(NOW + HOUR))
                .as("the end is remembered for longer than the limit")
                .isFalse();
        assertThat(map.expire(NOW + 2 * HOUR)).isTrue();
        assertThat(map.all()).isEmpty();
    }

    @Test
    void whatNobodyMayGiveIsNotTaken() {
        LimitMap map = new LimitMap(HERE);
        assertThat(map.merge(word(key("203.0.113.0/24", "region.eu-west"), 1), NOW))
                .isEqualTo(LimitMap.Outcome.ELSEWHERE);
        assertThat(map.merge(word(key("128.0.0.0/7", "all"), 1), NOW)).isEqualTo(LimitMap.Outcome.TOO_MUCH);
        LimitEntry tooLong = new LimitEntry(
                key("all", "all"),
                terms(1, 40L * 24 * HOUR),
                NOW << 16,
                THERE,
                NOW + 40L * 24 * HOUR,
                COMMAND,
                NOW,
                Optional.empty());
        assertThat(map.merge(tooLong, NOW)).isEqualTo(LimitMap.Outcome.TOO_MUCH);
        assertThat(map.merge(word(key("all", "all"), 1), NOW + HOUR)).isEqualTo(LimitMap.Outcome.EXPIRED);
        LimitEntry future = new LimitEntry(
                key("all", "all"),
                terms(1, HOUR),
                (NOW + 61_000) << 16,
                THERE,
                NOW + HOUR,
                COMMAND,
                NOW,
                Optional.empty());
        assertThat(map.merge(future, NOW)).isEqualTo(LimitMap.Outcome.FROM_THE_FUTURE);
        assertThat(map.all()).isEmpty();
    }

    private static LimitEntry word(LimitKey key, int version) {
        return new LimitEntry(
                key, terms(5, HOUR), (NOW << 16) + version, THERE, NOW + HOUR, COMMAND, NOW, Optional.empty());
    }

    @Test
    void whenFullTheMemoryOfAnEndMakesRoomAndALimitNever() {
        LimitMap map = new LimitMap(HERE);
        LimitKey ended = key("198.51.100.1", "all");
        assertThat(map.merge(map.stamp(ended, Optional.empty(), COMMAND, NOW, NOW), NOW))
                .isEqualTo(LimitMap.Outcome.APPLIED);
        for (int i = 0; i < LimitMap.MOST_WORDS; i++) {
            assertThat(map.merge(word(key("203.0." + i + ".0/24", "all"), i), NOW))
                    .isEqualTo(LimitMap.Outcome.APPLIED);
        }
        assertThat(map.find(ended)).isEmpty();
        assertThat(map.merge(word(key("198.51.100.2", "all"), 9), NOW)).isEqualTo(LimitMap.Outcome.FULL);
        assertThat(map.all()).hasSize(LimitMap.MOST_WORDS);
    }

    /** In whatever order words come and how often: the same remains. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void mergingIsAJoin(long seed) {
        Random random = new Random(seed);
        List<LimitEntry> words = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            words.add(random(random));
        }
        LimitMap one = new LimitMap(HERE);
        words.forEach(word -> one.merge(word, NOW));
        words.addAll(words.subList(0, 20));
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(words, random);
            LimitMap other = new LimitMap(HERE);
            words.forEach(word -> other.merge(word, NOW));
            assertThat(other.all()).isEqualTo(one.all());
        }
    }

    /** Few keys and versions, so that ties are common. */
    private static LimitEntry random(Random random) {
        String of = random.nextBoolean()
                ? "all"
                : random.nextBoolean() ? "2001:db8:" + random.nextInt(3) + "::/48" : "203.0.113.7";
        Optional<LimitTerms> terms =
                random.nextInt(3) == 0 ? Optional.empty() : terms(1 + random.nextInt(9), HOUR + random.nextInt(3));
        return new LimitEntry(
                key(of, random.nextBoolean() ? "all" : "region.us-east"),
                terms,
                (NOW << 16) + random.nextInt(4),
                random.nextBoolean() ? HERE : THERE,
                terms.map(LimitTerms::untilMillis).orElse(NOW + 2 * HOUR),
                new UUID(random.nextInt(3), 0),
                NOW,
                random.nextBoolean() ? Optional.empty() : terms(2, 5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsWrittenIsRead(long seed) {
        Random random = new Random(seed);
        List<LimitEntry> words = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            words.add(random(random));
        }
        List<byte[]> pages = LimitCodec.pages(words);
        assertThat(pages).hasSizeGreaterThan(1).allMatch(page -> page.length <= 8192);
        assertThat(pages).allMatch(LimitCodec::isLimits);
        assertThat(pages.stream().map(LimitCodec::decode).flatMap(page -> page.words().stream()))
                .containsExactlyElementsOf(words);
        words.forEach(
                word -> assertThat(LimitCodec.word(LimitCodec.encode(word))).isEqualTo(word));
        assertThat(pages)
                .as("nothing that a reader of blocks takes")
                .allMatch(page -> BlockCodec.decode(page).outcome() == DeltaCodec.Outcome.UNKNOWN_VERSION);
    }

    /** Whatever bytes come, nothing is thrown, and what is taken could have been said. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingThatComesOverTheWireIsMoreThanRefused(long seed) {
        Random random = new Random(seed);
        byte[] page = LimitCodec.pages(List.of(random(random), random(random))).getFirst();
        for (int i = 0; i < 5_000; i++) {
            byte[] broken = Arrays.copyOf(page, random.nextInt(4) == 0 ? random.nextInt(page.length + 9) : page.length);
            for (int flips = random.nextInt(4); flips >= 0 && broken.length > 1; flips--) {
                broken[1 + random.nextInt(broken.length - 1)] = (byte) random.nextInt();
            }
            LimitCodec.Page read = LimitCodec.decode(broken);
            LimitMap map = new LimitMap(HERE);
            read.words().forEach(word -> map.merge(word, NOW));
            assertThat(map.all()).allMatch(word -> word.key().scope().includes(HERE));
        }
        assertThatThrownBy(() -> LimitCodec.word(new byte[3])).isInstanceOf(IllegalArgumentException.class);
    }

    /** A word of a later release is left out, its neighbours are taken. */
    @Test
    void aWordThatSaysMoreThanIsKnownHereIsLeftOutAlone() {
        List<LimitEntry> words = List.of(word(key("203.0.113.1", "all"), 1), word(key("203.0.113.2", "all"), 2));
        byte[] page = LimitCodec.pages(words).getFirst();
        page[6] |= (byte) 0x80;
        assertThat(LimitCodec.decode(page).words()).containsExactly(words.getLast());
    }
}
