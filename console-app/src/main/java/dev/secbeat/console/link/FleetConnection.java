// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BoardBuilder;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.OrderHeard;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Leader;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SourceQuestion;
import dev.secbeat.node.cluster.ConnectionState;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.SampleWatch;
import dev.secbeat.node.cluster.SourceWatch;
import dev.secbeat.node.cluster.SteeringLink;
import dev.secbeat.node.cluster.SteeringListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The console's line to the fleet. What it hears goes to the inbox; what a person wants done goes out signed. Safe for
 * all threads; nothing here waits.
 */
public final class FleetConnection implements AutoCloseable {
    private static final Duration BOARD_INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MOST_TRIALS = 4;

    private static final Duration STEERING_PATIENCE = Duration.ofSeconds(30);

    /** Boards between two questions where clients are steered. */
    private static final int ASK_EACH = 5;

    private final FleetProfile profile;
    private final FleetInbox inbox;
    private final InstantSource clock;
    private final BoardBuilder boards = new BoardBuilder();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fleet-connection").daemon().factory());
    private final Optional<CommandDesk> desk;
    private final AuditDesk audit;
    private final Agreements agreements = new Agreements();
    private final OrderEar orders;
    private final FleetLink link;
    private final Semaphore trials = new Semaphore(MOST_TRIALS);
    private final ExecutorService trialThreads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("trial-", 0).factory());
    private Optional<SampleWatch> samples = Optional.empty();
    private Optional<SourceWatch> sources = Optional.empty();
    private long published;

    private FleetConnection(FleetProfile profile, FleetInbox inbox, InstantSource clock) {
        this.profile = profile;
        this.inbox = inbox;
        this.clock = clock;
        desk = openDesk();
        audit = new AuditDesk(inbox, clock);
        orders = new OrderEar(desk.map(CommandDesk::publicKey), agreements, this::ordered);
        link = FleetLink.open(profile.nats(), "console", new Ear());
    }

    /** Starts to connect in the background; how it goes shows in the inbox. */
    public static FleetConnection open(FleetProfile profile, FleetInbox inbox, InstantSource clock) {
        FleetConnection connection = new FleetConnection(profile, inbox, clock);
        var _ = connection.thread.scheduleAtFixedRate(
                connection::publishBoard, BOARD_INTERVAL.toMillis(), BOARD_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return connection;
    }

    /** Signs and sends; the outcome shows in the inbox as {@link Update.Sent} or {@link Update.Unsent}. */
    public void carryOut(Intent.Act act) {
        thread.execute(() -> desk.ifPresentOrElse(
                open -> {
                    switch (act) {
                        // What it agrees to may have to be looked up.
                        case Intent.Approve approve -> {
                            var _ = Thread.ofVirtual().name("approval").start(() -> approve(open, approve));
                        }
                        case Intent.TryFirst first -> tryOut(open, first);
                        default -> send(open, act, command -> command);
                    }
                },
                () -> refuse(act, Messages.of("link.nothing-sent"))));
    }

    /** A trial takes its time; while so many go on, there is no room for one more. */
    private void tryOut(CommandDesk open, Intent.TryFirst first) {
        if (!trials.tryAcquire()) {
            refuse(first, Messages.of("link.many-trials", MOST_TRIALS));
            return;
        }
        trialThreads.execute(() -> {
            try {
                new CanaryDesk(first, open, link, clock, orders::own, inbox::offer).run();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } finally {
                trials.release();
            }
        });
    }

    private void approve(CommandDesk open, Intent.Approve act) {
        try {
            CommandBody agreed = agreements.to(link, act.command(), act.actor());
            thread.execute(() -> send(open, act, command -> command.with(command.id(), agreed)));
        } catch (IllegalArgumentException e) {
            refuse(act, Messages.of("link.not-sent", String.valueOf(e.getMessage())));
        } catch (InterruptedException | RejectedExecutionException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // The thread would keep it to itself.
            refuse(act, Messages.of("link.fault", e));
        }
    }

    /** Has the nodes show samples of their packets, as {@link Update.Sampled} in the inbox, or no longer. */
    public synchronized void watchSamples(boolean on) {
        if (on && samples.isEmpty()) {
            samples = Optional.of(SampleWatch.open(link, this::sampled));
        } else if (!on) {
            samples.ifPresent(SampleWatch::close);
            samples = Optional.empty();
        }
    }

    /** Reads the fleet's audit trail; how it goes shows in the inbox as {@link Update.Audited}. */
    public void readAudit() {
        audit.read(link);
    }

    /** Has the nodes tell of sources, as {@link Update.Listed} in the inbox, or no longer. */
    public synchronized void watchSources(Optional<SourceQuestion> question) {
        if (question.isEmpty()) {
            sources.ifPresent(SourceWatch::close);
            sources = Optional.empty();
        } else if (sources.isPresent()) {
            sources.get().ask(question.get());
        } else {
            sources = Optional.of(SourceWatch.open(
                    link, question.get(), page -> inbox.offer(new Update.Listed(page, System.nanoTime()))));
        }
    }

    @Override
    public void close() {
        watchSamples(false);
        watchSources(Optional.empty());
        audit.close();
        trialThreads.shutdownNow();
        thread.shutdownNow();
        link.close();
        desk.ifPresent(CommandDesk::close);
    }

    private void sampled(SampleReport report) {
        inbox.offer(Update.Sampled.of(report, System.nanoTime()));
    }

    private void ordered(OrderHeard order) {
        boards.accept(order);
        inbox.offer(new Update.Ordered(order));
    }

    private Optional<CommandDesk> openDesk() {
        if (!profile.canSign()) {
            inbox.offer(new Update.Rights(Access.readOnly(profile.name(), Messages.of("link.no-key"))));
            return Optional.empty();
        }
        try {
            NkeySigner signer = profile.signer();
            inbox.offer(new Update.Rights(Access.operator(profile.name(), signer.publicKey())));
            return Optional.of(new CommandDesk(signer, clock));
        } catch (KeyFileException e) {
            inbox.offer(new Update.Rights(
                    Access.readOnly(profile.name(), Messages.of("link.read-only", String.valueOf(e.getMessage())))));
            return Optional.empty();
        }
    }

    private void send(CommandDesk open, Intent.Act act, UnaryOperator<Command> finished) {
        try {
            Command command = finished.apply(open.write(act));
            boolean steering = DrillGround.isForOrchestrators(command);
            List<NodeId> expected = steering
                    ? List.of()
                    : boards.liveNodes(System.nanoTime()).stream()
                            .filter(command.scope()::includes)
                            .toList();
            inbox.offer(new Update.Sent(
                    act.id(),
                    Words.summary(act),
                    command.dryRun(),
                    expected.stream().map(NodeId::toString).toList(),
                    System.nanoTime(),
                    clock.millis(),
                    CommandDesk.isUndoable(act),
                    act instanceof Intent.Undo undo ? Optional.of(undo.command()) : Optional.empty(),
                    CommandDesk.endsAtMillis(command),
                    command.scope()));
            orders.own(command);
            var outcome = steering
                    ? command.dryRun() || act instanceof Intent.Drill
                            ? open.sendForPlan(link, command, PATIENCE)
                            : open.steer(link, command, STEERING_PATIENCE)
                    : open.send(link, command, expected, PATIENCE);
            var _ = outcome.whenComplete((answer, problem) -> failed(act, problem));
        } catch (IllegalArgumentException e) {
            refuse(act, Messages.of("link.not-sent", String.valueOf(e.getMessage())));
        } catch (RuntimeException e) { // The thread would keep it to itself.
            refuse(act, Messages.of("link.fault", e));
        }
    }

    private void failed(Intent.Act act, @Nullable Throwable problem) {
        if (problem != null) {
            Throwable cause =
                    problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
            refuse(act, Messages.of("link.not-sent", String.valueOf(cause.getMessage())));
        }
    }

    private void refuse(Intent.Act act, String problem) {
        inbox.offer(new Update.Unsent(act.id(), Words.summary(act), problem, clock.millis()));
    }

    private void publishBoard() {
        inbox.offer(new Update.Boards(boards.build(System.nanoTime(), clock.millis())));
        if (published++ % ASK_EACH == 0) {
            new SteeringLink(link).ask();
        }
        publishConnection(link.connection());
    }

    private void publishConnection(ConnectionState state) {
        inbox.offer(new Update.Nats(Words.connection(state, profile.nats().url())));
    }

    /** Hears the fleet on the link's threads and passes on at once. */
    private final class Ear implements FleetListener {
        private final SteeringListener steering = new SteeringEar(inbox);

        @Override
        public void onStatus(NodeStatus status) {
            long nowNanos = System.nanoTime();
            if (!boards.accept(status, nowNanos)) {
                inbox.refuse();
            }
            inbox.offer(new Update.Heartbeat(status, nowNanos));
        }

        @Override
        public void onEvent(FleetEvent event) {
            boards.accept(event);
            inbox.offer(new Update.Happened(event));
        }

        @Override
        public void onReceipt(Receipt receipt) {
            inbox.offer(new Update.Answered(receipt, System.nanoTime()));
        }

        @Override
        public void onPlan(FailoverPlan plan) {
            inbox.offer(new Update.Planned(Words.plan(plan)));
        }

        @Override
        public void onCommand(SignedCommand command) {
            orders.take(command, thread);
        }

        @Override
        public SteeringListener steering() {
            return steering;
        }

        @Override
        public void onLeader(Leader leader) {
            inbox.offer(
                    new Update.Leader(leader.orchestrator(), leader.epoch(), leader.leaseMillis(), System.nanoTime()));
        }

        @Override
        public void onConnection(ConnectionState state) {
            publishConnection(state);
        }
    }
}
