// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.Json;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Sends an order in parts and sees to it that every node gets all of them: what a node says it misses is sent to it again,
 * and all of it to a node that says nothing. Who has not said what became of it is sent the first part again, less and less
 * often: that has a node which was restarted meanwhile begin anew, and one whose answer got lost repeat it. Safe for all
 * threads.
 */
public final class PartSender {
    private static final Duration SILENCE = Duration.ofMillis(1_500);
    private static final int TIMES = 3;

    private final FleetLink link;
    private final List<SignedCommand> parts;
    private final Collection<NodeId> expected;
    private final boolean alone;

    private PartSender(FleetLink link, List<SignedCommand> parts, Collection<NodeId> expected, boolean alone) {
        this.link = link;
        this.parts = List.copyOf(parts);
        this.expected = List.copyOf(expected);
        this.alone = alone;
    }

    /**
     * Publishes {@code parts}, all parts of one order in their order, and collects the receipts for the whole.
     *
     * @param expected nodes that must answer: the live nodes in the order's scope
     * @param whenLate as of {@link CommandSender#send}; a node that is at it says so long before
     * @return as {@link FleetLink#send}, under the parent's id
     */
    public static CompletableFuture<CommandOutcome> send(
            FleetLink link,
            List<SignedCommand> parts,
            Collection<NodeId> expected,
            Duration timeout,
            Consumer<SortedSet<NodeId>> whenLate) {
        return new PartSender(link, parts, expected, false).send(timeout, whenLate);
    }

    /** The same to {@code nodes} alone, whomever the order is for. */
    static CompletableFuture<CommandOutcome> sendTo(
            Collection<NodeId> nodes, FleetLink link, List<SignedCommand> parts, Duration timeout) {
        return new PartSender(link, parts, nodes, true).send(timeout, _ -> {});
    }

    private CompletableFuture<CommandOutcome> send(Duration timeout, Consumer<SortedSet<NodeId>> whenLate) {
        if (!(parts.getFirst().command().body() instanceof CommandBody.Part first)) {
            throw new IllegalArgumentException("not a part of an order: "
                    + parts.getFirst().command().body().getClass().getSimpleName());
        }
        List<UUID> partIds = parts.stream().map(part -> part.command().id()).toList();
        PendingAnswers.ReceiptWait wait = link.pending().openWait(first.parent(), expected, this::sendMissing);
        CompletableFuture<CommandOutcome> outcome = link.pending().outcome(wait, partIds, timeout);
        for (SignedCommand part : parts) {
            boolean published = alone
                    ? expected.stream().allMatch(node -> publish(part, new Scope.Node(node)))
                    : publish(part, part.command().scope());
            if (!published) {
                outcome.completeExceptionally(new NotConnectedException(link.connection()));
                return outcome;
            }
        }
        after(SILENCE.toMillis(), outcome, () -> sendAgain(wait, node -> !wait.hasHeardOf(node), parts));
        for (int i = 1; i <= TIMES; i++) {
            after(
                    SILENCE.toMillis() << i,
                    outcome,
                    () -> sendAgain(wait, node -> !wait.isSettled(node), parts.subList(0, 1)));
        }
        after(CommandSender.LATE.toMillis(), outcome, () -> {
            SortedSet<NodeId> silent = new TreeSet<>(expected);
            silent.removeIf(wait::hasHeardOf);
            if (!silent.isEmpty()) {
                whenLate.accept(silent);
            }
        });
        return outcome;
    }

    private static void after(long millis, CompletableFuture<CommandOutcome> outcome, Runnable task) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> {
            if (!outcome.isDone()) {
                task.run();
            }
        });
    }

    private void sendAgain(PendingAnswers.ReceiptWait wait, Predicate<NodeId> which, List<SignedCommand> some) {
        expected.stream().filter(which).forEach(node -> {
            wait.askedAgain(node);
            some.forEach(part -> publish(part, new Scope.Node(node)));
        });
    }

    private void sendMissing(Receipt receipt) {
        receipt.tally()
                .ifPresent(tally -> tally.missing().stream()
                        .filter(index -> index >= 0 && index < parts.size())
                        .forEach(index -> publish(parts.get(index), new Scope.Node(receipt.node()))));
    }

    /** On whose subject it comes does not matter to a node: the scope that is signed does. */
    private boolean publish(SignedCommand part, Scope to) {
        return link.publish(Subjects.command(to), Json.COMMAND.encode(part));
    }
}
