// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.api.TrustSubjects;
import dev.secbeat.node.json.Json;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The fleet as seen from outside the nodes: for the console, the command line and the orchestrator.
 *
 * <p>Opening never fails and never waits; {@link #connection()} tells where it stands. Safe for all threads; only the
 * methods that say so wait.
 */
public final class FleetLink implements AutoCloseable {
    private static final long PENDING_BYTES = 32L << 20;
    private static final int PENDING_MESSAGES = 16_384;

    /** How long the first trust file is waited for: nodes answer as soon as they can. */
    private static final Duration FIRST_TRUST = Duration.ofSeconds(1);

    private final FleetListener listener;
    private final NatsSession session;
    private final FleetInbox inbox;
    private final PendingAnswers pending = new PendingAnswers();
    private final TrustLink trust;
    private final FirstHand firstHand = new FirstHand();
    private final PeerSilence silence = new PeerSilence();
    private final Optional<TrustFollower> follower;

    private FleetLink(NatsSettings settings, String name, FleetListener listener) {
        this.listener = listener;
        this.inbox = new FleetInbox(listener, pending, silence);
        this.session = new NatsSession(settings, name, this::wire, inbox::connectionChanged);
        this.session.onDenied(pending::denied);
        this.trust = TrustLink.ofOther(session, listener.followsTrust());
        this.follower = settings.trustRoots().isEmpty()
                ? Optional.empty()
                : Optional.of(new TrustFollower(TrustLink.ofOther(session, false), settings.trustRoots(), silence));
    }

    /**
     * Starts to connect in the background.
     *
     * @param name shown by the servers for this connection, such as {@code console}
     */
    public static FleetLink open(NatsSettings settings, String name, FleetListener listener) {
        FleetLink link = new FleetLink(settings, name, listener);
        link.session.start();
        link.follower.ifPresent(TrustFollower::start);
        return link;
    }

    /** Where the connection stands. */
    public ConnectionState connection() {
        return session.state();
    }

    /** Waits until connected, refused by the servers, or {@code timeout} is over. */
    public ConnectionState awaitConnection(Duration timeout) throws InterruptedException {
        return inbox.awaitConnection(this::connection, state -> false, timeout);
    }

    /**
     * As {@link #awaitConnection}, but also ends when each server has been tried once and none took the connection; where the settings
     * name roots of trust, waits a moment more until it is known whom not to hear.
     */
    public ConnectionState awaitFirstAttempt(Duration timeout) throws InterruptedException {
        ConnectionState state =
                inbox.awaitConnection(this::connection, tried -> tried.trouble().isPresent(), timeout);
        if (state.isConnected() && follower.isPresent()) {
            follower.get().awaitFirst(FIRST_TRUST);
        }
        return state;
    }

    /** The newest heartbeat of every node ever heard; how old each is, its {@link Heard#atNanos()} tells. */
    public Map<NodeId, Heard> statuses() {
        return inbox.statuses();
    }

    /** Nodes heard within the last {@code age}. */
    public Collection<NodeStatus> live(Duration age) {
        long oldestNanos = System.nanoTime() - age.toNanos();
        return inbox.statuses().values().stream()
                .filter(heard -> heard.atNanos() - oldestNanos >= 0)
                .map(Heard::status)
                .toList();
    }

    /**
     * Asks every node for its status at once, and waits for the answers.
     *
     * <p>How many nodes there are, nobody knows for certain: waiting ends when every region that any answer names has
     * answered and no answer came for a moment, at the latest {@code atMost} after the first answer; two seconds without
     * any answer mean that there is no node.
     */
    public Collection<NodeStatus> ask(Duration atMost) throws InterruptedException {
        return FleetQuestion.ask(session, inbox, atMost);
    }

    /**
     * Publishes {@code command}, to nodes that say nothing again, and collects receipts.
     *
     * @param expected nodes that must answer: the live nodes in the command's scope
     * @return completes when all expected nodes answered, or after {@code timeout} with those missing; fails with
     *     {@link NotConnectedException} when there is no connection, and then nothing was sent
     */
    public CompletableFuture<CommandOutcome> send(
            SignedCommand command, Collection<NodeId> expected, Duration timeout) {
        return CommandSender.send(this, command, expected, timeout, _ -> {});
    }

    /** Publishes an order on a region and waits for the orchestrator's plan; empty when none answers in time. */
    public CompletableFuture<Optional<FailoverPlan>> sendForPlan(SignedCommand command, Duration timeout) {
        return publishedOr(pending.plan(command.command().id(), timeout), command);
    }

    /** What the leading orchestrator tells the fleet. */
    public FailoverReports failoverReports() {
        return new FailoverReports(this);
    }

    /** Messages that could not be read or whose sender was not who they claimed, since start. */
    public long rejected() {
        return inbox.rejected();
    }

    @Override
    public void close() {
        follower.ifPresent(TrustFollower::close);
        session.close();
        pending.close();
    }

    /** Trust files; others get it by {@link TrustLink#of(FleetLink)}. */
    TrustLink trust() {
        return trust;
    }

    /** Whom it does not hear; others get it by {@link PeerSilence#of(FleetLink)}. */
    PeerSilence silence() {
        return silence;
    }

    PendingAnswers pending() {
        return pending;
    }

    /** The connection, for what needs JetStream. */
    NatsSession session() {
        return session;
    }

    <T> CompletableFuture<T> publishedOr(CompletableFuture<T> answer, SignedCommand command) {
        if (!publish(Subjects.command(command.command().scope()), Json.COMMAND.encode(command))) {
            answer.completeExceptionally(new NotConnectedException(connection()));
        }
        return answer;
    }

    /** False when there is no connection; nothing was sent then. */
    boolean publish(String subject, byte[] bytes) {
        Optional<Connection> connection = session.usable();
        if (connection.isEmpty()) {
            return false;
        }
        try {
            connection.get().publish(subject, bytes);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private void wire(Connection connection) {
        // Heartbeats apart: a burst of events must not make nodes look silent.
        Dispatcher heartbeats = connection.createDispatcher(firstHand.only(inbox::takeStatus));
        Dispatcher others = connection.createDispatcher();
        // Answers as well: each block of a list is an event, and what became of the list must not be lost among them.
        Dispatcher answers = connection.createDispatcher();
        answers.setPendingLimits(PENDING_MESSAGES, PENDING_BYTES);
        answers.subscribe(Subjects.ALL_RECEIPTS, firstHand.only(inbox::takeReceipt));
        answers.subscribe(Subjects.FAILOVER_PLAN, firstHand.only(inbox::takePlan));
        // And commands, which anybody with an operator's connection may publish in any number, and which take long to
        // read.
        Dispatcher commands = connection.createDispatcher();
        commands.setPendingLimits(PENDING_MESSAGES, PENDING_BYTES);
        commands.subscribe(Subjects.ALL_COMMANDS, firstHand.only(inbox.commands(commands::getDroppedCount)));
        heartbeats.setPendingLimits(PENDING_MESSAGES, PENDING_BYTES);
        others.setPendingLimits(PENDING_MESSAGES, PENDING_BYTES);
        others.subscribe(Subjects.ALL_EVENTS, firstHand.only(inbox::takeEvent));
        answers.subscribe(Subjects.FAILOVER_OUTCOME, firstHand.only(inbox::takeOutcome));
        others.subscribe(Subjects.FAILOVER_STATE, firstHand.only(inbox::takeSteering));
        others.subscribe(Subjects.FAILOVER_LEADER, firstHand.only(inbox::takeLeader));
        heartbeats.subscribe(Subjects.ALL_FLEET);
        trust.hearAnswers(connection, firstHand, () -> {});
        follower.ifPresent(following -> following.hearAnswers(connection, firstHand));
        if (listener.steering().answers()) {
            others.subscribe(
                    Subjects.ASK_FAILOVER,
                    firstHand.only(_ -> listener.steering().onAsked()));
        }
        if (listener.followsTrust()) {
            trust.hearOffers(connection, others, firstHand, () -> {});
            Dispatcher words = connection.createDispatcher(firstHand.only(trust::takeWord));
            words.setPendingLimits(NodeQuestions.MAX_ASKERS, PENDING_BYTES);
            words.subscribe(TrustSubjects.ALL);
        }
    }
}
