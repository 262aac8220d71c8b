// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.demo.lab.LabException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** How long a key still works after an administrator has withdrawn it. One thread. */
final class OrdersRevoke implements FleetListener {
    private static final long PACE_MILLIS = 10;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final Duration CONNECTED = Duration.ofSeconds(10);
    private static final Prefix TARGET = Prefix.parse("45.0.0.1");

    private final OrdersFleet fleet;
    private final Consumer<String> tell;
    private final Set<UUID> sent = ConcurrentHashMap.newKeySet();
    private final Map<NodeId, Long> refusedNanos = new ConcurrentHashMap<>();

    OrdersRevoke(OrdersFleet fleet, Consumer<String> tell) {
        this.fleet = fleet;
        this.tell = tell;
    }

    /** Has the key order dry runs all the while, publishes the trust file that withdraws it, and waits until all nodes refuse one. */
    void run(String figure, Map<String, Double> figures) throws InterruptedException {
        tell.accept("withdrawing a key");
        try (FleetLink link = fleet.adminLink(this)) {
            link.awaitConnection(CONNECTED);
            CommandOutcome before = OrdersRounds.await(send(link));
            OrdersRounds.require(
                    before.isComplete() && before.refusals().isEmpty(), "the key did not work before: " + before);
            long publishedNanos = System.nanoTime();
            OrdersRounds.require(TrustLink.of(link).publish(fleet.trust().revoked()), "the trust file was not sent");
            while (refusedNanos.size() < fleet.ids().size()) {
                if (System.nanoTime() - publishedNanos > MOST_NANOS) {
                    throw new LabException(
                            "a withdrawn key still works after 20 s", "Refused only by " + refusedNanos.keySet());
                }
                CompletableFuture<CommandOutcome> _ = send(link);
                TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            }
            long last = refusedNanos.values().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            figures.put(figure, (last - publishedNanos) / 1e6);
        }
    }

    private CompletableFuture<CommandOutcome> send(FleetLink link) {
        var command = fleet.leavers(OrdersRounds.block(List.of(TARGET)));
        sent.add(command.command().id());
        return link.send(command, fleet.ids(), OrdersFleet.PATIENCE);
    }

    @Override
    public void onReceipt(Receipt receipt) {
        boolean unknown = receipt.refusal().map(Refusal::code).equals(Optional.of(Refusal.Code.UNKNOWN_ACTOR));
        if (unknown && sent.contains(receipt.commandId())) {
            refusedNanos.putIfAbsent(receipt.node(), System.nanoTime());
        }
    }
}
