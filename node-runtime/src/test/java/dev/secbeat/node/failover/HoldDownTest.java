// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Refusal;
import org.junit.jupiter.api.Test;

/** How soon a region may move again: what a zone remembers of it, and what passes by force. */
class HoldDownTest extends ZoneOfMoves {
    @Test
    void aRegionComesBackAfterTenCleanMinutesAndByForceAtOnce() {
        make(failover("us-east", "eu-west"));
        now += 20_000;

        Refusal early = planned(failback("us-east")).plan().refusal().orElseThrow();
        assertThat(early.code()).isEqualTo(Refusal.Code.RATE);
        assertThat(early.text())
                .contains("rule 'clean': us-east was left 20 s ago", "10 clean minutes", "wait 580 s", "--force");
        assertThat(planned(undo("us-east")).plan().refusal()).isEmpty();
        now += 579_999;
        assertThat(planned(failback("us-east")).plan().refusal()).isPresent();
        now++;
        make(failback("us-east"));
    }

    /** One region in five minutes: also when the second one comes home. */
    @Test
    void aRegionComesBackFiveMinutesAfterAnotherOneMoved() {
        make(failover("us-east", "eu-west"));
        now += 600_000;
        make(force(failover("eu-west", "apac")));

        Refusal rate = planned(failback("us-east")).plan().refusal().orElseThrow();
        assertThat(rate.text()).contains("rule 'rate': eu-west was moved 0 s ago", "wait 300 s", "--force");
        now += 300_000;
        make(failback("us-east"));
    }

    /** Each time that it is left soon after it came back doubles what has to be waited for; the zone alone remembers it. */
    @Test
    void whoFlapsIsHeldDownTwiceAsLongEachTime() {
        for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 32}) {
            make(failover("us-east", "eu-west"));
            now += 600_000;
            make(failback("us-east"));

            assertHeldDown(minutes);
        }
        assertThat(new Standings(FleetView.of(regions), answers(), now, TTL).evidence(id("us-east")))
                .anyMatch(line -> line.contains("left soon after it came back 5 time(s)"));
        assertThat(new Standings(FleetView.of(regions), answers(), now, TTL).evidence(id("eu-west")))
                .noneMatch(line -> line.contains("left soon"));
        now += 600_000;
        make(failover("us-east", "eu-west"));
        make(undo("us-east"));

        assertHeldDown(1);
        assertThat(notes.values()).as("nothing but the way back").allMatch(texts -> texts.size() == 1);
    }

    /** What is forced is remembered like the rest. */
    @Test
    void awayAndBackByForceIsFlappingToo() {
        for (int minutes : new int[] {1, 2, 4}) {
            make(force(failover("us-east", "eu-west")));
            make(undo("us-east"));
            now += 10_000;
            assertThat(planned(failover("us-east", "apac")).plan().refusal())
                    .map(Refusal::text)
                    .hasValueSatisfying(text -> assertThat(text)
                            .contains("rule 'hold-down'", "wait " + (minutes * 60 - 10) + " s", "--force"));
        }
    }

    /** Made once more after it was made by half is one move, and of a view in which it no longer changes anything. */
    @Test
    void aMoveThatIsMadeOnceMoreIsNoFlapAndWhatAViewRemembersIsOneThing() {
        make(failover("us-east", "eu-west"));
        make(undo("us-east"));
        take(planned(force(failover("us-east", "eu-west"))), "NA");
        make(failover("us-east", "eu-west"));
        make(undo("us-east"));
        assertHeldDown(2);
        zone.keySet().removeIf(key -> key.startsWith("NA"));
        home("NA", "192.0.2.20");
        now += 600_000;

        make(failover("us-east", "eu-west"));
        make(undo("us-east"));

        assertHeldDown(1);
    }

    /** That nothing else than the time holds {@code us-east} at home, for so long from now; the time goes by. */
    private void assertHeldDown(int minutes) {
        Refusal held = planned(failover("us-east", "apac")).plan().refusal().orElseThrow();
        assertThat(held.code()).isEqualTo(Refusal.Code.RATE);
        assertThat(held.text())
                .contains("rule 'hold-down': us-east came back 0 s ago", "for " + minutes + " min")
                .contains("wait " + minutes * 60 + " s", "--force");
        now += minutes * 60_000L - 1;
        assertThat(planned(failover("us-east", "apac")).plan().refusal()).isPresent();
        now++;
        assertThat(planned(failover("us-east", "apac")).plan().refusal()).isEmpty();
    }
}
