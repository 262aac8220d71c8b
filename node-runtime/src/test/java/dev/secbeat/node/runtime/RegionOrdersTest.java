// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders for one region, on real loops of three regions that tell each other all they decide. */
class RegionOrdersTest {
    private static final int NODES = 3;
    private static final long REST_MILLIS = 1_500;
    private static final Prefix ONE = Prefix.parse("203.0.113.42");
    private static final List<Prefix> PREFIXES =
            List.of(ONE, Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8:7::/48"));

    @TempDir
    Path folder;

    @Test
    void aBlockOfARegionIsHeldAndEnforcedThereAlone() throws IOException {
        try (OrderFleet orders = new OrderFleet(1, NODES, folder)) {
            UUID id = orders.order(block(1), region(1));
            orders.rest(10_000); // Long enough for every node to have repeated all it holds.

            assertThat(holders(orders)).containsExactly(1);
            assertThat(orders.fleet.nodes.getFirst().loop.enforcer().standing(ONE))
                    .isEmpty();
            assertThat(orders.receipts(id).get(1).state()).isEqualTo(Receipt.State.APPLIED);
            assertThat(orders.receipts(id).getFirst().refusal().orElseThrow().code())
                    .isEqualTo(Refusal.Code.OUT_OF_SCOPE);

            orders.restart(1);
            orders.rest(5_000);
            assertThat(holders(orders)).as("out of its journal").containsExactly(1);

            orders.order(new CommandBody.Unblock(List.of(ONE), "test"), region(2));
            orders.rest(REST_MILLIS);
            assertThat(holders(orders)).as("ended where it was not").containsExactly(1);

            orders.order(new CommandBody.Unblock(List.of(ONE), "test"), new Scope.Fleet());
            orders.rest(REST_MILLIS);
            assertThat(holders(orders)).isEmpty();
        }
    }

    /** Nodes 0 and 2 are of one region, 1 and 3 of the other. */
    @Test
    void aNodeOfTheRegionThatWasAwayHearsOfItFromTheOthersOfItsRegion() throws IOException {
        try (OrderFleet orders = new OrderFleet(5, 4, 2, folder)) {
            RuleFleet.Node away = orders.fleet.nodes.get(2);
            away.cut = true;
            orders.order(block(1), region(0));
            orders.rest(REST_MILLIS);
            assertThat(holders(orders)).containsExactly(0);

            away.cut = false;
            orders.rest(5_000);
            assertThat(holders(orders)).containsExactly(0, 2);

            away.cut = true;
            orders.order(new CommandBody.Unblock(List.of(ONE), "test"), new Scope.Fleet());
            orders.rest(REST_MILLIS);
            assertThat(holders(orders)).containsExactly(2);

            away.cut = false;
            orders.rest(10_000);
            assertThat(holders(orders)).as("also of what ended it for all").isEmpty();
        }
    }

    @Test
    void regionsBlockTheSameEachForItselfAndEndItEachForItself() throws IOException {
        try (OrderFleet orders = new OrderFleet(2, NODES, folder)) {
            orders.order(block(1), region(0));
            orders.rest(REST_MILLIS);
            orders.order(block(2), region(2));
            orders.rest(5_000);
            assertThat(holders(orders)).containsExactly(0, 2);

            orders.order(new CommandBody.Unblock(List.of(ONE), "test"), region(0));
            orders.rest(5_000);
            assertThat(holders(orders)).containsExactly(2);
        }
    }

    @Test
    void aRegionIsLetOutOfABlockOfTheFleet() throws IOException {
        try (OrderFleet orders = new OrderFleet(3, NODES, folder)) {
            UUID id = orders.order(block(1), new Scope.Fleet());
            orders.rest(REST_MILLIS);
            orders.order(new CommandBody.Unblock(List.of(ONE), "test"), region(1));
            orders.rest(5_000);
            assertThat(holders(orders)).containsExactly(0, 2);

            UUID undo = orders.order(new CommandBody.Undo(id, "test"), region(2));
            orders.rest(5_000);
            assertThat(orders.receipts(undo).get(2).state()).isEqualTo(Receipt.State.APPLIED);
            assertThat(holders(orders)).as("undone in one region").containsExactly(0);
        }
    }

    /** The undo goes to all; what was decided for a region must not come to the others by it. */
    @Test
    void theUndoOfARegionsOrderStaysInTheRegion() throws IOException {
        try (OrderFleet orders = new OrderFleet(4, NODES, folder)) {
            orders.order(block(1), region(1));
            orders.rest(REST_MILLIS);
            UUID end = orders.order(new CommandBody.Unblock(List.of(ONE), "test"), region(1));
            orders.rest(REST_MILLIS);
            assertThat(holders(orders)).isEmpty();

            orders.order(new CommandBody.Undo(end, "test"), new Scope.Fleet());
            orders.rest(5_000);
            assertThat(holders(orders)).containsExactly(1);
            assertThat(orders.fleet.nodes.getFirst().loop.enforcer().standing(ONE))
                    .isEmpty();
        }
    }

    /**
     * After a try in one region, the fleet's order and its undoing, the region's nodes hold words of their own. What the fleet decides
     * later is none of the undoing, also where it is heard of from others first. Nodes 1 and 3 are of the region.
     */
    @Test
    void aLaterOrderForAllIsNotTakenForTheOthersHalfOfAnUndo() throws IOException {
        try (OrderFleet orders = new OrderFleet(6, 4, 2, folder)) {
            orders.order(new CommandBody.Block(List.of(ONE), Duration.ofSeconds(2), "try"), region(1));
            orders.rest(500);
            UUID all = orders.order(block(1), new Scope.Fleet());
            orders.rest(3_000);
            orders.order(new CommandBody.Undo(all, "test"), new Scope.Fleet());
            orders.rest(10_000);
            assertThat(holders(orders)).isEmpty();

            orders.order(block(2), new Scope.Fleet());
            orders.delay(1, 1_500);
            orders.rest(400);
            assertThat(holders(orders)).containsExactly(0, 2, 3);
            for (int i = 0; i < 300; i++) {
                orders.rest(10);
                assertThat(holders(orders)).as("lifted for a while").contains(0, 2, 3);
            }
            assertThat(holders(orders)).containsExactly(0, 1, 2, 3);
        }
    }

    /** One that was passed by a later one of the region keeps apart what it brings about elsewhere, and nothing else. */
    @Test
    void aLaterOrderForAllIsNotTakenForTheOthersHalfOfOneThatCameTooLate() throws IOException {
        try (OrderFleet orders = new OrderFleet(8, 4, 2, folder)) {
            orders.order(block(1), new Scope.Fleet());
            orders.delay(1, 600);
            orders.delay(3, 600);
            orders.rest(250);
            orders.order(new CommandBody.Unblock(List.of(ONE), "test"), region(1));
            orders.rest(8_000);
            assertThat(holders(orders)).containsExactly(0, 2);

            orders.order(block(2), new Scope.Fleet());
            orders.delay(0, 300);
            orders.delay(1, 1_500);
            orders.delay(2, 300);
            orders.rest(500);
            for (int i = 0; i < 300; i++) {
                assertThat(holders(orders)).as("lifted for a while").contains(0, 2, 3);
                orders.rest(10);
            }
            assertThat(holders(orders)).containsExactly(0, 1, 2, 3);
        }
    }

    /** Whoever tried it has died: the region comes back to what was ordered before by itself, also after a restart. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatStoodBeforeATrialIsBackWhenItEnds(boolean restarted) throws IOException {
        Prefix spared = PREFIXES.getLast();
        Prefix decided = Prefix.parse("198.51.100.7");
        List<Prefix> tried = List.of(ONE, spared, PREFIXES.get(1), decided);
        try (OrderFleet orders = new OrderFleet(9, 4, 2, folder)) {
            List<RuleFleet.Node> there = List.of(orders.fleet.nodes.get(1), orders.fleet.nodes.get(3));
            orders.order(block(1), region(1)); // What the fleet had decided would come from the other region.
            orders.order(new CommandBody.Allow(List.of(spared), Duration.ofHours(1), "test"), region(1));
            orders.rest(3_000);
            long end = endOfOne(there.getFirst());
            orders.order(new CommandBody.Block(tried, Duration.ofSeconds(12), "try", Set.of(), true), region(1));
            orders.rest(2_000);
            assertThat(there).allMatch(node -> tried.stream().allMatch(node::holds) && endOfOne(node) < end);
            orders.order(new CommandBody.Block(List.of(decided), Duration.ofHours(2), "test"), new Scope.Fleet());
            orders.rest(1_000);
            if (restarted) {
                orders.restart(1);
            }
            orders.rest(12_000);

            assertThat(orders.fleet.nodes).allMatch(node -> node.holds(decided));
            assertThat(there).allSatisfy(node -> {
                assertThat(tried.stream().filter(node::holds))
                        .as("on %s", node.id)
                        .containsExactly(ONE, decided);
                assertThat(endOfOne(node)).isEqualTo(end);
                assertThat(node.loop.blocks().isSpared(spared, node.epochMillis()))
                        .isTrue();
            });
            orders.order(new CommandBody.Unblock(List.of(ONE), "test"), new Scope.Fleet());
            orders.rest(3_000);
            assertThat(holders(orders)).isEmpty();
        }
    }

    /** A canary that went well: the fleet has it now, and undoing that leaves nothing of the trial behind. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void undoingWhatWasTriedFirstBringsBackWhatStoodBeforeTheTrial(boolean restarted) throws IOException {
        Prefix spared = PREFIXES.getLast();
        Prefix free = PREFIXES.get(1);
        List<Prefix> tried = List.of(ONE, spared, free);
        try (OrderFleet orders = new OrderFleet(10, 4, 2, folder)) {
            List<RuleFleet.Node> there = List.of(orders.fleet.nodes.get(1), orders.fleet.nodes.get(3));
            orders.order(block(1), region(1));
            orders.order(new CommandBody.Allow(List.of(spared), Duration.ofHours(1), "test"), region(1));
            orders.rest(3_000);
            long end = endOfOne(there.getFirst());
            orders.order(new CommandBody.Block(tried, Duration.ofSeconds(12), "try", Set.of(), true), region(1));
            orders.rest(2_000);
            if (restarted) {
                orders.restart(1);
            }
            UUID fleet = orders.order(new CommandBody.Block(tried, Duration.ofHours(2), "test"), new Scope.Fleet());
            orders.rest(13_000);
            assertThat(orders.fleet.nodes).allMatch(node -> tried.stream().allMatch(node::holds));

            orders.order(new CommandBody.Undo(fleet, "test"), new Scope.Fleet());
            orders.rest(10_000);

            assertThat(holders(orders)).containsExactly(1, 3);
            assertThat(orders.fleet.nodes).noneMatch(node -> node.holds(spared) || node.holds(free));
            assertThat(there).allSatisfy(node -> {
                assertThat(endOfOne(node)).as("on %s", node.id).isEqualTo(end);
                assertThat(node.loop.blocks().isSpared(spared, node.epochMillis()))
                        .isTrue();
            });
        }
    }

    private static long endOfOne(RuleFleet.Node node) {
        return node.loop.enforcer().standing(ONE).orElseThrow().expiresAtMillis();
    }

    /** Orders for all and for regions, undone and after restarts, against each node's own record of what concerned it. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void everyNodeComesToWhatWasOrderedOfItAndNothingElse(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> history = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        List<OrderModel> models = List.of(new OrderModel(), new OrderModel(), new OrderModel());
        try (OrderFleet orders = new OrderFleet(seed, NODES, folder)) {
            for (int step = 0; step < 25; step++) {
                Scope scope = random.nextInt(3) == 0 ? new Scope.Fleet() : region(random.nextInt(NODES));
                long now = orders.fleet.nodes.getFirst().epochMillis();
                List<Prefix> prefixes = PREFIXES.subList(0, 1 + random.nextInt(PREFIXES.size()));
                Duration ttl = Duration.ofMillis(3_600_000 + random.nextInt(3_600_000));
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        UUID id = orders.order(new CommandBody.Block(prefixes, ttl, "test"), scope);
                        ids.add(id);
                        meant(models, orders, scope).forEach(model -> model.block(id, prefixes, now + ttl.toMillis()));
                        history.add("block " + prefixes + " on " + scope);
                    }
                    case 2, 3 -> {
                        UUID id = orders.order(new CommandBody.Unblock(prefixes, ttl, "test"), scope);
                        ids.add(id);
                        meant(models, orders, scope)
                                .forEach(model -> model.unblock(id, prefixes, now + ttl.toMillis()));
                        history.add("unblock " + prefixes + " on " + scope);
                    }
                    case 4 -> {
                        if (!ids.isEmpty()) {
                            UUID undone = ids.get(random.nextInt(ids.size()));
                            UUID id = orders.order(new CommandBody.Undo(undone, "test"), scope);
                            ids.add(id);
                            meant(models, orders, scope).forEach(model -> model.undo(id, undone));
                            history.add("undo " + ids.indexOf(undone) + " on " + scope);
                        }
                    }
                    default -> {
                        int node = random.nextInt(NODES);
                        orders.restart(node);
                        history.add("restart " + node);
                        orders.rest(4_000);
                    }
                }
                orders.rest(REST_MILLIS);
                compare(orders, models, history);
            }
        }
    }

    private static void compare(OrderFleet orders, List<OrderModel> models, List<String> history) {
        for (int n = 0; n < NODES; n++) {
            RuleFleet.Node node = orders.fleet.nodes.get(n);
            for (Prefix prefix : PREFIXES) {
                Optional<BlockEntry> entry = node.loop.enforcer().standing(prefix);
                OrderModel.Said said = entry.map(found -> found.active()
                                ? new OrderModel.Said(true, found.origin(), found.expiresAtMillis())
                                : new OrderModel.Said(false, Origin.OPERATOR, found.sparedUntilMillis()))
                        .orElse(OrderModel.NOTHING);
                assertThat(said)
                        .as("%s on %s after %s", prefix, node.id, history)
                        .isEqualTo(models.get(n).said(prefix));
                assertThat(node.holds(prefix))
                        .as("%s in the kernel of %s after %s", prefix, node.id, history)
                        .isEqualTo(models.get(n).isBlocked(prefix));
            }
        }
    }

    private static List<OrderModel> meant(List<OrderModel> models, OrderFleet orders, Scope scope) {
        List<OrderModel> meant = new ArrayList<>();
        for (int n = 0; n < NODES; n++) {
            if (scope.includes(orders.fleet.nodes.get(n).id)) {
                meant.add(models.get(n));
            }
        }
        return meant;
    }

    private static List<Integer> holders(OrderFleet orders) {
        List<Integer> holders = new ArrayList<>();
        for (int n = 0; n < orders.fleet.nodes.size(); n++) {
            if (orders.fleet.nodes.get(n).holds(ONE)) {
                holders.add(n);
            }
        }
        return holders;
    }

    private static CommandBody.Block block(int hours) {
        return new CommandBody.Block(List.of(ONE), Duration.ofHours(hours), "test");
    }

    private static Scope region(int number) {
        return Scope.parse("region.region-" + number);
    }
}
