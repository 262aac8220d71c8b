// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.Json;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends a command and sees to it that every node gets it: to a node that says nothing it is sent again, on the node's own
 * subject, after 1, 2 and 4 seconds. Whether a node has carried it out already the node knows. Safe for all threads.
 */
public final class CommandSender {
    /** After so long without a word of a node somebody should know. */
    public static final Duration LATE = Duration.ofSeconds(2);

    private static final long FIRST_MILLIS = 1_000;
    private static final int TIMES = 3;

    private final FleetLink link;
    private final SignedCommand command;
    private final Collection<NodeId> expected;
    private final boolean alone;
    private final PendingAnswers.ReceiptWait wait;
    private final CompletableFuture<CommandOutcome> outcome;

    private CommandSender(
            FleetLink link, SignedCommand command, Collection<NodeId> expected, boolean alone, Duration timeout) {
        this.link = link;
        this.command = command;
        this.expected = expected;
        this.alone = alone;
        this.wait = link.pending().openWait(command.command().id(), expected, _ -> {});
        this.outcome = link.pending().outcome(wait, List.of(), timeout);
    }

    /**
     * As {@link FleetLink#send}.
     *
     * @param whenLate told once, on a thread of its own, of the nodes that have said nothing for {@link #LATE}, if there are any
     */
    public static CompletableFuture<CommandOutcome> send(
            FleetLink link,
            SignedCommand command,
            Collection<NodeId> expected,
            Duration timeout,
            Consumer<SortedSet<NodeId>> whenLate) {
        return new CommandSender(link, command, expected, false, timeout).send(whenLate);
    }

    /** The same to {@code nodes} alone, whomever it is for. */
    static CompletableFuture<CommandOutcome> sendTo(
            Collection<NodeId> nodes, FleetLink link, SignedCommand command, Duration timeout) {
        return new CommandSender(link, command, nodes, true, timeout).send(_ -> {});
    }

    private CompletableFuture<CommandOutcome> send(Consumer<SortedSet<NodeId>> whenLate) {
        boolean published = alone
                ? expected.stream().allMatch(node -> publish(new Scope.Node(node)))
                : publish(command.command().scope());
        if (!published) {
            outcome.completeExceptionally(new NotConnectedException(link.connection()));
            return outcome;
        }
        for (int i = 0; i < TIMES; i++) {
            after(FIRST_MILLIS << i, this::sendAgain);
        }
        after(LATE.toMillis(), () -> {
            SortedSet<NodeId> silent = silent();
            if (!silent.isEmpty()) {
                whenLate.accept(silent);
            }
        });
        return outcome;
    }

    private void after(long millis, Runnable task) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> {
            if (!outcome.isDone()) {
                task.run();
            }
        });
    }

    private void sendAgain() {
        for (NodeId node : silent()) {
            wait.askedAgain(node);
            boolean _ = publish(new Scope.Node(node));
        }
    }

    private SortedSet<NodeId> silent() {
        SortedSet<NodeId> silent = new TreeSet<>(expected);
        silent.removeIf(wait::hasHeardOf);
        return silent;
    }

    /** On whose subject it comes does not matter to a node: the scope that is signed does. */
    private boolean publish(Scope to) {
        return link.publish(Subjects.command(to), Json.COMMAND.encode(command));
    }
}
