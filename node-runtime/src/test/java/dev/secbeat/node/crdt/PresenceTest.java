// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final NodeId NEAR = NodeId.of("us-east", "near");
    private static final NodeId FAR = NodeId.of("eu-west", "far");
    private static final NodeId FARTHER = NodeId.of("apac", "farther");
    private static final int WINDOW = 1_000;
    private static final long NOW = 10_000_000;

    private static Presence sharing(long nearAge, long farAge, long fartherAge) {
        Presence presence = new Presence(true);
        presence.recount(Map.of(NEAR, nearAge, FAR, farAge, FARTHER, fartherAge), NOW);
        return presence;
    }

    @Test
    void limitsAreWholeWhileEverybodyIsHeard() {
        assertThat(sharing(0, 900, 5_000).share(WINDOW, NOW)).isEqualTo(1);
        assertThat(new Presence(true).share(WINDOW, NOW)).as("alone").isEqualTo(1);
    }

    @Test
    void eachPeerThatIsAwayTakesItsShareOnceItsCountsHaveLeftTheWindow() {
        Presence presence = sharing(0, 6_001, 70_000);
        assertThat(presence.share(WINDOW, NOW)).isEqualTo(2 / 4.0);
        assertThat(presence.share(WINDOW, NOW - 1)).isEqualTo(3 / 4.0);
        assertThat(presence.share(60_000, NOW))
                .as("a long window forgets later")
                .isEqualTo(3 / 4.0);
    }

    @Test
    void whoIsAwayForLongIsGoneForGood() {
        assertThat(sharing(0, 0, Presence.MEMORY_MILLIS + 1).share(WINDOW, NOW)).isEqualTo(1);
        assertThat(sharing(0, 7_000, Presence.MEMORY_MILLIS + 1).share(WINDOW, NOW))
                .isEqualTo(2 / 3.0);
    }

    @Test
    void theFirstThatComesBackRestoresTheWholeLimitUntilTheOthersCanHaveBeenHeard() {
        Presence presence = sharing(0, 60_000, 60_000);
        presence.heard(NEAR, NOW);
        assertThat(presence.share(WINDOW, NOW)).as("it never was away").isEqualTo(2 / 4.0);
        presence.heard(FAR, NOW);
        assertThat(presence.share(WINDOW, NOW)).isEqualTo(1);
        long settled = NOW + Presence.SETTLE_MILLIS + WINDOW;
        presence.recount(Map.of(NEAR, 0L, FAR, 0L, FARTHER, 66_000L), settled);
        assertThat(presence.share(WINDOW, settled - 1)).isEqualTo(1);
        assertThat(presence.share(WINDOW, settled)).isEqualTo(3 / 4.0);
    }

    @Test
    void withoutSharingLimitsAreWholeWhoeverIsAway() {
        Presence presence = new Presence(false);
        presence.recount(Map.of(NEAR, 60_000L, FAR, 60_000L), NOW);
        assertThat(presence.share(WINDOW, NOW)).isEqualTo(1);
    }
}
