// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends an approval. A node that was restarted has forgotten what waits, says so, and would be the only one not to enforce it. Where
 * another has taken the approval, so that it is not too late for it, such a node is given the order as it was signed, from the
 * fleet's stream of orders, and then the approval once more. It checks both as it would have. Where the order is not to be had, the
 * node's refusal stands. Safe for all threads.
 */
final class ApprovalSender {
    private static final Logger LOG = LoggerFactory.getLogger(ApprovalSender.class);

    private final FleetLink link;
    private final SignedCommand approval;
    private final UUID approved;
    private final Duration patience;

    private ApprovalSender(FleetLink link, SignedCommand approval, UUID approved, Duration patience) {
        this.link = link;
        this.approval = approval;
        this.approved = approved;
        this.patience = patience;
    }

    /**
     * As {@link CommandSender#send}; three times as long at most, as each of three messages has its time.
     *
     * @param approved the order that is agreed to
     */
    static CompletableFuture<CommandOutcome> send(
            FleetLink link,
            SignedCommand approval,
            UUID approved,
            Collection<NodeId> expected,
            Duration patience,
            Consumer<SortedSet<NodeId>> whenLate) {
        ApprovalSender sender = new ApprovalSender(link, approval, approved, patience);
        return CommandSender.send(link, approval, expected, patience, whenLate).thenCompose(sender::remind);
    }

    private CompletableFuture<CommandOutcome> remind(CommandOutcome told) {
        SortedSet<NodeId> forgetful = nodes(told, Receipt::foundNothing);
        boolean isTaken = told.receipts().values().stream()
                .anyMatch(receipt ->
                        receipt.state() == Receipt.State.APPLIED || receipt.state() == Receipt.State.SUPERSEDED);
        if (forgetful.isEmpty() || !isTaken) {
            return CompletableFuture.completedFuture(told);
        }
        return CompletableFuture.supplyAsync(
                        this::order,
                        task -> Thread.ofVirtual().name("order-lookup").start(task))
                .thenCompose(order -> order.isEmpty() ? nobody() : giveOrder(order, forgetful))
                .thenApply(again -> merged(told, again))
                .exceptionally(problem -> {
                    LOG.warn("event=approval_not_repeated command={} error=\"{}\"", approved, problem.toString());
                    return told;
                });
    }

    private List<SignedCommand> order() {
        try {
            return OrderLookup.find(
                    link,
                    approved,
                    approval.command().body() instanceof CommandBody.Approve approve
                            ? approve.digest()
                            : Optional.empty());
        } catch (IOException e) {
            LOG.warn("event=approved_order_unread command={} error=\"{}\"", approved, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private CompletableFuture<CommandOutcome> giveOrder(List<SignedCommand> order, SortedSet<NodeId> forgetful) {
        CompletableFuture<CommandOutcome> given = order.getFirst().command().body() instanceof CommandBody.Part
                ? PartSender.sendTo(forgetful, link, order, patience)
                : CommandSender.sendTo(forgetful, link, order.getFirst(), patience);
        return given.thenCompose(held -> {
            SortedSet<NodeId> waiting = nodes(held, ApprovalSender::waits);
            return waiting.isEmpty() ? nobody() : CommandSender.sendTo(waiting, link, approval, patience);
        });
    }

    private CompletableFuture<CommandOutcome> nobody() {
        return CompletableFuture.completedFuture(
                new CommandOutcome(approval.command().id(), new TreeMap<>(), new TreeSet<>()));
    }

    private static boolean waits(Receipt receipt) {
        return receipt.state() == Receipt.State.WAITING
                && receipt.refusal().map(Refusal::code).equals(Optional.of(Refusal.Code.NEEDS_APPROVAL));
    }

    private static SortedSet<NodeId> nodes(CommandOutcome outcome, Predicate<Receipt> which) {
        return outcome.receipts().entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What nodes said last; who said nothing the second time is where it was. */
    private static CommandOutcome merged(CommandOutcome told, CommandOutcome again) {
        TreeMap<NodeId, Receipt> receipts = new TreeMap<>(told.receipts());
        again.receipts().forEach((node, receipt) -> {
            if (receipt.isFinal()) {
                receipts.put(node, receipt);
            }
        });
        return new CommandOutcome(told.commandId(), receipts, told.missing());
    }
}
