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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends an order in parts and sees to it that every node gets all of them: what a node says it misses is sent to it again,
 * and all of it to a node that says nothing. Safe for all threads.
 */
public final class PartSender {
    private static final Duration SILENCE = Duration.ofMillis(1_500);

    private final FleetLink link;
    private final List<SignedCommand> parts;
    private final Collection<NodeId> expected;

    private PartSender(FleetLink link, List<SignedCommand> parts, Collection<NodeId> expected) {
        this.link = link;
        this.parts = List.copyOf(parts);
        this.expected = List.copyOf(expected);
    }

    /**
     * Publishes {@code parts}, all parts of one order in their order, and collects the receipts for the whole.
     *
     * @param expected nodes that must answer: the live nodes in the order's scope
     * @return as {@link FleetLink#send}, under the parent's id
     */
    public static CompletableFuture<CommandOutcome> send(
            FleetLink link, List<SignedCommand> parts, Collection<NodeId> expected, Duration timeout) {
        return new PartSender(link, parts, expected).send(timeout);
    }

    private CompletableFuture<CommandOutcome> send(Duration timeout) {
        if (!(parts.getFirst().command().body() instanceof CommandBody.Part first)) {
            throw new IllegalArgumentException("not a part of an order: "
                    + parts.getFirst().command().body().getClass().getSimpleName());
        }
        List<UUID> partIds = parts.stream().map(part -> part.command().id()).toList();
        PendingAnswers.ReceiptWait wait = link.pending().openWait(first.parent(), expected, this::sendMissing);
        CompletableFuture<CommandOutcome> outcome = link.pending().outcome(wait, partIds, timeout);
        for (SignedCommand part : parts) {
            if (!publish(part, part.command().scope())) {
                outcome.completeExceptionally(new NotConnectedException(link.connection()));
                return outcome;
            }
        }
        CompletableFuture.delayedExecutor(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> expected.stream()
                        .filter(node -> !outcome.isDone() && !wait.hasHeardOf(node))
                        .forEach(node -> parts.forEach(part -> publish(part, new Scope.Node(node)))));
        return outcome;
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
