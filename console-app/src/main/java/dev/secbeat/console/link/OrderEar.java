// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.model.OrderHeard;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.FleetOrders;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Hears what anybody orders. What is not signed by the key it names is not passed on: an operator decides by these words
 * whether to agree. Checking a signature takes its time, so it is done elsewhere than on the link's thread, and of a flood
 * of orders what is too much is left out. Safe for all threads.
 */
final class OrderEar {
    private static final int MOST_UNCHECKED = 1_000;

    private final Optional<String> ownKey;
    private final Agreements agreements;
    private final Consumer<OrderHeard> heard;
    private final AtomicInteger unchecked = new AtomicInteger();

    OrderEar(Optional<String> ownKey, Agreements agreements, Consumer<OrderHeard> heard) {
        this.ownKey = ownKey;
        this.agreements = agreements;
        this.heard = heard;
    }

    /** Takes what was published; {@code checker} runs what takes time. */
    void take(SignedCommand signed, Executor checker) {
        if (unchecked.incrementAndGet() > MOST_UNCHECKED) {
            unchecked.decrementAndGet();
            return;
        }
        try {
            checker.execute(() -> check(signed));
        } catch (RejectedExecutionException closing) {
            unchecked.decrementAndGet();
        }
    }

    /** Takes what this console sends itself: the servers do not send it back. */
    void own(Command command) {
        told(command).ifPresent(heard);
    }

    private void check(SignedCommand signed) {
        unchecked.decrementAndGet();
        if (FleetOrders.isSigned(signed)) {
            told(signed.command()).ifPresent(heard);
        }
    }

    /** Of an order in parts its first part speaks for all. */
    private Optional<OrderHeard> told(Command command) {
        if (!(command.body() instanceof CommandBody.Part part)) {
            agreements.heard(command, true);
            return Optional.of(order(command, FleetOrders.words(command)));
        }
        Command whole = CommandParts.ofParent(command, part);
        String words = "in " + part.count() + " parts, the first: " + FleetOrders.words(whole);
        if (part.index() > 0) {
            return Optional.empty();
        }
        agreements.heard(whole, part.count() == 1);
        return Optional.of(order(whole, words));
    }

    private OrderHeard order(Command command, String words) {
        String reason = command.body() instanceof CommandBody.OnPrefixes order ? order.reason() : "";
        List<Prefix> blocked = command.body() instanceof CommandBody.Block block ? block.prefixes() : List.of();
        return new OrderHeard(
                command.id(),
                command.actor(),
                words,
                reason,
                command.scope().toString(),
                ownKey.filter(command.actor()::equals).isPresent(),
                command.dryRun(),
                blocked,
                command.issuedAt().toEpochMilli(),
                command.expiresAt().toEpochMilli());
    }
}
