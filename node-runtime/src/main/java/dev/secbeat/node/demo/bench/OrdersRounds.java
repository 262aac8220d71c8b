// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.PartSender;
import dev.secbeat.node.demo.lab.LabException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What is measured of a fleet that runs. One thread. */
final class OrdersRounds {
    private static final int KINDS = 6;
    private static final int WARM_UP = 100;
    private static final Duration TTL = Duration.ofHours(1);
    private static final long PACE_MILLIS = 25;
    private static final Prefix TOO_WIDE = Prefix.parse("32.0.0.0/4");
    private static final double NANOS_A_MILLI = 1e6;

    private final OrdersFleet fleet;
    private final Consumer<String> tell;
    private final Set<Prefix> blocked = new HashSet<>();

    OrdersRounds(OrdersFleet fleet, Consumer<String> tell) {
        this.fleet = fleet;
        this.tell = tell;
    }

    /** Blocks one address after the other, and looks when the last node has it. */
    void delays(int orders, long lessMillis, String name, Map<String, Double> figures) throws InterruptedException {
        tell.accept("measuring the delay of " + orders + " orders");
        List<Double> lags = new ArrayList<>();
        for (int i = 0; i < WARM_UP + orders; i++) {
            Prefix prefix = fresh();
            long sentNanos = System.nanoTime();
            CompletableFuture<CommandOutcome> answers = fleet.send(fleet.signed(block(List.of(prefix))));
            double lag = (fleet.lastEnforcedNanos(prefix) - sentNanos) / NANOS_A_MILLI - lessMillis;
            if (i >= WARM_UP) {
                lags.add(lag);
            }
            require(await(answers).isInForce(), "an order was not carried out by all nodes");
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
        figures.put(name + "_orders", (double) orders);
        figures.put(name + "_p50_ms", Percentile.of(lags, 50));
        figures.put(name + "_p99_ms", Percentile.of(lags, 99));
        figures.put(name + "_max_ms", Percentile.of(lags, 100));
    }

    /** A list of addresses in one order. */
    void bulk(int prefixes, Map<String, Double> figures) throws InterruptedException {
        tell.accept("blocking " + prefixes + " addresses by one order");
        List<Prefix> list = IntStream.range(0, prefixes)
                .mapToObj(i -> Prefix.parse("20." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
                .toList();
        long sentNanos = System.nanoTime();
        Command whole = fleet.signed(block(list)).command();
        List<SignedCommand> parts = CommandParts.of(whole, UUID::randomUUID).stream()
                .map(fleet::sign)
                .toList();
        CommandOutcome outcome =
                await(PartSender.send(fleet.link(), parts, fleet.ids(), OrdersFleet.PATIENCE, _ -> {}));
        figures.put("bulk_prefixes", (double) prefixes);
        figures.put("bulk_s", (System.nanoTime() - sentNanos) / 1e9);
        require(outcome.isInForce(), "the list was not carried out by all nodes: " + outcome);
        figures.put("bulk_durable_nodes", (double)
                outcome.receipts().values().stream().filter(Receipt::isDurable).count());
    }

    /** Single addresses that all nodes have blocked. */
    Set<Prefix> blocked() {
        return Set.copyOf(blocked);
    }

    private record Hostile(Optional<Refusal.Code> reason, CompletableFuture<CommandOutcome> answers) {}

    /** Good commands alone, then among commands of each kind that must be refused. */
    void hostile(int each, Map<String, Double> figures) throws InterruptedException {
        tell.accept("sending " + KINDS * each + " commands that must be refused");
        List<Double> before = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            addWaits(await(fleet.send(fleet.signed(block(List.of(fresh()))))), before);
        }
        List<Double> during = new ArrayList<>();
        List<Hostile> sent = new ArrayList<>();
        List<Prefix> targets = new ArrayList<>(List.of(TOO_WIDE));
        for (int i = 0; i < each; i++) {
            Prefix target = Prefix.parse("30.0." + i / 256 + "." + i % 256);
            targets.add(target);
            sent.addAll(attack(target));
            addWaits(await(fleet.send(fleet.signed(block(List.of(fresh()))))), during);
        }
        int refused = 0;
        for (Hostile one : sent) {
            refused += isRefused(await(one.answers()), one.reason()) ? 1 : 0;
        }
        figures.put("hostile_commands", (double) sent.size());
        figures.put("hostile_refused_for_their_reason", (double) refused);
        figures.put("hostile_carried_out", (double) targets.stream()
                .filter(target -> !fleet.enforced(target).isEmpty())
                .count());
        figures.put("wait_before_p99_ms", Percentile.of(before, 99));
        figures.put("wait_during_p99_ms", Percentile.of(during, 99));
    }

    /** One command of each kind, all on {@code target}. */
    private List<Hostile> attack(Prefix target) throws InterruptedException {
        CommandBody body = block(List.of(target));
        SignedCommand genuine = fleet.signed(block(List.of(fresh())));
        require(await(fleet.send(genuine)).isInForce(), "a command to be replayed was not carried out");
        SignedCommand other = fleet.signed(body);
        SignedCommand forged = new SignedCommand(other.command(), genuine.signature());
        return List.of(
                sent(Refusal.Code.BAD_SIGNATURE, forged),
                sent(Refusal.Code.UNKNOWN_ACTOR, fleet.strangers(body)),
                sent(Refusal.Code.REPLAYED, genuine),
                sent(Refusal.Code.EXPIRED, fleet.signed(body, Duration.ofMinutes(2), Duration.ofMinutes(1))),
                sent(Refusal.Code.MALFORMED, fleet.signed(body, Duration.ZERO, Duration.ofHours(1))),
                sent(Refusal.Code.TOO_WIDE, fleet.signed(block(List.of(TOO_WIDE)))));
    }

    private Hostile sent(Refusal.Code reason, SignedCommand command) {
        return new Hostile(Optional.of(reason), fleet.send(command));
    }

    private static boolean isRefused(CommandOutcome outcome, Optional<Refusal.Code> reason) {
        return outcome.isComplete()
                && outcome.receipts().values().stream()
                        .allMatch(receipt -> receipt.state() == Receipt.State.REFUSED
                                && receipt.refusal().map(Refusal::code).equals(reason));
    }

    private static void addWaits(CommandOutcome outcome, List<Double> waits) {
        require(outcome.isInForce(), "a good command was not carried out by all nodes: " + outcome);
        outcome.receipts().values().forEach(receipt -> waits.add(receipt.appliedAfterMicros() / 1e3));
    }

    private Prefix fresh() {
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

    private static void require(boolean condition, String failure) {
        if (!condition) {
            throw new LabException(failure, "The figures would say nothing: see the nodes' logs, then try again.");
        }
    }
}
