// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits that operators give to a fleet whose members hear the orders at different times. */
class LimitFleetTest {
    private static final int NODES = 3;
    private static final long REST_MILLIS = 700;
    private static final List<String> TARGETS = List.of("203.0.113.0/24", "203.0.113.7", "2001:db8::/32");

    @TempDir
    Path folder;

    static IntStream seeds() {
        return IntStream.range(0, 25);
    }

    /** What one order after the other brings about; each undoes what it changed and nobody has changed since. */
    private static final class Model {
        private record Word(Optional<LimitTerms> terms, UUID command, Optional<LimitTerms> before) {}

        private final Map<LimitKey, Word> words = new HashMap<>();

        void say(UUID command, LimitKey key, Optional<LimitTerms> terms) {
            words.put(key, new Word(terms, command, at(key)));
        }

        void end(UUID command, Optional<Prefix> within) {
            inForce().keySet().stream()
                    .filter(key -> key.within().equals(within))
                    .forEach(key -> say(command, key, Optional.empty()));
        }

        void undo(UUID command, UUID undone) {
            List.copyOf(words.entrySet()).forEach(entry -> {
                if (entry.getValue().command.equals(undone)) {
                    say(command, entry.getKey(), entry.getValue().before);
                }
            });
        }

        private Optional<LimitTerms> at(LimitKey key) {
            Word word = words.get(key);
            return word == null ? Optional.empty() : word.terms;
        }

        Map<LimitKey, LimitTerms> inForce() {
            Map<LimitKey, LimitTerms> all = new LinkedHashMap<>();
            words.forEach((key, word) -> word.terms.ifPresent(terms -> all.put(key, terms)));
            return all;
        }
    }

    private static Map<LimitKey, LimitTerms> inForce(RuleFleet.Node node) {
        return node.loop.limits().inForce().stream()
                .collect(Collectors.toMap(LimitEntry::key, word -> word.terms().orElseThrow()));
    }

    private static CommandBody.Limit limit(String of, Dimension dimension, long most, int windowMillis) {
        return new CommandBody.Limit(
                new LimitRule(LimitRule.target(of), dimension, most, windowMillis, 60), Duration.ofHours(1), "test");
    }

    /** Limits, endings, undoings, restarts and nodes that are away for a while: all nodes end alike, and as the model says. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyHistoryEndsOnAllNodesAsTheModelSays(int seed) throws IOException {
        Random random = new Random(seed);
        try (OrderFleet orders = new OrderFleet(seed, NODES, folder)) {
            Model model = new Model();
            List<UUID> ids = new ArrayList<>();
            List<String> history = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Optional<RuleFleet.Node> away = random.nextInt(4) > 0
                        ? Optional.empty()
                        : Optional.of(orders.fleet.nodes.get(1 + random.nextInt(NODES - 1)));
                away.ifPresent(node -> node.cut = true);
                step(orders, model, ids, random, history);
                orders.rest(REST_MILLIS);
                away.ifPresent(node -> {
                    history.add(node.id + " was away");
                    node.cut = false;
                    orders.rest(2_500);
                });
                for (RuleFleet.Node node : orders.fleet.nodes) {
                    assertThat(inForce(node))
                            .as("%s after %s", node.id, history)
                            .isEqualTo(model.inForce());
                }
            }
        }
    }

    private static void step(OrderFleet orders, Model model, List<UUID> ids, Random random, List<String> history) {
        int choice = random.nextInt(8);
        if (choice < 4) {
            CommandBody.Limit limit = limit(
                    TARGETS.get(random.nextInt(TARGETS.size())),
                    random.nextBoolean() ? Dimension.REQUESTS : Dimension.BYTES,
                    1 + random.nextInt(1_000),
                    1_000 * (1 + random.nextInt(60)));
            long until =
                    orders.fleet.nodes.getFirst().epochMillis() + limit.ttl().toMillis();
            ids.add(orders.order(limit));
            history.add("limit " + limit);
            LimitRule rule = limit.rule();
            model.say(
                    ids.getLast(),
                    new LimitKey(rule.within(), rule.dimension(), new Scope.Fleet()),
                    Optional.of(new LimitTerms(rule.most(), rule.windowMillis(), rule.blockSeconds(), until)));
        } else if (choice < 5) {
            Optional<Prefix> within = LimitRule.target(TARGETS.get(random.nextInt(TARGETS.size())));
            ids.add(orders.order(new CommandBody.Unlimit(within, Optional.empty(), "test")));
            history.add("unlimit " + within);
            model.end(ids.getLast(), within);
        } else if (choice < 7 && !ids.isEmpty()) {
            UUID undone = ids.get(Math.max(0, ids.size() - 1 - random.nextInt(3)));
            ids.add(orders.order(new CommandBody.Undo(undone, "test")));
            history.add("undo number " + ids.indexOf(undone));
            model.undo(ids.getLast(), undone);
        } else {
            int node = random.nextInt(NODES);
            history.add("restart " + node);
            orders.restart(node);
            orders.rest(5_000);
        }
    }

    /** 10 a second are allowed by configuration; 60 in 10 s are not, wherever they are sent to. */
    @Test
    void whoSendsMoreOverAllRegionsIsBlockedEverywhereAndWhoKeepsToItIsNot() throws IOException {
        try (OrderFleet orders = new OrderFleet(1, NODES, folder)) {
            orders.fleet.run(4_000, () -> {
                if (orders.fleet.millis % 125 == 0) {
                    boolean _ = orders.fleet.request("203.0.113.9");
                }
            });
            assertThat(orders.fleet.blockedAnywhere("203.0.113.9"))
                    .as("8 a second")
                    .isFalse();

            UUID id = orders.order(limit("203.0.113.0/24", Dimension.REQUESTS, 60, 10_000));
            orders.rest(REST_MILLIS);
            assertThat(orders.receipts(id)).allMatch(Receipt::kernelReadBack);
            orders.fleet.run(20_000, () -> {
                if (orders.fleet.millis % 125 == 0) {
                    boolean _ = orders.fleet.request("203.0.113.9"); // 80 in 10 s.
                    boolean _ = orders.fleet.request("198.51.100.9"); // As much, but elsewhere.
                }
                if (orders.fleet.millis % 170 == 0) {
                    boolean _ = orders.fleet.request("203.0.113.10"); // 58.8 in 10 s.
                }
            });
            assertThat(orders.fleet.blockedEverywhere("203.0.113.9")).isTrue();
            assertThat(orders.fleet.blockedAnywhere("203.0.113.10")).isFalse();
            assertThat(orders.fleet.blockedAnywhere("198.51.100.9")).isFalse();

            orders.order(new CommandBody.Unlimit(LimitRule.target("203.0.113.0/24"), Optional.empty(), "test"));
            orders.fleet.run(61_000, () -> {});
            orders.fleet.run(20_000, () -> {
                if (orders.fleet.millis % 125 == 0) {
                    boolean _ = orders.fleet.request("203.0.113.9");
                }
            });
            assertThat(orders.fleet.blockedAnywhere("203.0.113.9"))
                    .as("it is gone")
                    .isFalse();
        }
    }

    @Test
    void aLimitForAllWaitsForASecondAdministratorOnEveryNodeAndHoldsEverybodyThen() throws IOException {
        try (OrderFleet orders = new OrderFleet(2, NODES, folder)) {
            UUID id = orders.order(limit("all", Dimension.PACKETS, 100, 1_000));
            orders.rest(REST_MILLIS);
            assertThat(orders.receipts(id)).extracting(Receipt::state).containsOnly(Receipt.State.WAITING);
            orders.approve(id);
            orders.rest(REST_MILLIS);
            assertThat(orders.receipts(id)).extracting(Receipt::state).containsOnly(Receipt.State.APPLIED);
            orders.fleet.run(2_000, () -> {
                if (orders.fleet.millis % 10 == 0) {
                    orders.fleet.nodes.forEach(node -> {
                        boolean _ = node.count("2001:db8::1", Dimension.PACKETS, 1); // 300 a second.
                        boolean _ = node.count("198.51.100." + node.loop.livePeers(), Dimension.PACKETS, 0);
                    });
                }
            });
            assertThat(orders.fleet.blockedEverywhere("2001:db8::/64")).isTrue();
        }
    }

    /** What a node does not hold it does not tell; what it no longer should it does not bring back. */
    @Test
    void aNodeThatIsAwayWhileALimitIsGivenAndEndedHearsOfBoth() throws IOException {
        try (OrderFleet orders = new OrderFleet(3, NODES, folder)) {
            RuleFleet.Node last = orders.fleet.nodes.getLast();
            last.cut = true;
            UUID id = orders.order(limit("203.0.113.0/24", Dimension.REQUESTS, 5, 1_000));
            orders.rest(REST_MILLIS);
            assertThat(inForce(last)).isEmpty();
            last.cut = false;
            orders.rest(2_500);
            assertThat(inForce(last)).hasSize(1).isEqualTo(inForce(orders.fleet.nodes.getFirst()));
            assertThat(last.events)
                    .filteredOn(FleetEvent.Limited.class::isInstance)
                    .hasSize(1);

            last.cut = true;
            orders.order(new CommandBody.Undo(id, "test"));
            orders.rest(REST_MILLIS);
            assertThat(inForce(last)).as("it has not heard").hasSize(1);
            orders.restart(NODES - 1);
            orders.fleet.nodes.getLast().cut = false;
            orders.rest(2_500);
            assertThat(orders.fleet.nodes)
                    .allSatisfy(node -> assertThat(inForce(node)).isEmpty());
        }
    }

    /** A limit for a region is its nodes' alone. */
    @Test
    void aLimitForARegionHoldsThereAlone() throws IOException {
        try (OrderFleet orders = new OrderFleet(4, 4, 2, folder)) {
            Scope region = new Scope.Region(orders.fleet.nodes.getFirst().id.region());
            orders.order(limit("203.0.113.0/24", Dimension.REQUESTS, 5, 1_000), region);
            orders.rest(2_500);
            assertThat(orders.fleet.nodes)
                    .allSatisfy(node -> assertThat(inForce(node)).hasSize(region.includes(node.id) ? 1 : 0));
        }
    }
}
