// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerClockTest {

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
        clock.echo(-7_000 + 30);
        assertThat(clock.latenessMillis(200)).isEqualTo(150 + PeerClock.SLACK_MILLIS);
    }

    /** A round trip made of a minimum of long ago would be too short by what the clocks have drifted since. */
    @Test
    void whatIsToldOfAPeerGrowsWithTheAgeOfItsMinimum() {
        PeerClock clock = new PeerClock();
        clock.observe(1_000_040, 1_000_000);
        assertThat(clock.toldMillis(1_000_040)).isEqualTo(40);
        assertThat(clock.toldMillis(1_050_040)).isEqualTo(50);
        for (int i = 0; i < 20; i++) {
            clock.observe(4_600_000 + 45 + i, 4_600_000 + i);
        }
        assertThat(clock.offsetMillis()).isEqualTo(40);
        assertThat(clock.toldMillis(4_600_065)).as("720 ms may be drift").isEqualTo(46);
    }

    @Test
    void whatAPeerToldBeforeALongSilenceIsForgotten() {
        PeerClock clock = new PeerClock();
        clock.observe(100_040, 100_000);
        clock.echo(20);
        assertThat(clock.latenessMillis(200)).isEqualTo(60 + PeerClock.SLACK_MILLIS);
        clock.observe(200_040, 200_000);
        assertThat(clock.latenessMillis(200)).isEqualTo(200);
    }

    @Test
    void anImpossibleRoundTripIsNotBelieved() {
        PeerClock clock = new PeerClock();
        clock.observe(10_120, 3_000);
        clock.echo(-9_000);
        assertThat(clock.latenessMillis(200)).isEqualTo(200);
    }
}
