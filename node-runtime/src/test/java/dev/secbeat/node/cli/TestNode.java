// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.AuditRelay;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.control.AuditLog;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.control.CommandPorts;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.DecisionLog;
import dev.secbeat.node.control.MemoryBlocks;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustGate;
import dev.secbeat.node.control.TrustKeeper;
import dev.secbeat.node.control.TrustListener;
import dev.secbeat.node.control.TrustPeers;
import dev.secbeat.node.control.TrustRefusal;
import dev.secbeat.node.crdt.LimitMap;
import dev.secbeat.node.journal.AuditJournal;
import dev.secbeat.node.journal.JournalTail;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.LimitBook;
import dev.secbeat.node.verdict.LimitListener;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** A node's way of answering, with the real link and the real command handling; blocks stay in memory. */
final class TestNode implements AutoCloseable {
    final MemoryBlocks blocks = new MemoryBlocks();
    final List<TrustRefusal> refusals = new CopyOnWriteArrayList<>();
    volatile TrustFile held;
    private final SortedMap<LimitKey, LimitEntry> told = new ConcurrentSkipListMap<>();
    private final NatsLink link;
    private final Thread thread;
    private final List<Runnable> trail = new ArrayList<>();
    private volatile boolean closing;

    TestNode(NatsSettings settings, NodeId id, TrustFile trust, boolean obeys) {
        this(settings, id, trust, List.of(), obeys, Optional.empty(), intake -> intake);
    }

    /** One that takes trust files which {@code roots} sign. */
    TestNode(NatsSettings settings, NodeId id, TrustFile trust, List<String> roots, boolean obeys) {
        this(settings, id, trust, roots, obeys, Optional.empty(), intake -> intake);
    }

    /** One that keeps its audit trail in {@code journal} and copies it to the fleet's. */
    TestNode(NatsSettings settings, NodeId id, TrustFile trust, boolean obeys, Optional<Path> journal) {
        this(settings, id, trust, List.of(), obeys, journal, intake -> intake);
    }

    /** One whose commands come by way of {@code losing}. */
    TestNode(NatsSettings settings, NodeId id, TrustFile trust, boolean obeys, UnaryOperator<CommandIntake> losing) {
        this(settings, id, trust, List.of(), obeys, Optional.empty(), losing);
    }

    /**
     * Connects and answers.
     *
     * @param obeys false: answers questions, but leaves commands lying
     */
    private TestNode(
            NatsSettings settings,
            NodeId id,
            TrustFile trust,
            List<String> roots,
            boolean obeys,
            Optional<Path> journal,
            UnaryOperator<CommandIntake> losing) {
        NodeClock clock = NodeClock.system();
        link = NatsLink.open(settings, id, clock, () -> {});
        LimitBook limits = new LimitBook(new LimitMap(id), List.of(), new Told(id, clock));
        link.reports().heartbeat(Samples.status(id, clock.epochMillis()));
        TrustKeeper keeper = new TrustKeeper(
                trust,
                new TrustGate(roots, new NkeyVerifier()),
                TrustLink.of(link),
                new Taken(),
                new TrustPeers(() -> 1, new SplittableRandom()));
        held = trust;
        CommandProcessor processor = new CommandProcessor(
                id,
                keeper,
                List.of(Prefix.parse("192.0.2.0/28")),
                new CommandPorts(
                                losing.apply(keeper.holding(link.commands())),
                                new NkeyVerifier(),
                                journal.map(this::open).orElse(entry -> {}),
                                link.reports())
                        .withLimits(limits, DecisionLog.NONE),
                blocks,
                Map.of(),
                clock);
        thread = Thread.ofVirtual().start(() -> {
            while (!closing) {
                keeper.doWork(clock.nanoTime());
                limits.beginTurn(clock.epochMillis());
                if (!obeys || processor.doWork(clock.nanoTime(), clock.epochMillis()) == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        });
    }

    private final class Told implements LimitListener {
        private final NodeId id;
        private final NodeClock clock;

        private Told(NodeId id, NodeClock clock) {
            this.id = id;
            this.clock = clock;
        }

        @Override
        public void onAccepted(LimitEntry entry) {
            told.merge(entry.key(), entry, (_, newer) -> newer);
            tell(Samples.status(id, clock.epochMillis(), limits()));
        }

        @Override
        public void onRules(List<LimitRule> rules) {}

        @Override
        public void onSinkFailure(VerdictSinkException failure) {
            throw failure;
        }
    }

    private final class Taken implements TrustListener {
        @Override
        public void taken(TrustFile file) {
            held = file;
        }

        @Override
        public boolean isKept() {
            return true;
        }

        @Override
        public void refused(TrustRefusal refusal) {
            refusals.add(refusal);
        }

        @Override
        public void unconfirmed(boolean refusing) {}
    }

    /** Limits in force here; any thread. */
    List<NodeStatus.LimitStatus> limits() {
        return told.values().stream()
                .flatMap(
                        word -> word
                                .terms()
                                .map(terms -> new NodeStatus.LimitStatus(word.key(), terms, word.command(), true))
                                .stream())
                .toList();
    }

    /** Says {@code status} of itself from now on. */
    void tell(NodeStatus status) {
        link.reports().heartbeat(status);
    }

    boolean isConnected() {
        return link.connection().isConnected();
    }

    private AuditLog open(Path journal) {
        try {
            AuditJournal log = AuditJournal.open(journal, 1 << 20);
            trail.add(() -> close(log));
            trail.add(AuditRelay.start(link, new JournalTail(journal))::close);
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(AuditJournal log) {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        trail.reversed().forEach(Runnable::run);
        link.close();
    }
}
