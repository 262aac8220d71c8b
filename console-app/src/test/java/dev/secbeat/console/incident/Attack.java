// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BoardBuilder;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.RegionSample;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Fleet;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus.Health;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SourceKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A small fleet's attack, second by second, told to a recording and to a live model alike: at 30 s a source begins, at 32 s
 * it is found and blocked, at 50 s an operator blocks another.
 */
final class Attack {
    static final String SOURCE = "203.0.113.42";
    static final UUID COMMAND = new UUID(1, 2);
    static final long START = 1_780_000_000_000L;
    static final long NANOS = 5_000_000_000_000L;

    final FleetModel live = new FleetModel(List.of());
    private final FleetInbox inbox = new FleetInbox();
    private final BoardBuilder boards = new BoardBuilder();
    private final List<Fleet> nodes = List.of(
            Fleet.node("apac", "node-1").source("198.18.0.1", 5, 12, 100, false),
            Fleet.node("apac", "node-2").source("198.18.0.1", 7, 12, 100, false),
            Fleet.node("us-east", "node-1").lag("apac", 190));
    private final Consumer<Timed> recording;
    private int second;

    Attack(Consumer<Timed> recording) {
        this.recording = recording;
        offer(new Update.Rights(Access.operator("production")));
        offer(new Update.Nats(
                new ConnectionState(ConnectionState.Phase.CONNECTED, "us-east", START, 0.3, Freshness.NEVER, "")));
        offer(new Update.Leader("orch-1", 3, 300_000, nanos()));
    }

    long nanos() {
        return NANOS + second * 1_000_000_000L;
    }

    long epochMillis() {
        return START + second * 1_000L;
    }

    /** One second; returns its number. */
    int step() {
        second++;
        boolean attacked = second >= 30;
        if (second == 30) {
            nodes.get(0).source(SOURCE, 150, 300, 100, true).health(Health.MITIGATING);
        }
        if (second == 32) {
            find();
        }
        if (second == 50) {
            act();
        }
        if (second == 10 || second == 70) {
            offer(new Update.Leader(second == 10 ? "orch-1" : "orch-2", 3 + second, 300_000, nanos()));
        }
        for (Fleet node : nodes) {
            node.pass(1_000, 1_000 + second, attacked ? 500 : 0);
            boards.accept(node.status(), nanos());
            offer(new Update.Heartbeat(node.status(), nanos()));
        }
        if (second % 5 == 0) {
            offer(new Update.Metrics(List.of(new RegionSample("apac", 2_000 + second, 9, epochMillis() - 400, 2, 2))));
        }
        offer(new Update.Boards(boards.build(nanos(), epochMillis())));
        live.drain(inbox, nanos(), epochMillis());
        return second;
    }

    private void find() {
        Prefix prefix = Prefix.parse(SOURCE);
        long version = epochMillis() << 16;
        nodes.get(0).block(SOURCE, START + 600_000, true);
        happened(new FleetEvent.Detected(
                nodes.get(0).id(), epochMillis(), SourceKey.of(prefix), Dimension.REQUESTS, 300, 100));
        for (int i = 0; i < nodes.size(); i++) {
            happened(new FleetEvent.Enforced(
                    nodes.get(i).id(),
                    epochMillis() + 20L * i,
                    prefix,
                    Origin.RATE_LIMIT,
                    true,
                    version,
                    1_000,
                    9_000));
        }
    }

    private void act() {
        List<String> expected = nodes.stream().map(node -> node.id().toString()).toList();
        offer(new Update.Sent(COMMAND, "block 198.18.0.1 60 s", false, expected, nanos(), epochMillis()));
        for (Fleet node : nodes.subList(0, 2)) {
            offer(new Update.Answered(
                    new Receipt(COMMAND, node.id(), Receipt.State.APPLIED, true, 900, Optional.empty()), nanos()));
        }
    }

    private void happened(FleetEvent event) {
        boards.accept(event);
        offer(new Update.Happened(event));
    }

    private void offer(Update update) {
        inbox.offer(update);
        recording.accept(new Timed(update, nanos(), epochMillis()));
    }
}
