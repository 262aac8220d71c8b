// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerClockTest {
    private static final long WINDOW = 1_000;
    private static final long ASSUMED = 3_600_000;

    @Test
    void theFastestMessageRules() {
        PeerClock clock = new PeerClock();
        clock.observe(1_000_080, 500_000);
        clock.observe(1_000_140, 500_100);
        clock.observe(1_000_400, 500_200);
        assertThat(clock.offsetMillis()).isEqualTo(500_040);
    }

    @Test
    void whatWasHeldUpByACutMapsToWhenItWasSent() {
        PeerClock clock = new PeerClock();
        for (int i = 0; i < 300; i++) {
            clock.observe(i * 100L + 40, i * 100L);
        }
        // 15 s of silence, then all of them at once.
        for (int i = 300; i < 450; i++) {
            clock.observe(45_000 + i, i * 100L);
        }
        assertThat(clock.offsetMillis()).isEqualTo(40);
    }

    @Test
    void aClockThatFallsBehindIsFollowed() {
        PeerClock clock = new PeerClock();
        for (int i = 0; i < 3600; i++) {
            long remote = i * 1000L;
            clock.observe(remote + remote / 10_000 + 40, remote);
        }
        assertThat(clock.offsetMillis())
                .as("100 ppm for an hour, less two generations")
                .isBetween(396L, 400L);
    }

    @Test
    void aPausedPeerIsFollowedAfterTwoGenerations() {
        PeerClock clock = new PeerClock();
        for (int i = 0; i < 200; i++) {
            clock.observe(i * 100L, i * 100L);
        }
        for (int i = 200; i < 500; i++) {
            clock.observe(i * 100L + 5_000, i * 100L);
        }
        assertThat(clock.offsetMillis()).isEqualTo(5_000);
    }

    @Test
    void theRoundTripBoundsTheLateness() {
        PeerClock clock = new PeerClock();
        clock.observe(10_120, 3_000);
        assertThat(clock.latenessMillis(200)).as("assumed until the peer tells").isEqualTo(200);
        clock.echo(-7_000 + 30, WINDOW);
        assertThat(clock.latenessMillis(200)).isEqualTo(150 + PeerClock.SLACK_MILLIS);
    }

    /** A round trip made of a minimum of long ago would be too short by what the clocks have drifted, or lost, since. */
    @Test
    void whatIsToldOfAPeerIsOfLate() {
        PeerClock clock = new PeerClock();
        clock.observe(1_000_040, 1_000_000);
        assertThat(clock.toldMillis(1_000_040)).as("and a millisecond of drift").isEqualTo(41);
        assertThat(clock.isTold(1_001_900)).isTrue();
        assertThat(clock.isTold(1_002_000)).isFalse();
        for (int i = 0; i < 20; i++) {
            clock.observe(1_003_045 + i, 1_003_000 + i);
        }
        assertThat(clock.offsetMillis()).isEqualTo(40);
        assertThat(clock.toldMillis(1_003_065)).isEqualTo(46);
    }

    /** What comes at once after a silence may all have been held up by what silenced it. */
    @Test
    void whoBeginsToSpeakIsNotToldOfItsClockAtOnce() {
        PeerClock clock = new PeerClock();
        clock.observe(10_000, 7_000);
        assertThat(clock.isTold(10_000)).isFalse();
        clock.observe(10_150, 10_100);
        assertThat(clock.isTold(10_199)).isFalse();
        assertThat(clock.isTold(10_200)).isTrue();
        assertThat(clock.toldMillis(10_200)).isEqualTo(51);

        clock.observe(14_000, 12_000);
        assertThat(clock.isTold(14_000)).as("after a silence").isFalse();
        assertThat(clock.isTold(14_200)).isTrue();
    }

    @Test
    void whoseMessagesComeAtThePaceAtWhichTheyWereSentIsToldAtOnce() {
        PeerClock clock = new PeerClock();
        clock.observe(10_000, 9_900);
        clock.observe(10_010, 9_915);
        assertThat(clock.isTold(10_010)).as("too near each other to tell").isFalse();
        clock.observe(10_050, 9_960);
        assertThat(clock.isTold(10_050)).isTrue();

        PeerClock heldUp = new PeerClock();
        for (int sent = 6_000; sent < 10_000; sent += 100) {
            heldUp.observe(10_000 + (sent - 6_000) / 100, sent);
            assertThat(heldUp.isTold(10_000 + (sent - 6_000) / 100)).isFalse();
        }
    }

    @Test
    void ofABunchInWhichMessagesOvertakeEachOtherNothingIsToldThoughSomeTwoKeepPace() {
        PeerClock clock = new PeerClock();
        int[] sent = {8_400, 8_000, 8_430, 8_460, 8_300, 8_500};
        for (int i = 0; i < sent.length; i++) {
            clock.observe(10_000 + 30 * i, sent[i]);
            assertThat(clock.isTold(10_000 + 30 * i)).isFalse();
        }
    }

    @Test
    void whoSpeaksOnceASecondIsToldAtAnyTime() {
        PeerClock clock = new PeerClock();
        clock.observe(5_000, 5_000);
        for (long now = 6_000; now < 60_000; now += 999) {
            clock.observe(now, now);
            assertThat(clock.isTold(now)).as("at %d", now).isTrue();
        }
    }

    @Test
    void whatAPeerToldBeforeALongSilenceIsForgotten() {
        PeerClock clock = new PeerClock();
        clock.observe(100_040, 100_000);
        clock.echo(20, WINDOW);
        assertThat(clock.latenessMillis(200)).isEqualTo(60 + PeerClock.SLACK_MILLIS);
        clock.observe(200_040, 200_000);
        assertThat(clock.latenessMillis(200)).isEqualTo(200);
    }

    @Test
    void anImpossibleRoundTripIsNotBelieved() {
        PeerClock clock = new PeerClock();
        clock.observe(10_120, 3_000);
        clock.echo(-9_000, WINDOW);
        assertThat(clock.latenessMillis(200)).isEqualTo(200);
    }

    @Test
    void aStartFirstHeardInABunchShowsNoRoundTripAsLongAsItsDelay() {
        PeerClock clock = new PeerClock();
        for (int sent = 0; sent < 4_000; sent += 100) { // All of it comes after a cut of four seconds.
            clock.observe(4_000 + sent / 100, sent);
            clock.echo(-50, WINDOW);
        }
        assertThat(clock.isEchoed()).as("told in a bunch").isFalse();

        for (int sent = 4_000; sent < 6_400; sent += 100) {
            clock.observe(sent + 60, sent);
            clock.echo(40, WINDOW);
        }

        assertThat(clock.latenessMillis(ASSUMED))
                .as("what it told later: the round trip of 100 ms and the slack")
                .isBetween(100L, 200L);
    }

    @Test
    void whatWasHeldUpTellsNothingOfOurClock() {
        PeerClock clock = new PeerClock();
        clock.observe(10_040, 10_000);
        clock.observe(11_600, 11_000);
        clock.echo(30, WINDOW);
        assertThat(clock.isEchoed()).isFalse();
        clock.observe(12_100, 12_000);
        clock.echo(30, WINDOW);
        assertThat(clock.isEchoed()).isTrue();
    }

    /** A peer's messages each 100 ms, 40 ms on their way, 30 back; the clock that stood still did so at 20 s, for so long. */
    @ParameterizedTest
    @CsvSource({"true, 20", "true, 45", "true, 65", "true, 300", "false, 20", "false, 45", "false, 65", "false, 300"})
    void anEventIsNeverMappedLateWhenAClockHasLostTime(boolean ours, int lost) {
        PeerClock clock = new PeerClock();
        RecentLeast seenByPeer = new RecentLeast();
        for (long now = 0; now < 60_000; now += 100) {
            long sent = now - (!ours && now >= 20_000 ? lost : 0);
            long arrived = now + 40 - (ours && now + 40 >= 20_000 ? lost : 0);
            clock.observe(arrived, sent);
            // What we sent 30 ms ago by our clock is with the peer now.
            seenByPeer.add(sent - (now - 30 - (ours && now - 30 >= 20_000 ? lost : 0)), PeerClock.TOLD_MILLIS, sent);
            if (now % 1_000 == 0) {
                clock.echo(seenByPeer.least(PeerClock.TOLD_MILLIS, sent), WINDOW);
            }
            long mapped = sent + clock.offsetMillis() - clock.latenessMillis(ASSUMED);
            long truth = now - (ours && now >= 20_000 ? lost : 0);
            assertThat(mapped).as("at %d", now).isLessThanOrEqualTo(truth);
            boolean settled = now > 1_000 && (now < 20_000 || now > 28_000);
            assertThat(truth - mapped)
                    .as("how much earlier, at %d", now)
                    .isLessThanOrEqualTo(settled ? 30 + Math.min(lost, 70) + PeerClock.SLACK_MILLIS : ASSUMED);
        }
    }
}
