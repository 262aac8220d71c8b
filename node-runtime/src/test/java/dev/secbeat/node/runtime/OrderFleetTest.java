// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.control.CountryMap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders to a fleet whose members hear them at different times, against a model that carries them out one by one. */
class OrderFleetTest {
    private static final int NODES = 3;
    private static final long REST_MILLIS = 700;
    private static final Prefix WIDE = Prefix.parse("203.0.113.0/24");
    private static final List<Prefix> ADDRESSES = IntStream.rangeClosed(1, 5)
            .mapToObj(i -> Prefix.parse("203.0.113." + i))
            .toList();

    @TempDir
    Path folder;

    static IntStream seeds() {
        return IntStream.range(0, 25);
    }

    /** Blocks, unblocks, allowances, undoings, floods and restarts in any order: all nodes end alike, and as the model says. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyHistoryEndsOnAllNodesAsTheModelSays(int seed) throws IOException {
        Random random = new Random(seed);
        try (OrderFleet orders = new OrderFleet(seed, NODES, folder)) {
            OrderModel model = new OrderModel();
            List<UUID> ids = new ArrayList<>();
            List<String> history = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                step(orders, model, ids, random, history);
                orders.rest(REST_MILLIS);
                compare(orders, model, history);
            }
        }
    }

    private static void step(OrderFleet orders, OrderModel model, List<UUID> ids, Random random, List<String> history) {
        long now = orders.fleet.nodes.getFirst().epochMillis();
        int choice = random.nextInt(10);
        if (choice < 3) {
            CommandBody.Block block = new CommandBody.Block(some(random), ttl(random), "test");
            ids.add(orders.order(block));
            history.add("block " + block);
            model.block(ids.getLast(), block.prefixes(), now + block.ttl().toMillis());
        } else if (choice < 5) {
            Duration pardon = random.nextInt(3) == 0 ? Duration.ZERO : ttl(random);
            CommandBody.OnPrefixes unblock = pardon.isZero() || random.nextBoolean()
                    ? new CommandBody.Unblock(some(random), pardon, "test")
                    : new CommandBody.Allow(some(random), pardon, "test");
            ids.add(orders.order(unblock));
            history.add("free " + unblock);
            model.unblock(ids.getLast(), unblock.prefixes(), pardon.isZero() ? 0 : now + pardon.toMillis());
        } else if (choice < 8 && !ids.isEmpty()) {
            UUID undone = ids.get(Math.max(0, ids.size() - 1 - random.nextInt(3)));
            ids.add(orders.order(new CommandBody.Undo(undone, "test")));
            history.add("undo number " + ids.indexOf(undone));
            model.undo(ids.getLast(), undone);
        } else if (choice < 9) {
            Prefix source = ADDRESSES.get(random.nextInt(ADDRESSES.size()));
            history.add("flood " + source);
            orders.fleet.run(200, () -> {
                boolean _ = orders.fleet.request(source.toString());
            });
            orders.rest(REST_MILLIS);
            model.flood(source, () -> ends(orders, source));
        } else {
            int node = random.nextInt(NODES);
            history.add("restart " + node);
            orders.restart(node);
            orders.rest(5_000);
        }
    }

    private static long ends(OrderFleet orders, Prefix source) {
        return orders.fleet
                .nodes
                .getFirst()
                .loop
                .enforcer()
                .standing(source)
                .orElseThrow()
                .expiresAtMillis();
    }

    private static void compare(OrderFleet orders, OrderModel model, List<String> history) {
        List<Prefix> all = new ArrayList<>(ADDRESSES);
        all.add(WIDE);
        for (RuleFleet.Node node : orders.fleet.nodes) {
            for (Prefix prefix : all) {
                assertThat(said(node, prefix))
                        .as("%s on %s after %s", prefix, node.id, history)
                        .isEqualTo(model.said(prefix));
                assertThat(node.holds(prefix))
                        .as("%s in the kernel of %s after %s", prefix, node.id, history)
                        .isEqualTo(model.isBlocked(prefix));
            }
        }
        assertThat(orders.fleet.nodes.stream().map(node -> node.loop.blocks().digest()))
                .as("all hold the same after %s", history)
                .containsOnly(orders.fleet.nodes.getFirst().loop.blocks().digest());
    }

    private static OrderModel.Said said(RuleFleet.Node node, Prefix prefix) {
        Optional<BlockEntry> entry = node.loop.enforcer().standing(prefix);
        return entry.map(found -> found.active()
                        ? new OrderModel.Said(true, found.origin(), found.expiresAtMillis())
                        : new OrderModel.Said(false, Origin.OPERATOR, found.sparedUntilMillis()))
                .orElse(OrderModel.NOTHING);
    }

    /** Whatever overtakes what on the way: what was issued last stands on every node. */
    @ParameterizedTest
    @MethodSource("seeds")
    void ofOrdersThatOvertakeEachOtherTheLastStandsEverywhere(int seed) throws IOException {
        Random random = new Random(seed);
        try (OrderFleet orders = new OrderFleet(seed, NODES, folder)) {
            OrderModel model = new OrderModel();
            for (int i = 0; i < 30; i++) {
                long now = orders.fleet.nodes.getFirst().epochMillis();
                List<Prefix> one = List.of(ADDRESSES.get(random.nextInt(ADDRESSES.size())));
                Duration ttl = ttl(random);
                if (random.nextBoolean()) {
                    UUID id = orders.order(new CommandBody.Block(one, ttl, "test"));
                    model.block(id, one, now + ttl.toMillis());
                } else {
                    UUID id = orders.order(new CommandBody.Unblock(one, ttl, "test"));
                    model.unblock(id, one, now + ttl.toMillis());
                }
                orders.rest(1 + random.nextInt(40));
            }
            orders.rest(REST_MILLIS);
            compare(orders, model, List.of("seed " + seed));
        }
    }

    @Test
    void aLongOrderAndItsUndoingEndAlikeEverywhere() throws IOException {
        List<Prefix> prefixes = IntStream.range(0, 5_000)
                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32))
                .toList();
        try (OrderFleet orders = new OrderFleet(99, NODES, folder)) {
            UUID earlier = orders.order(new CommandBody.Block(prefixes.subList(0, 10), Duration.ofHours(2), "test"));
            orders.rest(REST_MILLIS);
            assertThat(orders.receipts(earlier)).extracting(Receipt::state).containsOnly(Receipt.State.APPLIED);
            UUID id = orders.order(new CommandBody.Block(prefixes, Duration.ofHours(1), "test"));
            orders.rest(3_000);
            assertThat(orders.receipts(id))
                    .extracting(receipt -> receipt.tally().orElseThrow())
                    .containsOnly(new Receipt.Tally(5_000, 0, 0, List.of(), List.of()));
            assertThat(orders.fleet.nodes).allMatch(node -> prefixes.stream().allMatch(node::holds));

            UUID undo = orders.order(new CommandBody.Undo(id, "test"));
            orders.rest(3_000);

            assertThat(orders.receipts(undo))
                    .extracting(receipt -> receipt.tally().orElseThrow())
                    .containsOnly(new Receipt.Tally(5_000, 0, 0, List.of(), List.of()));
            assertThat(orders.fleet.nodes)
                    .allSatisfy(node -> assertThat(prefixes.stream().filter(node::holds))
                            .as("those of the earlier order")
                            .containsExactlyElementsOf(prefixes.subList(0, 10)));
        }
    }

    /** It is not the command's. */
    @Test
    void whatCountingHasBlockedBesideAnOperatorsBlockStaysWhenThatIsTakenBack() throws IOException {
        Prefix source = ADDRESSES.getFirst();
        try (OrderFleet orders = new OrderFleet(98, NODES, folder)) {
            UUID id = orders.order(new CommandBody.Block(List.of(source), Duration.ofMinutes(10), "test"));
            orders.rest(REST_MILLIS);
            RuleFleet.Node first = orders.fleet.nodes.getFirst();
            long end = first.epochMillis() + 3_600_000;
            BlockEntry counted = first.loop.enforcer().decide(source, Origin.RATE_LIMIT, true, end);
            orders.rest(REST_MILLIS);

            UUID undo = orders.order(new CommandBody.Undo(id, "test"));
            orders.rest(REST_MILLIS);

            assertThat(orders.receipts(undo)).extracting(Receipt::state).containsOnly(Receipt.State.APPLIED);
            assertThat(orders.fleet.nodes).allSatisfy(node -> {
                assertThat(node.holds(source)).isTrue();
                assertThat(said(node, source))
                        .isEqualTo(new OrderModel.Said(true, Origin.RATE_LIMIT, counted.expiresAtMillis()));
            });
        }
    }

    /** The order of tellings does not matter: the node hears of the block from its peers as well, and again and again. */
    @Test
    void aNodeThatRefusesForItsTrafficTakesTheBlockFromNobodyUntilItIsOverridden() throws IOException {
        try (OrderFleet orders = new OrderFleet(7, NODES, folder)) {
            Prefix crowd = Prefix.parse("30.0.0.0/24");
            RuleFleet.Node busy = orders.fleet.nodes.getFirst();
            List<RuleFleet.Node> others = orders.fleet.nodes.subList(1, NODES);
            Runnable traffic = () -> {
                int host = (int) (orders.fleet.millis % 200);
                boolean _ = busy.count("30.0.0." + host, Dimension.PACKETS, 1);
                others.forEach(node -> node.count("40.0.0." + host, Dimension.PACKETS, 1));
            };
            orders.fleet.run(3_000, traffic);

            UUID id = orders.order(new CommandBody.Block(List.of(crowd), Duration.ofHours(1), "test"));
            orders.fleet.run(8_000, traffic);

            assertThat(orders.receipts(id).getFirst().refusal().orElseThrow().code())
                    .isEqualTo(Refusal.Code.TRAFFIC_SHARE);
            assertThat(orders.receipts(id).subList(1, NODES))
                    .extracting(Receipt::state)
                    .containsOnly(Receipt.State.APPLIED);
            assertThat(busy.holds(crowd)).isFalse();
            assertThat(others).allMatch(node -> node.holds(crowd));

            UUID overridden = orders.order(new CommandBody.Block(
                    List.of(crowd), Duration.ofHours(2), "test", Set.of(GuardRule.TRAFFIC_SHARE)));
            orders.fleet.run(2_000, traffic);

            assertThat(orders.receipts(overridden)).extracting(Receipt::state).containsOnly(Receipt.State.APPLIED);
            assertThat(orders.fleet.nodes).allMatch(node -> node.holds(crowd));
        }
    }

    /** It was away for both, and hears of the second by its peers before the first is sent to it again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_500})
    void anOrderThatComesLateToWhoWasAwayDoesNotOverruleALaterOne(int size) throws IOException {
        List<Prefix> prefixes = IntStream.range(0, size)
                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32))
                .toList();
        try (OrderFleet orders = new OrderFleet(11, NODES, folder)) {
            RuleFleet.Node away = orders.fleet.nodes.getLast();
            away.cut = true;
            UUID block = orders.order(new CommandBody.Block(prefixes, Duration.ofHours(1), "test"));
            orders.rest(4_000);
            orders.order(new CommandBody.Unblock(prefixes.subList(0, 1), "test"));
            orders.rest(1_000);
            away.cut = false;
            orders.restart(NODES - 1);
            orders.rest(5_000);
            assertThat(away.loop.enforcer().standing(prefixes.getFirst())).isPresent();

            orders.again(block, NODES - 1);
            orders.rest(3_000);

            Receipt receipt = orders.receiptsOf(block, NODES - 1).getLast();
            if (size == 1) {
                assertThat(receipt.state()).isEqualTo(Receipt.State.SUPERSEDED);
            } else {
                assertThat(receipt.tally())
                        .contains(new Receipt.Tally(size - 1, 0, 1, prefixes.subList(0, 1), List.of()));
            }
            assertThat(orders.fleet.nodes)
                    .allSatisfy(node -> assertThat(prefixes.stream().filter(node::holds))
                            .containsExactlyElementsOf(prefixes.subList(1, size)));
        }
    }

    /** It began twice, and ends as if it had begun once. */
    @Test
    void aLongOrderAndItsUndoingGoOnAfterARestartInTheMidstOfThem() throws IOException {
        List<Prefix> prefixes = IntStream.range(0, 5_000)
                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32))
                .toList();
        Receipt.Tally all = new Receipt.Tally(5_000, 0, 0, List.of(), List.of());
        try (OrderFleet orders = new OrderFleet(97, 1, folder)) {
            RuleFleet.Node node = orders.fleet.nodes.getFirst();
            orders.order(new CommandBody.Block(prefixes.subList(0, 10), Duration.ofHours(2), "test"));
            orders.rest(REST_MILLIS);
            UUID id = orders.order(new CommandBody.Block(prefixes, Duration.ofHours(1), "test"));
            restartAmidst(orders, id, prefixes, node);
            orders.rest(3_000);
            assertThat(orders.receiptsOf(id, 0).getLast().tally()).contains(all);
            assertThat(prefixes).allMatch(node::holds);

            UUID undo = orders.order(new CommandBody.Undo(id, "test"));
            restartAmidst(orders, undo, prefixes, node);
            orders.rest(3_000);
            assertThat(orders.receiptsOf(undo, 0).getLast().tally()).contains(all);
            assertThat(prefixes.stream().filter(node::holds)).containsExactlyElementsOf(prefixes.subList(0, 10));
        }
    }

    private static void restartAmidst(OrderFleet orders, UUID id, List<Prefix> prefixes, RuleFleet.Node node) {
        long blocked = 0;
        for (int i = 0; i < 2_000 && (blocked <= 10 || blocked == prefixes.size()); i++) {
            orders.rest(1);
            blocked = prefixes.stream().filter(node::holds).count();
        }
        assertThat(orders.receiptsOf(id, 0)).as("it is under way").isEmpty();
        assertThat(blocked).isBetween(11L, prefixes.size() - 1L);
        orders.unfinished(id, 0);
        orders.restart(0);
        orders.rest(2_000);
        orders.again(id, 0);
    }

    /** The others have no database of countries and carry it out; it comes by them to the node that waits, again and again. */
    @ParameterizedTest
    @ValueSource(ints = {2, 1_500})
    void aNodeThatWaitsForASecondPersonTakesTheBlockFromNobody(int size) throws IOException {
        List<Prefix> prefixes = IntStream.range(0, size)
                .mapToObj(i -> Prefix.of(new byte[] {20, (byte) (i >> 8), (byte) i, 0}, 24))
                .toList();
        CountryMap.Builder countries = new CountryMap.Builder();
        prefixes.forEach(prefix -> countries.add("TV", prefix));
        try (OrderFleet orders = new OrderFleet(12, NODES, folder)) {
            RuleFleet.Node waiting = orders.fleet.nodes.getFirst();
            List<RuleFleet.Node> others = orders.fleet.nodes.subList(1, NODES);
            orders.countries(0, countries.build());

            UUID agreed = orders.order(new CommandBody.Block(prefixes, Duration.ofHours(1), "test"));
            orders.delay(0, 500); // What the others have decided is there before.
            orders.rest(8_000);
            assertThat(orders.receiptsOf(agreed, 0).getLast().state()).isEqualTo(Receipt.State.WAITING);
            assertThat(others).allMatch(node -> prefixes.stream().allMatch(node::holds));
            assertThat(prefixes).noneMatch(waiting::holds);

            orders.approve(agreed);
            orders.rest(3_000);
            assertThat(orders.fleet.nodes).allMatch(node -> prefixes.stream().allMatch(node::holds));

            UUID alone = orders.order(new CommandBody.Block(prefixes, Duration.ofHours(2), "test"));
            orders.rest(70_000); // Longer than it lives.
            assertThat(orders.receiptsOf(alone, 0)
                            .getLast()
                            .refusal()
                            .orElseThrow()
                            .code())
                    .isEqualTo(Refusal.Code.EXPIRED);
            long longer = waiting.epochMillis() + 3_600_000;
            assertThat(prefixes)
                    .allMatch(prefix -> said(others.getFirst(), prefix).untilMillis() > longer)
                    .allMatch(prefix -> said(waiting, prefix).untilMillis() < longer);
        }
    }

    private static List<Prefix> some(Random random) {
        if (random.nextInt(4) == 0) {
            return List.of(WIDE);
        }
        int from = random.nextInt(ADDRESSES.size());
        return ADDRESSES.subList(from, from + 1 + random.nextInt(ADDRESSES.size() - from));
    }

    /** Different each time, so that no two orders mean the same. */
    private static Duration ttl(Random random) {
        return Duration.ofMillis(3_600_000 + random.nextInt(3_600_000));
    }
}
