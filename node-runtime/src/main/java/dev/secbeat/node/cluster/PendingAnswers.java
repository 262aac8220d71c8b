// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Subjects;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Commands sent from here whose answers are still coming in. Safe for all threads. */
final class PendingAnswers {
    private static final String COMMANDS = Subjects.ALL_COMMANDS.substring(0, Subjects.ALL_COMMANDS.length() - 1);

    private final Map<UUID, ReceiptWait> receipts = new ConcurrentHashMap<>();
    private final Map<UUID, CompletableFuture<Optional<FailoverPlan>>> plans = new ConcurrentHashMap<>();
    private final Map<UUID, CompletableFuture<Optional<FailoverOutcome>>> outcomes = new ConcurrentHashMap<>();

    /**
     * Begins to listen for receipts.
     *
     * @param whenWaiting told of each receipt that says what a node waits for
     */
    ReceiptWait openWait(UUID id, Collection<NodeId> expected, Consumer<Receipt> whenWaiting) {
        ReceiptWait wait = new ReceiptWait(id, Set.copyOf(expected), whenWaiting);
        receipts.put(id, wait);
        return wait;
    }

    /**
     * What comes of {@code wait}.
     *
     * @param partIds a refusal of one of these is one of the whole
     */
    CompletableFuture<CommandOutcome> outcome(ReceiptWait wait, Collection<UUID> partIds, Duration timeout) {
        partIds.forEach(part -> receipts.put(part, wait));
        CompletableFuture<CommandOutcome> done = wait.done;
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> done.complete(wait.soFar()));
        return done.whenComplete((outcome, error) -> {
            receipts.remove(wait.id);
            partIds.forEach(receipts::remove);
        });
    }

    CompletableFuture<Optional<FailoverPlan>> plan(UUID id, Duration timeout) {
        CompletableFuture<Optional<FailoverPlan>> done = new CompletableFuture<>();
        plans.put(id, done);
        done.completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS);
        return done.whenComplete((plan, error) -> plans.remove(id));
    }

    CompletableFuture<Optional<FailoverOutcome>> failoverOutcome(UUID id, Duration timeout) {
        CompletableFuture<Optional<FailoverOutcome>> done = new CompletableFuture<>();
        outcomes.put(id, done);
        done.completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS);
        return done.whenComplete((outcome, error) -> outcomes.remove(id));
    }

    void answered(FailoverOutcome outcome) {
        CompletableFuture<Optional<FailoverOutcome>> wait = outcomes.get(outcome.commandId());
        if (wait != null) {
            wait.complete(Optional.of(outcome));
        }
    }

    void answered(Receipt receipt) {
        ReceiptWait wait = receipts.get(receipt.commandId());
        if (wait != null) {
            wait.answered(receipt);
        }
    }

    void answered(FailoverPlan plan) {
        CompletableFuture<Optional<FailoverPlan>> wait = plans.get(plan.commandId());
        if (wait != null) {
            wait.complete(Optional.of(plan));
        }
    }

    /** The server did not let a command through: nobody will answer. Of other complaints nothing here waits. */
    void denied(String complaint) {
        if (complaint.toLowerCase(Locale.ROOT).contains("publish to \"" + COMMANDS)) {
            NotPermittedException why = new NotPermittedException(complaint);
            receipts.values().forEach(wait -> wait.done.completeExceptionally(why));
            plans.values().forEach(wait -> wait.completeExceptionally(why));
            outcomes.values().forEach(wait -> wait.completeExceptionally(why));
        }
    }

    /** Ends all waiting with what has come so far. */
    void close() {
        receipts.values().forEach(wait -> wait.done.complete(wait.soFar()));
        plans.values().forEach(wait -> wait.complete(Optional.empty()));
        outcomes.values().forEach(wait -> wait.complete(Optional.empty()));
    }

    /** Receipts for one command as they come in. */
    static final class ReceiptWait {
        private final UUID id;
        private final Set<NodeId> expected;
        private final Consumer<Receipt> whenWaiting;
        private final Map<NodeId, Receipt> heard = new ConcurrentHashMap<>();
        private final Set<NodeId> askedAgain = ConcurrentHashMap.newKeySet();
        private final CompletableFuture<CommandOutcome> done = new CompletableFuture<>();

        private ReceiptWait(UUID id, Set<NodeId> expected, Consumer<Receipt> whenWaiting) {
            this.id = id;
            this.expected = expected;
            this.whenWaiting = whenWaiting;
        }

        /** Whether {@code node} has said anything. */
        boolean hasHeardOf(NodeId node) {
            return heard.containsKey(node);
        }

        /** The command is sent to {@code node} once more: that it has handled it already is an answer from now on. */
        void askedAgain(NodeId node) {
            askedAgain.add(node);
        }

        void answered(Receipt said) {
            Receipt receipt = askedAgain.contains(said.node()) ? said.ofRepetition() : said;
            boolean ofPart = !receipt.commandId().equals(id);
            if (ofPart && receipt.refusal().map(Refusal::code).equals(Optional.of(Refusal.Code.OVERLOADED))) {
                return; // The node will say which parts it misses, or nothing.
            }
            heard.merge(receipt.node(), receipt, (before, now) -> before.isFinal() ? before : now);
            if (!receipt.isFinal()) {
                whenWaiting.accept(receipt);
            }
            if (!expected.isEmpty() && expected.stream().allMatch(this::isSettled)) {
                done.complete(soFar());
            }
        }

        /** Whether {@code node} has said what became of it. */
        boolean isSettled(NodeId node) {
            Receipt receipt = heard.get(node);
            return receipt != null && receipt.isFinal();
        }

        CommandOutcome soFar() {
            return CommandOutcome.of(id, heard, expected);
        }
    }
}
