// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static dev.secbeat.node.crdt.RelayWorld.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaCodec.Outcome;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Regions that hear each other by relays: what is counted, by whom, and what is never counted twice. */
class RelayTierTest {
    private static final long MEETING = 3_000;

    private final RelayWorld world = new RelayWorld(2, 3, 64);
    private final RelayWorld.Node far = world.node(1, 2);

    /** One request each 20 ms at each node of the first region in turn: 50 a second. */
    private void traffic() {
        if (world.nowMillis() % 20 == 0) {
            RelayWorld.Node node = world.node(0, (int) (world.nowMillis() / 20 % 3));
            if (!node.down) {
                node.count(SOURCE, 1);
            }
        }
    }

    private void checkedTraffic() {
        assertThat(far.proven(SOURCE)).as("at %s ms", world.nowMillis()).isLessThanOrEqualTo(world.truth(SOURCE));
        traffic();
    }

    @Test
    void theLowestOfEachRegionSumsItAndEveryoneElsewhereKnowsTheSum() {
        world.run(MEETING);
        assertThat(world.nodes.stream().filter(RelayWorld.Node::isRelay).map(node -> node.id))
                .containsExactly(NodeId.of("r0", "n0"), NodeId.of("r1", "n0"));

        world.node(0, 0).count(SOURCE, 30);
        world.node(0, 1).count(SOURCE, 31);
        world.node(0, 2).count(SOURCE, 32);
        world.run(300);

        for (RelayWorld.Node node : world.nodes) {
            assertThat(node.shown(SOURCE)).as("%s", node.id).isEqualTo(93);
            assertThat(node.proven(SOURCE)).as("%s", node.id).isEqualTo(93);
        }
        assertThat(world.nodes.stream().mapToInt(node -> node.relayedMessages).filter(sent -> sent > 0))
                .as("nobody but the relays speaks between regions")
                .hasSize(2);
    }

    @Test
    void messagesThatComeTwiceAndLateChangeNothing() {
        world.run(MEETING);
        RelayWorld.Node relay = world.node(0, 0);
        relay.count(SOURCE, 30);
        world.run(20);
        byte[] early = relay.lastRelayed;
        world.node(0, 1).count(SOURCE, 20);
        world.run(100);
        byte[] late = relay.lastRelayed;
        double shown = far.shown(SOURCE);

        for (byte[] again : new byte[][] {late, early, early, late}) {
            assertThat(far.counter().relays().merge(relay.id, again, far.nanos()))
                    .isEqualTo(Outcome.TAKEN);
        }

        assertThat(far.shown(SOURCE)).isEqualTo(shown).isEqualTo(50);
    }

    @Test
    void whatWasLostBetweenRegionsIsToldAgainWithTheNextWord() {
        world.run(MEETING + 100);
        RelayWorld.Node relay = world.node(0, 0);
        far.shutOut(relay);
        relay.count(SOURCE, 60);
        world.run(60);
        assertThat(far.shown(SOURCE)).as("lost").isZero();
        far.hearAll();
        world.run(70); // Another bucket.

        relay.count(SOURCE, 10);
        world.run(60);

        assertThat(far.shown(SOURCE)).isEqualTo(70);
    }

    @Test
    void aRegionKeepsQuietUntilItIsWorthAWordAndThenTellsWhatWasBefore() {
        world.run(MEETING);
        world.node(0, 1).count(SOURCE, 11); // tau between two regions is 12, within the region it is 3.
        world.run(200);
        assertThat(world.node(0, 0).shown(SOURCE)).isEqualTo(11);
        assertThat(far.shown(SOURCE)).isZero();

        far.count(SOURCE, 12);
        world.run(150);

        assertThat(far.shown(SOURCE)).as("told because the other region told").isEqualTo(23);
        assertThat(world.node(0, 2).shown(SOURCE)).isEqualTo(23);
    }

    @Test
    void whatIsNearTheLimitIsPassedOnWithinFiveMilliseconds() {
        world.run(MEETING);
        RelayWorld.Node relay = world.node(0, 0);
        relay.count(SOURCE, 99);
        world.run(300);
        int before = relay.relayedMessages;

        world.node(0, 1).count(SOURCE, 1);
        world.run(1 + 1 + Reports.COALESCE_MILLIS + Reports.COALESCE_MILLIS);

        assertThat(relay.relayedMessages).isGreaterThan(before);
        world.run(40);
        assertThat(far.proven(SOURCE)).isEqualTo(100);
    }

    @Test
    void aNewRelayGoesOnWhereTheOldOneFellSilentAndNothingCountsTwice() {
        world.run(MEETING, this::checkedTraffic);
        world.run(1_500, this::checkedTraffic);
        RelayWorld.Node before = world.node(0, 0);
        before.down = true;
        world.run(RelaySeat.SILENCE_MILLIS + 200, this::checkedTraffic);
        assertThat(world.node(0, 1).isRelay()).isTrue();

        world.run(RelayWorld.WINDOW + 200, this::checkedTraffic);
        assertThat(far.proven(SOURCE)).as("of 33 a second, less the edges").isGreaterThanOrEqualTo(20);

        before.restart(2);
        world.run(MEETING, this::checkedTraffic);
        assertThat(before.isRelay()).as("the seat is not free").isFalse();
        assertThat(far.proven(SOURCE)).as("of 50 a second, less the edges").isGreaterThanOrEqualTo(30);
        assertThat(far.counter().relays().status().changes()).isEqualTo(1);
    }

    @Test
    void aRelayThatStartsAnewIsReplacedAtOnce() {
        world.run(MEETING, this::checkedTraffic);
        world.node(0, 0).restart(2);
        world.run(200, this::checkedTraffic);

        assertThat(world.node(0, 1).isRelay()).isTrue();
        world.run(3 * RelayWorld.WINDOW, this::checkedTraffic);
        assertThat(far.proven(SOURCE)).isGreaterThanOrEqualTo(30);
    }

    @Test
    void whileTwoBelieveToBeTheRelayEachRequestCountsOnceAtMost() {
        world.run(MEETING, this::checkedTraffic);
        RelayWorld.Node first = world.node(0, 0);
        RelayWorld.Node second = world.node(0, 1);
        RelayWorld.Node third = world.node(0, 2);
        second.shutOut(first);
        third.shutOut(first);
        world.run(2 * RelaySeat.SILENCE_MILLIS, this::checkedTraffic);
        first.shutOut(second); // Too late: it has heard of the new one and resigned.
        assertThat(first.isRelay()).isFalse();
        assertThat(second.isRelay()).isTrue();

        second.shutOut(third);
        first.shutOut(third);
        third.shutOut(second);
        world.run(2 * RelaySeat.SILENCE_MILLIS + RelaySeat.SETTLE_MILLIS, this::checkedTraffic);

        assertThat(world.nodes.stream().filter(node -> node.id.region().value().equals("r0")))
                .as("each hears itself alone")
                .allMatch(RelayWorld.Node::isRelay);
        assertThat(far.counter().relays().status().stale()).isPositive();
        world.run(2 * RelayWorld.WINDOW, this::checkedTraffic);
        for (RelayWorld.Node node : world.nodes) {
            node.hearAll();
        }
        world.run(3 * RelayWorld.WINDOW, this::checkedTraffic);
        assertThat(world.nodes.stream().filter(RelayWorld.Node::isRelay))
                .as("one a region")
                .hasSize(2);
        assertThat(far.proven(SOURCE)).isGreaterThanOrEqualTo(30);
    }

    @Test
    void onlyARelayOnItsOwnSubjectIsBelieved() {
        world.run(MEETING);
        RelayWorld.Node relay = world.node(0, 0);
        relay.count(SOURCE, 60);
        world.run(20);
        RelayTier tier = far.counter().relays();
        byte[] relayed = relay.lastRelayed;

        assertThat(tier.merge(NodeId.of("r0", "n1"), relayed, far.nanos()))
                .as("by another node of the region")
                .isEqualTo(Outcome.REFUSED);
        assertThat(tier.merge(NodeId.of("r7", "n0"), relayed, far.nanos()))
                .as("of another region")
                .isEqualTo(Outcome.REFUSED);
        assertThat(tier.merge(relay.id, wrapped(relay.lastDelta), far.nanos()))
                .as("a node's own counts as a region's")
                .isEqualTo(Outcome.REFUSED);
        assertThat(far.counter().merge(relay.id, relay.lastDelta, far.nanos()))
                .as("by what nodes of other regions tell of themselves")
                .isEqualTo(Outcome.NOT_HEARD);
        assertThat(far.counter().merge(relay.id, unwrapped(relayed), far.nanos()))
                .as("a region's sums as a node's own")
                .isEqualTo(Outcome.REFUSED);
        assertThat(far.shown(SOURCE)).isZero();
        assertThat(tier.merge(relay.id, relayed, far.nanos())).isEqualTo(Outcome.TAKEN);
        assertThat(far.shown(SOURCE)).isEqualTo(60);
    }

    @Test
    void theSumOfTheOwnRegionIsNotCountedBesideItsNodes() {
        world.run(MEETING);
        RelayWorld.Node relay = world.node(0, 0);
        relay.count(SOURCE, 60);
        world.run(20);
        RelayWorld.Node near = world.node(0, 2);

        assertThat(near.counter().relays().merge(relay.id, relay.lastRelayed, near.nanos()))
                .isEqualTo(Outcome.TAKEN);

        assertThat(near.shown(SOURCE)).isEqualTo(60);
    }

    @Test
    void anOldEpochIsRefusedUntilTheNewOneFallsSilent() {
        world.run(MEETING);
        RelayWorld.Node relay = world.node(0, 0);
        relay.count(SOURCE, 40);
        world.run(20);
        RelayTier tier = far.counter().relays();
        RelayCodec.Message sent = RelayCodec.decode(relay.lastRelayed).message().orElseThrow();
        byte[] old = RelayCodec.encode(3, sent.epoch() - 1, sent.delta(), sent.delta().length);

        assertThat(tier.merge(relay.id, old, far.nanos())).isEqualTo(Outcome.NOT_HEARD);
        assertThat(tier.status().stale()).isEqualTo(1);

        world.nodes.stream()
                .filter(node -> node.id.region().value().equals("r0"))
                .forEach(node -> node.down = true);
        world.run(RegionFeeds.SILENCE_MILLIS + 100);
        assertThat(tier.merge(relay.id, old, far.nanos())).isEqualTo(Outcome.TAKEN);
    }

    @Test
    void bytesThatAreNoRelaysWordAreRefusedWhole() {
        world.run(MEETING);
        RelayWorld.Node relay = world.node(0, 0);
        relay.count(SOURCE, 60);
        world.run(20);
        byte[] good = relay.lastRelayed;
        RelayTier tier = far.counter().relays();

        assertThat(merge(tier, relay, new byte[0])).isEqualTo(Outcome.MALFORMED);
        assertThat(merge(tier, relay, new byte[RelayCodec.MAX_BYTES + 1])).isEqualTo(Outcome.MALFORMED);
        assertThat(merge(tier, relay, with(good, 0, 9))).isEqualTo(Outcome.UNKNOWN_VERSION);
        assertThat(merge(tier, relay, with(good, 1, 1))).isEqualTo(Outcome.MALFORMED);
        assertThat(merge(tier, relay, with(with(good, 2, 0), 3, 0)))
                .as("no nodes")
                .isEqualTo(Outcome.MALFORMED);
        assertThat(merge(tier, relay, with(good, 11, 0x7F)))
                .as("epoch too high")
                .isEqualTo(Outcome.MALFORMED);
        for (int length = RelayCodec.HEADER_BYTES; length < good.length; length++) {
            assertThat(merge(tier, relay, Arrays.copyOf(good, length)))
                    .as("cut at %s", length)
                    .isEqualTo(Outcome.MALFORMED);
        }
        assertThat(far.shown(SOURCE)).isZero();
    }

    /** One message that says it stands for 65,535: whoever knows that there are not so many goes on counting those it knows. */
    @Test
    void aRelayIsNotBelievedToStandForMoreThanThereAre() {
        world.run(MEETING);
        RelayWorld.Node relay = world.node(0, 0);
        relay.count(SOURCE, 60);
        world.run(20);
        RelayTier tier = far.counter().relays();
        int known = tier.fleetNodes();
        byte[] boast = with(with(relay.lastRelayed, 2, 0xFF), 3, 0xFF);

        assertThat(merge(tier, relay, boast)).isEqualTo(Outcome.TAKEN);
        tier.turn(far.nanos() + 60_000_000, world.nowMillis());
        assertThat(tier.fleetNodes()).isGreaterThan(60_000);
        tier.setMostNodes(known);
        tier.turn(far.nanos() + 120_000_000, world.nowMillis());
        assertThat(tier.fleetNodes()).isEqualTo(known);
        tier.setMostNodes(1);
        tier.turn(far.nanos() + 180_000_000, world.nowMillis());
        assertThat(tier.fleetNodes()).as("its own region, and the relay").isEqualTo(4);
    }

    private Outcome merge(RelayTier tier, RelayWorld.Node sender, byte[] bytes) {
        return tier.merge(sender.id, bytes, far.nanos());
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] wrapped(byte[] delta) {
        return RelayCodec.encode(3, RelayCodec.MAX_EPOCH, delta, delta.length);
    }

    private static byte[] unwrapped(byte[] relayed) {
        return Arrays.copyOfRange(relayed, RelayCodec.HEADER_BYTES, relayed.length);
    }
}
