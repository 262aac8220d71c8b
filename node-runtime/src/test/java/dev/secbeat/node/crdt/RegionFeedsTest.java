// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import org.junit.jupiter.api.Test;

/** Each region is heard from one side at a time, and what two sides know in common counts once. */
class RegionFeedsTest {
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");
    private static final RegionFeeds.Stint FIRST = new RegionFeeds.Stint(NodeId.of("eu-west", "b"), 1, 5);
    private static final RegionFeeds.Stint SECOND = new RegionFeeds.Stint(NodeId.of("eu-west", "c"), 1, 6);

    private final RegionFeeds feeds = new RegionFeeds(EAST, RelayUse.LARGE_FLEETS);

    @Test
    void aRelayTakesTheNodesPlaceAndTheyItsOwnOnceItIsSilent() {
        assertThat(feeds.takesNodesOf(WEST, 1_000)).isTrue();
        assertThat(feeds.takesRelay(FIRST, 3, 1_100)).isTrue();
        assertThat(feeds.takesNodesOf(WEST, 1_200)).isFalse();
        assertThat(feeds.takesNodesOf(WEST, 1_100 + RegionFeeds.SILENCE_MILLIS)).isFalse();
        assertThat(feeds.takesNodesOf(WEST, 1_101 + RegionFeeds.SILENCE_MILLIS)).isTrue();
        assertThat(feeds.changes).isEqualTo(2);
    }

    @Test
    void theNextFeedCountsFromWhenTheOneBeforeWasLastHeard() {
        feeds.takesRelay(FIRST, 3, 1_000);
        assertThat(feeds.floorMillis(WEST)).as("nothing was before").isEqualTo(RegionFeeds.NEVER);
        feeds.endTurn(1_000);
        feeds.endTurn(1_002); // So whatever was taken came before 1002.
        feeds.endTurn(1_500);

        feeds.takesRelay(SECOND, 3, 1_900);

        assertThat(feeds.floorMillis(WEST)).isEqualTo(1_003);
    }

    @Test
    void withinTheTurnThatTookBothNothingOfTheNextCounts() {
        feeds.takesRelay(FIRST, 3, 1_000);
        feeds.takesRelay(SECOND, 3, 1_000);
        assertThat(feeds.floorMillis(WEST)).isEqualTo(Long.MAX_VALUE);
        feeds.endTurn(1_000);
        assertThat(feeds.floorMillis(WEST)).isEqualTo(Long.MAX_VALUE);
        feeds.takesRelay(SECOND, 3, 1_001);

        feeds.endTurn(1_001);

        assertThat(feeds.floorMillis(WEST)).isEqualTo(1_002);
    }

    @Test
    void changingBackAndForthNeverLowersWhereCountingBegins() {
        long floor = RegionFeeds.NEVER;
        for (int i = 0; i < 20; i++) {
            long now = 1_000 + i * 10_000L;
            feeds.takesRelay(i % 2 == 0 ? SECOND : FIRST, 3, now);
            feeds.endTurn(now + 1);
            assertThat(feeds.floorMillis(WEST)).isGreaterThanOrEqualTo(floor).isLessThanOrEqualTo(now);
            floor = feeds.floorMillis(WEST);
        }
        assertThat(feeds.changes).isEqualTo(19);
    }

    @Test
    void aLowerEpochIsStaleUntilTheHigherOneIsSilent() {
        assertThat(feeds.takesRelay(SECOND, 3, 1_000)).isTrue();
        assertThat(feeds.takesRelay(FIRST, 3, 1_001)).isFalse();
        assertThat(feeds.stale).isEqualTo(1);
        assertThat(feeds.takesRelay(FIRST, 3, 1_001 + RegionFeeds.SILENCE_MILLIS))
                .isTrue();
        assertThat(feeds.takesRelay(SECOND, 3, 1_002 + RegionFeeds.SILENCE_MILLIS))
                .isTrue();
    }

    @Test
    void ofEqualEpochsTheLowerNameGoesFirstAndOfOneNodeTheNewerStart() {
        var same = new RegionFeeds.Stint(NodeId.of("eu-west", "a"), 1, 5);
        assertThat(same.outranks(FIRST)).isTrue();
        assertThat(FIRST.outranks(same)).isFalse();
        assertThat(new RegionFeeds.Stint(FIRST.relay(), 2, 5).outranks(FIRST)).isTrue();
        assertThat(FIRST.outranks(FIRST)).isFalse();
    }

    @Test
    void withRelaysAlwaysNodesOfOtherRegionsAreNeverHeard() {
        var always = new RegionFeeds(EAST, RelayUse.ALWAYS);
        assertThat(always.takesNodesOf(EAST, 1_000)).isTrue();
        assertThat(always.takesNodesOf(WEST, 1_000)).isFalse();
        assertThat(always.takesNodesOf(WEST, 1_000_000)).isFalse();
        assertThat(always.isRelayed(WEST)).isTrue();
    }

    @Test
    void withRelaysNeverNoRelayIsHeard() {
        var never = new RegionFeeds(EAST, RelayUse.NEVER);
        assertThat(never.takesRelay(FIRST, 3, 1_000)).isFalse();
        assertThat(never.takesNodesOf(WEST, 1_000)).isTrue();
    }

    @Test
    void aRegionThatIsGoneForGoodIsForgotten() {
        feeds.takesRelay(FIRST, 3, 1_000);
        feeds.endTurn(1_000 + RegionFeeds.FORGET_MILLIS);
        assertThat(feeds.relayedNodes()).containsEntry(WEST, 3);

        feeds.endTurn(1_001 + RegionFeeds.FORGET_MILLIS);

        assertThat(feeds.relayedNodes()).isEmpty();
        assertThat(feeds.isRelayed(WEST)).isFalse();
        assertThat(feeds.floorMillis(WEST)).isEqualTo(RegionFeeds.NEVER);
    }

    @Test
    void theOwnRegionHasNoFeedAndThereIsRoomForSoManyOnly() {
        assertThat(feeds.takesRelay(new RegionFeeds.Stint(NodeId.of("us-east", "a"), 1, 9), 3, 1_000))
                .isFalse();
        for (int i = 0; i < RegionFeeds.MAX_REGIONS; i++) {
            assertThat(feeds.takesRelay(new RegionFeeds.Stint(NodeId.of("r" + i, "a"), 1, 9), 3, 1_000))
                    .isTrue();
        }
        assertThat(feeds.takesRelay(FIRST, 3, 1_000)).isFalse();
        assertThat(feeds.takesNodesOf(WEST, 1_000)).isFalse();
    }
}
