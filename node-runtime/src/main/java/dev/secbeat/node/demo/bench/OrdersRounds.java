// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.PartSender;
import dev.secbeat.node.demo.lab.LabException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What is measured of a fleet that runs. One thread. */
final class OrdersRounds {
    private static final int WARM_UP = 100;
    private static final Duration TTL = Duration.ofHours(1);
    private static final long PACE_MILLIS = 25;
    /** Orders that all nodes answered and of which not all told by an event. */
    private static final int MOST_UNTOLD = 5;

    private static final double NANOS_A_MILLI = 1e6;

    private final OrdersFleet fleet;
    private final Consumer<String> tell;
    private final Set<Prefix> blocked = new HashSet<>();

    OrdersRounds(OrdersFleet fleet, Consumer<String> tell) {
        this.fleet = fleet;
        this.tell = tell;
    }

    /** Blocks one address after the other, and looks how long after it was sent, signed, the last node has it. */
    void delays(int orders, long lessMillis, String name, Map<String, Double> figures) throws InterruptedException {
        tell.accept("measuring the delay of " + orders + " orders");
        List<Double> lags = new ArrayList<>();
        int untold = 0;
        for (int i = 0; lags.size() < WARM_UP + orders; i++) {
            require(i < WARM_UP + orders + MOST_UNTOLD, "nodes do not tell what they have enforced");
            Prefix prefix = fresh();
            SignedCommand order = fleet.signed(block(List.of(prefix)));
            long sentNanos = System.nanoTime();
            CommandOutcome outcome = await(fleet.send(order));
            require(outcome.isInForce(), "an order was not carried out by all nodes: " + outcome);
            OptionalLong last = fleet.lastEnforcedNanos(prefix);
            last.ifPresent(nanos -> lags.add((nanos - sentNanos) / NANOS_A_MILLI - lessMillis));
            untold += last.isPresent() ? 0 : 1;
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
        lags.subList(0, WARM_UP).clear();
        figures.put(name + "_orders", (double) orders);
        figures.put(name + "_untold", (double) untold);
        figures.put(name + "_p50_ms", Percentile.of(lags, 50));
        figures.put(name + "_p99_ms", Percentile.of(lags, 99));
        figures.put(name + "_max_ms", Percentile.of(lags, 100));
    }

    /** A list of addresses in one order. */
    void bulk(int prefixes, Map<String, Double> figures) throws InterruptedException {
        tell.accept("blocking " + prefixes + " addresses by one order");
        figures.put("bulk_prefixes", (double) prefixes);
        bulk(OrdersLists.addresses(prefixes), "bulk", figures);
    }

    /** What a block list is made of, in one order. */
    void bulkMixed(int prefixes, Map<String, Double> figures) throws InterruptedException {
        tell.accept("blocking " + prefixes + " addresses and prefixes by one order");
        List<Prefix> list = OrdersLists.mixed(prefixes);
        bulk(list, "bulk_mixed", figures);
        List<OrdersNode> differing = new ArrayList<>();
        for (OrdersNode node : fleet.nodes()) {
            if (!node.inKernel().containsAll(list)) {
                differing.add(node);
            }
        }
        figures.put("bulk_mixed_kernels", (double) (fleet.nodes().size() - differing.size()));
    }

    private void bulk(List<Prefix> list, String name, Map<String, Double> figures) throws InterruptedException {
        long sentNanos = System.nanoTime();
        Command whole = fleet.signed(block(list)).command();
        List<SignedCommand> parts = CommandParts.of(whole, UUID::randomUUID).stream()
                .map(fleet::sign)
                .toList();
        CommandOutcome outcome =
                await(PartSender.send(fleet.link(), parts, fleet.ids(), OrdersFleet.PATIENCE, _ -> {}));
        figures.put(name + "_s", (System.nanoTime() - sentNanos) / 1e9);
        require(outcome.isInForce(), "the list was not carried out by all nodes: " + outcome);
        figures.put(name + "_durable_nodes", (double)
                outcome.receipts().values().stream().filter(Receipt::isDurable).count());
    }

    /** Single addresses that all nodes have blocked. */
    Set<Prefix> blocked() {
        return Set.copyOf(blocked);
    }

    /** An address that was not blocked so far. */
    Prefix fresh() {
        int number = blocked.size();
        Prefix next = Prefix.parse("40." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
        blocked.add(next);
        return next;
    }

    static CommandBody block(List<Prefix> prefixes) {
        return new CommandBody.Block(prefixes, TTL, "bench");
    }

    static CommandOutcome await(CompletableFuture<CommandOutcome> answers) throws InterruptedException {
        try {
            return answers.get();
        } catch (ExecutionException e) {
            throw new LabException("a command could not be sent", String.valueOf(e.getCause()));
        }
    }

    static void require(boolean condition, String failure) {
        if (!condition) {
            throw new LabException(failure, "The figures would say nothing: see the nodes' logs, then try again.");
        }
    }
}
