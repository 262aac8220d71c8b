// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
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

/** Commands sent from here whose answers are still coming in. Safe for all threads. */
final class PendingAnswers {
    private static final String COMMANDS = Subjects.ALL_COMMANDS.substring(0, Subjects.ALL_COMMANDS.length() - 1);

    private final Map<UUID, ReceiptWait> receipts = new ConcurrentHashMap<>();
    private final Map<UUID, CompletableFuture<Optional<FailoverPlan>>> plans = new ConcurrentHashMap<>();

    CompletableFuture<CommandOutcome> receipts(UUID id, Collection<NodeId> expected, Duration timeout) {
        ReceiptWait wait = new ReceiptWait(id, Set.copyOf(expected));
        receipts.put(id, wait);
        CompletableFuture<CommandOutcome> done = wait.done;
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> done.complete(wait.soFar()));
        return done.whenComplete((outcome, error) -> receipts.remove(id));
    }

    CompletableFuture<Optional<FailoverPlan>> plan(UUID id, Duration timeout) {
        CompletableFuture<Optional<FailoverPlan>> done = new CompletableFuture<>();
        plans.put(id, done);
        done.completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS);
        return done.whenComplete((plan, error) -> plans.remove(id));
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
        }
    }

    /** Ends all waiting with what has come so far. */
    void close() {
        receipts.values().forEach(wait -> wait.done.complete(wait.soFar()));
        plans.values().forEach(wait -> wait.complete(Optional.empty()));
    }

    private static final class ReceiptWait {
        private final UUID id;
        private final Set<NodeId> expected;
        private final Map<NodeId, Receipt> heard = new ConcurrentHashMap<>();
        private final CompletableFuture<CommandOutcome> done = new CompletableFuture<>();

        ReceiptWait(UUID id, Set<NodeId> expected) {
            this.id = id;
            this.expected = expected;
        }

        void answered(Receipt receipt) {
            heard.putIfAbsent(receipt.node(), receipt);
            if (!expected.isEmpty() && heard.keySet().containsAll(expected)) {
                done.complete(soFar());
            }
        }

        CommandOutcome soFar() {
            return CommandOutcome.of(id, heard, expected);
        }
    }
}
