// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.DirectSubjects;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RelaySubjects;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceSubjects;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.api.TrustSubjects;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.time.NodeClock;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.MessageHandler;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node's side of NATS: deltas and blocks both ways, commands in, receipts, heartbeats and events out.
 *
 * <p>Opening never fails and never waits: without a server the node enforces what it sees itself, and joins when one
 * answers. Whoever sent a message is read from its subject, which the server lets only that node publish on.
 *
 * <p>The {@link DeltaChannel} methods and the intake belong to the node loop's thread; the rest is safe for all threads.
 * Nothing here blocks, except {@link #close()}.
 */
public final class NatsLink implements DeltaChannel, AutoCloseable {
    private static final byte[] EMPTY = {};

    private static final int MAX_QUESTIONS = 256;
    private static final long MAX_QUESTION_BYTES = 1L << 20;

    private final NodeId self;
    private final NatsSession session;
    private final PeerInbox peers;
    private final StateInterest states;
    private final CommandInbox commands;
    private final NodeReports reports;
    private final SampleReports samples;
    private final SourceReports sources;
    private final TrustLink trust;
    private final FirstHand firstHand = new FirstHand();
    private final AtomicLong unsentDeltas = new AtomicLong();
    private final Runnable onArrival;
    private volatile boolean snapshotWanted;

    private NatsLink(NatsSettings settings, NodeId self, NodeClock clock, Runnable onArrival) {
        this.self = self;
        this.onArrival = onArrival;
        this.session = new NatsSession(settings, "node-" + self.name(), this::wire, this::stateChanged);
        this.peers = new PeerInbox(self);
        this.states = new StateInterest(self.region());
        this.reports = new NodeReports(self, session);
        this.samples = new SampleReports(self, session, clock::nanoTime);
        this.sources = new SourceReports(self, session, clock::nanoTime);
        this.trust = TrustLink.ofNode(session, self);
        this.commands = new CommandInbox(self, clock, reports);
    }

    /**
     * Starts to connect in the background.
     *
     * @param onArrival run when something may be there to poll or to take; on various threads, must not block
     */
    public static NatsLink open(NatsSettings settings, NodeId self, NodeClock clock, Runnable onArrival) {
        NatsLink link = new NatsLink(settings, self, clock, onArrival);
        link.reports.start();
        link.session.start();
        return link;
    }

    @Override
    public void publishDelta(byte[] bytes, int length) {
        publish(Subjects.state(self), Arrays.copyOf(bytes, length));
    }

    @Override
    public void publishRelay(byte[] bytes, int length) {
        publish(RelaySubjects.of(self), Arrays.copyOf(bytes, length));
    }

    @Override
    public void wantEveryone(boolean all) {
        states.want(all);
    }

    @Override
    public void publishBlocks(byte[] bytes, int length) {
        publish(Subjects.block(self), Arrays.copyOf(bytes, length));
    }

    /** Asks now, and again after every loss of the connection, since messages were missed then. */
    @Override
    public void requestSnapshots() {
        snapshotWanted = true;
        session.usable().ifPresent(connection -> publish(Subjects.snapshot(self), EMPTY));
    }

    @Override
    public void send(NodeId peer, byte[] bytes) {
        publish(DirectSubjects.of(self, peer), bytes);
    }

    @Override
    public int poll(Receiver receiver, int limit) {
        return peers.poll(receiver, limit);
    }

    /** Commands for this node. */
    public CommandIntake commands() {
        return commands;
    }

    /** Where receipts, heartbeats and events go. */
    public NodeReports reports() {
        return reports;
    }

    /** Where samples of packets go while somebody asks for them. */
    public SampleReports samples() {
        return samples;
    }

    /** Where sources go while somebody asks for them; others get it by {@link SourceReports#of}. */
    SourceReports sources() {
        return sources;
    }

    /** Trust files and questions for them; others get it by {@link TrustLink#of(NatsLink)}. */
    TrustLink trust() {
        return trust;
    }

    /** Where the connection stands. */
    public ConnectionState connection() {
        return session.state();
    }

    /** Messages lost since start, by queue name: for the heartbeat and {@code secbeat_queue_dropped_total}. */
    public Map<String, Long> dropped() {
        Map<String, Long> dropped = new LinkedHashMap<>();
        dropped.put("delta-out", unsentDeltas.get());
        peers.addDropped(dropped);
        commands.addDropped(dropped);
        trust.addDropped(dropped);
        reports.addDropped(dropped);
        dropped.put("second-hand", firstHand.refused());
        dropped.put("nats", session.troubles());
        return dropped;
    }

    /** Closes the connection; receipts that could not be sent within a second are lost. */
    @Override
    public void close() {
        reports.close();
        session.close();
    }

    /** Whose words are not taken; others get it by {@link PeerSilence#of}. */
    PeerSilence silence() {
        return peers.silence();
    }

    /** The connection, for what needs JetStream. */
    NatsSession session() {
        return session;
    }

    NodeId self() {
        return self;
    }

    /** Counts are worthless a second later: without a connection they are not kept. */
    private void publish(String subject, byte[] bytes) {
        Optional<Connection> connection = session.usable();
        if (connection.isEmpty()) {
            unsentDeltas.incrementAndGet();
            return;
        }
        try {
            connection.get().publish(subject, bytes);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // Closing, or larger than the server takes: either way these bytes are not going out.
            unsentDeltas.incrementAndGet();
        }
    }

    private void wire(Connection connection) {
        Dispatcher fromPeers = connection.createDispatcher(arriving(peers::take));
        fromPeers.setPendingLimits(PeerInbox.MAX_PENDING, PeerInbox.MAX_PENDING_BYTES);
        states.attach(fromPeers);
        fromPeers.subscribe(RelaySubjects.ALL);
        fromPeers.subscribe(Subjects.ALL_BLOCKS);
        fromPeers.subscribe(Subjects.ALL_SNAPSHOTS);
        fromPeers.subscribe(DirectSubjects.allTo(self));
        Dispatcher fromOperators = connection.createDispatcher(arriving(commands::take));
        fromOperators.setPendingLimits(CommandInbox.MAX_COMMANDS, CommandInbox.MAX_BYTES);
        fromOperators.subscribe(Subjects.command(new Scope.Fleet()));
        fromOperators.subscribe(Subjects.command(new Scope.Region(self.region())));
        fromOperators.subscribe(Subjects.command(new Scope.Node(self)));
        // With the commands: a command sent after a new trust file is judged by it.
        trust.hearOffers(connection, fromOperators, firstHand, onArrival);
        trust.hearAnswers(connection, firstHand, onArrival);
        // Questions apart: anybody may ask, and a flood of them must not push an operator's command out.
        Dispatcher questions = connection.createDispatcher(firstHand.only(reports::answer));
        questions.setPendingLimits(MAX_QUESTIONS, MAX_QUESTION_BYTES);
        questions.subscribe(Subjects.ASK_FLEET);
        questions.subscribe(Subjects.ASK_SAMPLES, firstHand.only(samples::asked));
        questions.subscribe(SourceSubjects.ASK, firstHand.only(sources::asked));
        Dispatcher trustQuestions = connection.createDispatcher(arriving(trust::takeQuestion));
        trustQuestions.setPendingLimits(TrustLink.MAX_QUESTIONS, MAX_QUESTION_BYTES);
        trustQuestions.subscribe(Subjects.ASK_TRUST);
        // Nodes apart from all others, who have no name that could be held to a share.
        Dispatcher trustWords = connection.createDispatcher(arriving(trust::takeWord));
        trustWords.setPendingLimits(NodeQuestions.MAX_ASKERS, MAX_QUESTION_BYTES);
        trustWords.subscribe(TrustSubjects.ALL);
        Dispatcher orchestrators = connection.createDispatcher(arriving(trust::takeOrchestratorsQuestion));
        orchestrators.setPendingLimits(TrustLink.MAX_QUESTIONS, MAX_QUESTION_BYTES);
        orchestrators.subscribe(TrustSubjects.ORCHESTRATORS);
    }

    private MessageHandler arriving(MessageHandler inbox) {
        return firstHand.only(message -> {
            inbox.onMessage(message);
            onArrival.run();
        });
    }

    private void stateChanged(ConnectionState state) {
        if (state.isConnected()) {
            reports.wake();
            if (snapshotWanted) {
                requestSnapshots();
            }
        }
    }
}
