// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.control.CommandPorts;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.MemoryBlocks;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.time.NodeClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** A node's way of answering, with the real link and the real command handling; blocks stay in memory. */
final class TestNode implements AutoCloseable {
    final MemoryBlocks blocks = new MemoryBlocks();
    private final NatsLink link;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Connects and answers.
     *
     * @param obeys false: answers questions, but leaves commands lying
     */
    TestNode(NatsSettings settings, NodeId id, TrustFile trust, boolean obeys) {
        this(settings, id, trust, obeys, intake -> intake);
    }

    /** One whose commands come by way of {@code losing}. */
    TestNode(NatsSettings settings, NodeId id, TrustFile trust, boolean obeys, UnaryOperator<CommandIntake> losing) {
        NodeClock clock = NodeClock.system();
        link = NatsLink.open(settings, id, clock, () -> {});
        link.reports().heartbeat(Samples.status(id, clock.epochMillis()));
        CommandProcessor processor = new CommandProcessor(
                id,
                trust,
                List.of(Prefix.parse("192.0.2.0/28")),
                new CommandPorts(losing.apply(link.commands()), new NkeyVerifier(), entry -> {}, link.reports()),
                blocks,
                Map.of(),
                clock);
        thread = Thread.ofVirtual().start(() -> {
            while (!closing) {
                if (!obeys || processor.doWork(clock.nanoTime(), clock.epochMillis()) == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        });
    }

    boolean isConnected() {
        return link.connection().isConnected();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.close();
    }
}
