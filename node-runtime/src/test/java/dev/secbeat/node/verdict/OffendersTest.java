// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffendersTest {
    private static final NodeId PEER = NodeId.of("eu-west", "b");
    private static final Prefix ONE = Prefix.parse("192.0.2.1");
    private static final RateRule RULE = new RateRule(Dimension.REQUESTS, 100, 1_000, 0, Grouping.ADDRESS, 60, 300);
    private static final RateRule PLAIN = RateRule.perSecond(Dimension.REQUESTS, 100, 60);

    private final Offenders offenders = new Offenders();
    private long now = 1_800_000_000_000L;

    @BeforeEach
    void begin() {
        offenders.setRules(List.of(RULE));
    }

    private void block(Prefix prefix, long lengthMillis, long agoMillis) {
        long decided = now - agoMillis;
        offenders.onAccepted(
                new BlockEntry(prefix, decided << 16, PEER, Origin.RATE_LIMIT, true, decided + lengthMillis), now);
    }

    private long length() {
        return offenders.blockMillis(ONE, RULE, now);
    }

    @Test
    void eachBlockAfterTheLastHasEndedIsTwiceAsLongUpToTheLongest() {
        for (long expected : new long[] {60_000, 120_000, 240_000, 300_000, 300_000}) {
            assertThat(length()).isEqualTo(expected);
            block(ONE, expected, 0);
            now += expected / 2;
            assertThat(length()).as("renewed while it lasts").isEqualTo(expected);
            now += expected / 2;
        }
    }

    @Test
    void whatCameLateOrFromAClockThatIsOffDoublesAllTheSame() {
        block(ONE, 60_000 - 700, 300);
        now += 60_000;
        assertThat(length()).isEqualTo(120_000);
    }

    @Test
    void itIsForgottenAfterTheLongestTimeWithoutABlock() {
        block(ONE, 60_000, 0);
        now += 60_000 + 299_999;
        assertThat(length()).isEqualTo(120_000);
        now += 1;
        assertThat(length()).isEqualTo(60_000);
    }

    @Test
    void aShorterBlockFromOneThatRemembersLessShortensNothingToCome() {
        block(ONE, 240_000, 0);
        now += 1_000;
        block(ONE, 60_000, 0);
        now += 240_000;
        assertThat(length()).isEqualTo(300_000);
    }

    @Test
    void operatorsBlocksDoNotCountAndAnUnblockForgets() {
        offenders.onAccepted(new BlockEntry(ONE, now << 16, PEER, Origin.OPERATOR, true, now + 60_000), now);
        assertThat(offenders.size()).isZero();
        block(ONE, 60_000, 0);
        offenders.onAccepted(
                new BlockEntry(Prefix.parse("192.0.2.0/24"), now << 16, PEER, Origin.OPERATOR, false, now + 60_000),
                now);
        now += 60_000;
        assertThat(length()).isEqualTo(60_000);
    }

    @Test
    void aBlockFoundInAKernelSaysNothingOfWhenItBegan() {
        offenders.onAccepted(new BlockEntry(ONE, now, PEER, Origin.RATE_LIMIT, true, now + 50_000), now);
        now += 50_000;
        assertThat(length()).isEqualTo(120_000);
    }

    @Test
    void memoryIsBoundedAndTheLongestAgoGoesFirst() {
        block(ONE, 60_000, 0);
        for (int i = 0; i < Offenders.MOST; i++) {
            block(Prefix.parse("198.18." + (i >> 8) + "." + (i & 255)), 60_000, 0);
        }
        assertThat(offenders.size()).isEqualTo(Offenders.MOST);
        now += 60_000;
        assertThat(length()).isEqualTo(60_000);
    }

    @Test
    void nothingIsRememberedWhereNoRuleDoubles() {
        block(ONE, 60_000, 0);
        offenders.setRules(List.of(PLAIN));
        block(Prefix.parse("192.0.2.2"), 60_000, 0);
        assertThat(offenders.size()).isZero();
        assertThat(offenders.blockMillis(ONE, PLAIN, now + 60_000)).isEqualTo(60_000);
    }

    private void unblock(Prefix prefix) {
        offenders.onAccepted(new BlockEntry(prefix, now << 16, PEER, Origin.OPERATOR, false, now + 60_000), now);
    }

    @Test
    void anOrderOnManyWidePrefixesTakesFewPassesOverWhatIsRemembered() {
        int order = 100_000;
        block(ONE, 60_000, 0);
        for (int i = 0; i < order; i++) {
            unblock(Prefix.of(new byte[] {20, (byte) (i >> 16), (byte) (i >> 8), (byte) i}, 31));
        }
        // Two prefixes of this length are one.
        assertThat(offenders.passes()).isEqualTo(order / 2 / Offenders.MOST_FORGIVEN);
        assertThat(offenders.size()).isOne();
    }

    /** Against a map from which each unblock takes its sources at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsForgivenIsForgottenAtOnceAndNothingElse(long seed) {
        Random random = new Random(seed);
        Set<Prefix> model = new HashSet<>();
        for (int step = 0; step < 20_000; step++) {
            boolean v6 = random.nextBoolean();
            Prefix source = Prefix.parse(
                    v6
                            ? "2001:db8:" + random.nextInt(8) + ":" + random.nextInt(8) + "::/64"
                            : "192.0." + random.nextInt(8) + "." + random.nextInt(8));
            if (random.nextInt(3) == 0) {
                Prefix prefix = source.widened(source.length() - random.nextInt(20));
                unblock(prefix);
                model.removeIf(prefix::contains);
            } else {
                block(source, 60_000, 0);
                model.add(source);
            }
            now += 60_000; // What is remembered has ended.
            boolean isKnown = offenders.blockMillis(source, RULE, now) > 60_000;
            assertThat(isKnown).as("%s at step %d", source, step).isEqualTo(model.contains(source));
            now -= 60_000;
        }
        assertThat(offenders.size()).isEqualTo(model.size());
        assertThat(offenders.passes()).isLessThan(20_000 / 100);
    }
}
