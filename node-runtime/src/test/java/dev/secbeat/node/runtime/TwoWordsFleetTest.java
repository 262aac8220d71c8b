// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.OrderStamp;
import dev.secbeat.node.verdict.RateRule;
import org.junit.jupiter.api.Test;

/** What operators and what counting say of one prefix, on nodes that do not always hear each other. */
class TwoWordsFleetTest {
    private static final long HOUR = 3_600_000;
    private static final int BLOCK_SECONDS = 2;
    private static final String ADDRESS = "203.0.113.42";
    private static final Prefix SOURCE = Prefix.parse(ADDRESS);

    private final RuleFleet fleet = new RuleFleet(7, 3, new RateRule(Dimension.REQUESTS, 10, 1_000, BLOCK_SECONDS));
    private final RuleFleet.Node first = fleet.nodes.getFirst();
    private final RuleFleet.Node away = fleet.nodes.getLast();

    /** The source is over its limit at {@code node} until it is blocked there. */
    private void flood(RuleFleet.Node node) {
        for (int i = 0; i < 1_000 && !node.blocks(SOURCE); i++) {
            fleet.run(1, () -> node.count(ADDRESS, Dimension.REQUESTS, 1));
        }
        assertThat(node.blocks(SOURCE)).as("counting has blocked it").isTrue();
    }

    private void rest(long millis) {
        fleet.run(millis, () -> {});
    }

    private BlockEntry order(RuleFleet.Node node, long lengthMillis) {
        BlockEntry entry =
                node.loop.enforcer().decide(SOURCE, Origin.OPERATOR, true, node.epochMillis() + lengthMillis);
        rest(200);
        return entry;
    }

    @Test
    void aBriefBlockByCountingDoesNotEraseTheMemoryOfAnUnblock() {
        BlockEntry block = order(first, HOUR);
        assertThat(fleet.blockedEverywhere(ADDRESS)).isTrue();
        away.cut = true;
        first.loop.enforcer().unblock(SOURCE, block.expiresAtMillis() + HOUR, 0, new Scope.Fleet(), OrderStamp.OWN);
        rest(200);
        flood(first);
        rest((BLOCK_SECONDS + 2) * 1_000L);
        assertThat(first.blocks(SOURCE)).as("counting's block has ended").isFalse();
        assertThat(away.blocks(SOURCE)).as("it has not heard of the unblock").isTrue();

        away.cut = false;
        rest(5_000);

        assertThat(fleet.blockedAnywhere(ADDRESS)).isFalse();
        assertThat(fleet.nodes).allMatch(node -> node.loop.enforcer().active().isEmpty());
    }

    @Test
    void whatCountingSaidDuringAPartitionDoesNotShortenAnOperatorsBlock() {
        away.cut = true;
        BlockEntry block = order(first, HOUR);
        flood(away);
        away.cut = false;
        rest((BLOCK_SECONDS + 3) * 1_000L);

        assertThat(fleet.blockedEverywhere(ADDRESS)).isTrue();
        assertThat(fleet.nodes)
                .allSatisfy(node ->
                        assertThat(node.loop.enforcer().standing(SOURCE)).contains(block));
    }

    @Test
    void whatCountingSaysBesideAnOperatorsBlockLengthensIt() {
        away.cut = true;
        order(first, 1_600);
        flood(away);
        away.cut = false;
        rest(1_150); // Each second a node repeats what it holds.
        assertThat(fleet.blockedEverywhere(ADDRESS)).isTrue();
        assertThat(first.loop.enforcer().standing(SOURCE).map(BlockEntry::origin))
                .as("the operator's word stands while it lasts")
                .contains(Origin.OPERATOR);
        for (int i = 0; i < 6; i++) {
            rest(100);
            assertThat(fleet.blockedEverywhere(ADDRESS))
                    .as("no gap between the two")
                    .isTrue();
        }
        assertThat(fleet.nodes)
                .allSatisfy(
                        node -> assertThat(node.loop.enforcer().standing(SOURCE).map(BlockEntry::origin))
                                .contains(Origin.RATE_LIMIT));
        rest(BLOCK_SECONDS * 1_000L);
        assertThat(fleet.blockedAnywhere(ADDRESS)).as("both have ended").isFalse();
    }

    @Test
    void whatAPardonSparesIsBackWhenThePardonIsTakenBackAndGoesWhenItEnds() {
        RuleFleet lasting = new RuleFleet(8, 3, new RateRule(Dimension.REQUESTS, 10, 1_000, 3_600));
        Prefix around = SOURCE.widened(24);
        lasting.run(200, () -> {
            boolean _ = lasting.request(ADDRESS);
        });
        lasting.run(500, () -> {});
        assertThat(lasting.blockedEverywhere(ADDRESS)).isTrue();
        RuleFleet.Node node = lasting.nodes.getFirst();
        long until = node.epochMillis() + 2_000;
        node.loop.enforcer().unblock(around, until + 10_000, until, new Scope.Fleet(), OrderStamp.OWN);
        lasting.run(200, () -> {});
        assertThat(lasting.blockedAnywhere(ADDRESS)).isFalse();

        node.loop.enforcer().unblock(around, until + 10_000, 0, new Scope.Fleet(), OrderStamp.OWN);
        lasting.run(200, () -> {});
        assertThat(lasting.blockedEverywhere(ADDRESS))
                .as("the pardon was taken back")
                .isTrue();

        until = node.epochMillis() + 2_000;
        BlockEntry pardon = node.loop.enforcer().unblock(around, until, until, new Scope.Fleet(), OrderStamp.OWN);
        lasting.run(pardon.expiresAtMillis() - node.epochMillis() + 1_000, () -> {});
        assertThat(lasting.blockedAnywhere(ADDRESS)).as("it ran its course").isFalse();
        assertThat(lasting.nodes).allMatch(one -> one.loop.blocks().size() == 0);
    }
}
