// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Commands that must be refused, all at once beside a paced stream of good ones. One thread. */
final class OrdersHostile {
    private static final Prefix TOO_WIDE = Prefix.parse("32.0.0.0/4");
    private static final long PACE_MILLIS = 10;
    private static final int GOOD = 100;
    private static final int HALF_A_SIGNATURE = 32;

    /** What must come of one: its reason. */
    private record Attack(Refusal.Code reason, SignedCommand command) {}

    private record Sent(Refusal.Code reason, CompletableFuture<CommandOutcome> answers) {}

    private final OrdersFleet fleet;
    private final Consumer<String> tell;
    private final Set<Prefix> targets = new HashSet<>(Set.of(TOO_WIDE));
    private int good;

    OrdersHostile(OrdersFleet fleet, Consumer<String> tell) {
        this.fleet = fleet;
        this.tell = tell;
    }

    void run(int each, Map<String, Double> figures) throws IOException, InterruptedException {
        List<SignedCommand> blocks = overAndDone(each);
        List<Attack> attacks = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            attacks.addAll(attacks(i, blocks.get(i)));
        }
        tell.accept("sending good commands alone");
        OrdersLoops calm = OrdersLoops.of(fleet.nodes());
        List<Double> before = waits(stream());
        put(figures, "calm_loop", calm.since());
        tell.accept("sending " + attacks.size() + " commands that must be refused, all at once");
        OrdersLoops flood = OrdersLoops.of(fleet.nodes());
        List<Sent> sent = new ArrayList<>();
        attacks.forEach(attack -> sent.add(new Sent(attack.reason(), fleet.send(attack.command()))));
        int garbage = sendGarbage(each);
        List<CompletableFuture<CommandOutcome>> beside = stream();
        List<Double> during = waits(beside);
        put(figures, "hostile_loop", flood.since());
        figures.put("good_commands", (double) (2 * GOOD));
        figures.put("good_in_force", (double) good);
        figures.put("wait_before_p99_ms", Percentile.of(before, 99));
        figures.put("wait_during_p99_ms", Percentile.of(during, 99));
        figures.put("hostile_garbage", (double) garbage);
        count(sent, figures);
    }

    /** Blocks that were carried out and ended since: sent again they would put back what nobody wants any more. */
    private List<SignedCommand> overAndDone(int count) throws InterruptedException {
        List<Prefix> prefixes =
                IntStream.range(0, count).mapToObj(i -> address("31", i)).toList();
        targets.addAll(prefixes);
        List<SignedCommand> blocks = new ArrayList<>();
        for (Prefix prefix : prefixes) {
            SignedCommand block = fleet.signed(OrdersRounds.block(List.of(prefix)));
            OrdersRounds.require(
                    OrdersRounds.await(fleet.send(block)).isInForce(), "a command to be replayed was not carried out");
            blocks.add(block);
        }
        CommandBody end = new CommandBody.Unblock(prefixes, Duration.ZERO, "bench");
        OrdersRounds.require(
                OrdersRounds.await(fleet.send(fleet.signed(end))).isInForce(), "what is to be replayed was not ended");
        return blocks;
    }

    /** One of each kind. */
    private List<Attack> attacks(int number, SignedCommand over) {
        Prefix target = address("30", number);
        targets.add(target);
        CommandBody body = OrdersRounds.block(List.of(target));
        SignedCommand other = fleet.signed(body);
        SignedCommand cut = fleet.signed(body);
        return List.of(
                new Attack(Refusal.Code.BAD_SIGNATURE, new SignedCommand(other.command(), over.signature())),
                new Attack(
                        Refusal.Code.MALFORMED,
                        new SignedCommand(cut.command(), Arrays.copyOf(cut.signature(), HALF_A_SIGNATURE))),
                new Attack(Refusal.Code.UNKNOWN_ACTOR, fleet.strangers(body)),
                new Attack(Refusal.Code.REPLAYED, over),
                new Attack(Refusal.Code.EXPIRED, fleet.signed(body, Duration.ofMinutes(2), Duration.ofMinutes(1))),
                new Attack(Refusal.Code.MALFORMED, fleet.signed(body, Duration.ZERO, Duration.ofHours(1))),
                new Attack(Refusal.Code.TOO_WIDE, fleet.signed(OrdersRounds.block(List.of(TOO_WIDE)))));
    }

    /** Bytes that are no command, and commands cut short or changed in one byte; returns how many. */
    private int sendGarbage(int count) throws IOException {
        try (OrdersRawLine line = fleet.rawLine()) {
            for (int i = 0; i < count; i++) {
                Prefix target = address("29", i);
                targets.add(target);
                byte[] bytes = Json.COMMAND.encode(fleet.signed(OrdersRounds.block(List.of(target))));
                line.publish(
                        switch (i % 3) {
                            case 0 -> "\u0000\uffff{[\"".getBytes(StandardCharsets.UTF_8);
                            case 1 -> Arrays.copyOf(bytes, bytes.length / 2);
                            default -> changed(bytes);
                        });
            }
            line.flush();
        }
        return count;
    }

    private static byte[] changed(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8)
                .replaceFirst("29[.]", "28.")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Good commands, one after the other. */
    private List<CompletableFuture<CommandOutcome>> stream() throws InterruptedException {
        List<CompletableFuture<CommandOutcome>> sent = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            sent.add(fleet.send(fleet.signed(OrdersRounds.block(List.of(address("41", good + i))))));
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
        return sent;
    }

    /** How long they waited on the nodes; those that were refused for want of room in the queue count as not in force. */
    private List<Double> waits(List<CompletableFuture<CommandOutcome>> sent) throws InterruptedException {
        List<Double> waits = new ArrayList<>();
        for (CompletableFuture<CommandOutcome> answers : sent) {
            CommandOutcome outcome = OrdersRounds.await(answers);
            good += outcome.isInForce() ? 1 : 0;
            outcome.receipts().values().forEach(receipt -> waits.add(receipt.appliedAfterMicros() / 1e3));
        }
        return waits;
    }

    private void count(List<Sent> sent, Map<String, Double> figures) throws InterruptedException {
        int told = 0;
        int busy = 0;
        for (Sent one : sent) {
            CommandOutcome outcome = OrdersRounds.await(one.answers());
            boolean all = outcome.isComplete()
                    && outcome.receipts().values().stream().allMatch(receipt -> is(receipt, one.reason()));
            told += all ? 1 : 0;
            busy += outcome.receipts().values().stream().anyMatch(receipt -> is(receipt, Refusal.Code.OVERLOADED))
                    ? 1
                    : 0;
        }
        figures.put("hostile_commands", (double) sent.size());
        figures.put("hostile_refused_for_their_reason", (double) told);
        figures.put("hostile_refused_as_too_many", (double) busy);
        int carriedOut = 0;
        for (OrdersNode node : fleet.nodes()) {
            Set<Prefix> held = node.inKernel();
            carriedOut += (int) held.stream()
                    .filter(prefix ->
                            targets.contains(prefix) || prefix.toString().startsWith("28."))
                    .count();
        }
        figures.put("hostile_carried_out", (double) carriedOut);
    }

    private static boolean is(Receipt receipt, Refusal.Code reason) {
        return receipt.state() == Receipt.State.REFUSED
                && receipt.refusal().map(Refusal::code).equals(Optional.of(reason));
    }

    private static void put(Map<String, Double> figures, String name, OrdersLoops.Turns turns) {
        figures.put(name + "_p99_ms", turns.p99());
        figures.put(name + "_max_ms", turns.longest());
    }

    private static Prefix address(String first, int number) {
        return Prefix.parse(first + ".0." + number / 256 + "." + number % 256);
    }
}
