// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.admin.AdminPages;
import dev.secbeat.node.admin.AdminServer;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Notice;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.AuditStream;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.NatsLease;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.PeerSilence;
import dev.secbeat.node.cluster.SteeringListener;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustGate;
import dev.secbeat.node.control.TrustKeeper;
import dev.secbeat.node.control.TrustPeers;
import dev.secbeat.node.control.TrustRefusal;
import dev.secbeat.node.failover.FailoverPlanner;
import dev.secbeat.node.journal.TrustStore;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Scrape;
import dev.secbeat.node.metrics.Series;
import dev.secbeat.node.outlets.Outlets;
import dev.secbeat.node.time.NodeClock;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One orchestrator: watches the fleet, holds or awaits the lease, and while it leads answers orders on regions
 * with plans and carries them out. Enforcement never depends on it.
 *
 * <p>One thread owns its state; the link's threads only offer to a bounded queue.
 */
public final class OrchestratorRuntime implements AutoCloseable, FleetListener {
    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorRuntime.class);
    private static final int MOST_WAITING = 8_192;
    private static final long TICK_MILLIS = 500;
    /** Heartbeats come by the thousand; between two looks at the whole fleet so long passes. */
    private static final long STEER_MILLIS = 100;

    private static final long JOIN_MILLIS = 8_000;
    /** Milliseconds a second, for three leases: a leader that vanishes is missed for one, and found out a little later. */
    private static final long LEASES_HELD = 3_000;

    /** What the thread does, and with what. */
    private record Duties(
            TrustKeeper trust, PeerSilence silence, Leadership leadership, Steersman steersman, AuditStream audit) {}

    private sealed interface Heard {
        record Status(NodeStatus status) implements Heard {}

        /** Something has come or ended that the thread looks at by itself. */
        record Nudge() implements Heard {}
    }

    private final NodeClock clock = NodeClock.system();
    private final OpenParts parts = new OpenParts();
    private final BlockingQueue<Heard> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final OrderLine orders = new OrderLine(clock);
    private final AtomicLong overflow = new AtomicLong();
    private final FleetRegistry registry;
    private final OrchestratorConfig config;
    private final Outlets outlets;
    private final OutletDesk outletDesk;
    private final ReceiptWatch receipts = new ReceiptWatch(new NkeyVerifier());
    private final OwnStanding standing;
    private long failedSteps;
    private long refusedTrust;
    private volatile boolean stopping;
    private final AskedReports steeringAsked = new AskedReports();
    private long steeredMillis;

    private OrchestratorRuntime(OrchestratorConfig config) {
        this.config = config;
        this.standing = new OwnStanding(config.nats().nkeySeedFile());
        this.registry = new FleetRegistry(config.regions());
        this.outlets = OutletSetup.open(config.outlets(), clock);
        this.outletDesk = new OutletDesk(outlets, clock, config.safety().leaseSeconds() * LEASES_HELD);
    }

    /**
     * Starts an orchestrator; NATS need not be there yet.
     *
     * @throws RuntimeException that says which part could not start and what to do
     */
    public static OrchestratorRuntime start(OrchestratorConfig config) {
        OrchestratorRuntime orchestrator = new OrchestratorRuntime(config);
        try {
            orchestrator.open();
            return orchestrator;
        } catch (RuntimeException e) {
            orchestrator.close();
            throw e;
        }
    }

    @Override
    public void onStatus(NodeStatus status) {
        if (!waiting.offer(new Heard.Status(status))) {
            overflow.incrementAndGet();
        }
        receipts.onStatus(status.node(), clock.epochMillis());
        outletDesk.onStatus(status);
    }

    @Override
    public void onEvent(FleetEvent event) {
        outletDesk.onEvent(event);
    }

    @Override
    public void onReceipt(Receipt receipt) {
        receipts.onReceipt(receipt, clock.epochMillis());
        outletDesk.onReceipt(receipt);
    }

    @Override
    public void onCommand(SignedCommand command) {
        receipts.onCommand(command, clock.epochMillis());
        if (DrillGround.isForOrchestrators(command.command())) {
            overflow.addAndGet(orders.add(command));
            if (waiting.isEmpty()) { // Else the thread looks for orders when it has taken what waits.
                waiting.offer(new Heard.Nudge());
            }
        }
    }

    @Override
    public void onCommandsLost(long number) {
        receipts.onLost(number);
    }

    @Override
    public SteeringListener steering() {
        return new SteeringListener() {
            @Override
            public void onOutcome(FailoverOutcome outcome) {
                outletDesk.onOutcome(outcome);
            }

            @Override
            public void onAsked() {
                if (steeringAsked.ask()) {
                    waiting.offer(new Heard.Nudge()); // A full queue is worked on anyway.
                }
            }

            @Override
            public boolean answers() {
                return true;
            }
        };
    }

    @Override
    public boolean followsTrust() {
        return !config.trustRoots().isEmpty();
    }

    @Override
    public void close() {
        parts.close();
    }

    private void open() {
        TrustGate gate = new TrustGate(config.trustRoots(), new NkeyVerifier());
        TrustStore store = new TrustStore(config.dataDirectory().resolve("trust.json"));
        TrustFile start = TrustFiles.newest(TrustFiles.read(config.trustFile(), gate), store, gate);
        receipts.obey(start);
        NodeMetrics metrics = new NodeMetrics(Version.read());
        TrustRecorder recorder = parts.add(new TrustRecorder(store));
        TrustDesk trustDesk = new TrustDesk(start, recorder::write, recorder::isKept, this::trustRefused);
        trustDesk.register(metrics);
        parts.add(outlets).start();
        OutletSetup.register(outlets, metrics);
        FleetLink link = parts.add(
                FleetLink.open(RoomSettings.nats(config.nats()), config.name(), new StandingEar(this, standing)));
        TrustKeeper trust = new TrustKeeper(
                start, gate, TrustLink.of(link), trustDesk, TrustPeers.ofOrchestrator(new SplittableRandom()));
        CommandCheck check = new CommandCheck(trust, new NkeyVerifier());
        int replicas = RoomSettings.replicas(config.nats());
        Leadership leadership = new Leadership(
                config.name(),
                new NatsLease(link, replicas),
                config.safety().leaseSeconds() * 1_000L,
                link.failoverReports()::publish);
        AuditStream audit = new AuditStream(link, replicas);
        OrchestratorJournal journal = parts.add(OrchestratorJournal.open(config.dataDirectory(), audit::appendNow));
        journal.copy(link, config.name(), metrics);
        FailoverTrail trail = new FailoverTrail(journal, journal::secure, check);
        FleetVoice voice = new FleetVoice(link.failoverReports());
        voice.register(metrics);
        metrics.register(Series.RECEIPTS_MISSING, out -> out.put((double) receipts.missing()));
        metrics.register(Series.ORDERS_UNWATCHED, out -> out.put((double) receipts.unwatched()));
        Steersman steersman = steersman(leadership, check, voice, trail, metrics);
        Duties duties = new Duties(trust, PeerSilence.of(link), leadership, steersman, audit);
        Thread thread = Thread.ofPlatform().name("orchestrator").daemon().start(() -> run(duties));
        parts.add(() -> join(thread));
        parts.add(AdminServer.start(config.metrics().address(), config.metrics().port(), pages(metrics, thread)));
        LOG.info(
                "event=orchestrator_started name={} regions={}",
                config.name(),
                config.regions().size());
    }

    private Steersman steersman(
            Leadership leadership, CommandCheck check, FleetVoice voice, FailoverTrail trail, NodeMetrics metrics) {
        SteeredDns dns = parts.add(SteeredDns.of(config));
        FailoverDesk desk = new FailoverDesk(
                new FailoverPlanner(config.name(), config.safety().minHealthyRegions()), dns, check);
        FailoverActs acts =
                new FailoverActs(desk, leadership, voice, trail, clock, () -> waiting.offer(new Heard.Nudge()));
        SteeringWatch watch = new SteeringWatch(config.name(), dns);
        metrics.register(Series.DNS_DIFFERING, out -> out.put((double) watch.differingAnswers()));
        return new Steersman(leadership, acts, watch, voice);
    }

    private void run(Duties duties) {
        CommandIntake judged = duties.trust().holding(orders);
        try {
            while (!stopping || duties.steersman().isUnderway()) {
                Heard heard = waiting.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                keep(duties);
                step(heard, duties);
                obeySome(judged, duties);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Closing.
        } finally {
            duties.leadership().resign();
        }
    }

    /** What nodes say comes in between: however many orders come, none of them looks silent. */
    private void obeySome(CommandIntake judged, Duties duties) {
        Optional<ReceivedCommand> next = judged.next();
        for (int done = 1; next.isPresent() && !stopping; done++) {
            obey(next.get(), duties.steersman());
            step(null, duties);
            next = waiting.isEmpty() && done < OrderLine.MOST_WAITING ? judged.next() : Optional.empty();
        }
    }

    /** Never throws: a lease that cannot be renewed once is renewed the next time. */
    private void step(@Nullable Heard heard, Duties duties) {
        long nowMillis = clock.epochMillis();
        Leadership leadership = duties.leadership();
        AuditStream audit = duties.audit();
        try {
            leadership.tick(nowMillis).ifPresent(audit::append);
        } catch (RuntimeException e) {
            stepFailed("lease", e);
        }
        outletDesk.lead(leadership.leads(nowMillis));
        if (heard != null) {
            take(heard, nowMillis);
        }
        if (!(heard instanceof Heard.Status) || nowMillis - steeredMillis >= STEER_MILLIS) {
            steer(duties.steersman(), nowMillis);
            tellMissing(nowMillis);
        }
        try {
            if (leadership.leads(nowMillis) && waiting.isEmpty()) {
                audit.drain();
            }
        } catch (RuntimeException e) {
            stepFailed("audit", e);
        }
    }

    private void steer(Steersman steersman, long nowMillis) {
        steeredMillis = nowMillis;
        try {
            steersman.turn(registry.view(nowMillis), steeringAsked.take(nowMillis), nowMillis);
        } catch (RuntimeException e) {
            stepFailed("steering", e);
        }
    }

    private void tellMissing(long nowMillis) {
        try {
            for (Notice.ReceiptMissing missing : receipts.late(nowMillis)) {
                LOG.error(
                        "event=receipt_missing command={} node={} actor={} text=\"it lives and has said nothing of the order:"
                                + " look at its log and at 'secbeat audit', and give the order again\"",
                        missing.command(),
                        missing.node(),
                        missing.actor());
                outletDesk.onMissing(missing);
            }
        } catch (RuntimeException e) {
            stepFailed("receipts", e);
        }
    }

    private void keep(Duties duties) {
        try {
            duties.trust().doWork(clock.nanoTime());
            TrustFile held = duties.trust().get();
            receipts.obey(held);
            duties.silence().setOf(held);
            standing.goBy(held, duties.leadership());
        } catch (RuntimeException e) { // What is held stays in force, and is asked for again the next time.
            stepFailed("trust", e);
        }
    }

    private void trustRefused(TrustRefusal refusal) {
        refusedTrust++;
        if (Long.bitCount(refusedTrust) == 1) {
            LOG.warn(
                    "event=trust_refused reason={} text=\"{}\" refused_total={}",
                    refusal.reason().label(),
                    refusal.text(),
                    refusedTrust);
        }
    }

    private void stepFailed(String what, RuntimeException e) {
        failedSteps++;
        if (Long.bitCount(failedSteps) == 1) {
            LOG.error(
                    "event=orchestrator_step_failed step={} failed_total={} error=\"{}\"",
                    what,
                    failedSteps,
                    e.toString());
        }
    }

    private void obey(ReceivedCommand received, Steersman steersman) {
        long nowMillis = clock.epochMillis();
        try {
            switch (received) {
                case ReceivedCommand.Decoded order ->
                    steersman.take(order.signed(), registry.view(nowMillis), nowMillis);
                case ReceivedCommand.Unconfirmed order ->
                    steersman.refuse(
                            order.signed().command(),
                            new Refusal(Refusal.Code.UNCONFIRMED, order.reason()),
                            registry.view(nowMillis),
                            nowMillis);
                case ReceivedCommand.Undecodable _ -> {} // The link counts what it could not read.
            }
        } catch (RuntimeException e) { // One order must not end the orchestrator.
            stepFailed("order", e);
        }
    }

    private void take(Heard heard, long nowMillis) {
        try {
            switch (heard) {
                case Heard.Status(NodeStatus status) -> registry.onStatus(status, nowMillis);
                case Heard.Nudge _ -> {}
            }
        } catch (RuntimeException e) { // One message must not end the orchestrator.
            stepFailed(heard.getClass().getSimpleName(), e);
        }
    }

    /** Not by interrupting: the thread has yet to give its lease back, so that another one leads at once. */
    private void join(Thread thread) throws InterruptedException {
        stopping = true;
        thread.join(JOIN_MILLIS);
    }

    private AdminPages pages(NodeMetrics metrics, Thread thread) {
        return new AdminPages(
                accept -> {
                    Scrape scrape = metrics.scrape(accept);
                    return new AdminPages.Page(scrape.contentType(), scrape.body());
                },
                () -> thread.isAlive()
                        ? standing.faults()
                        : List.of("the orchestrator's thread has ended; another one takes over when its lease does:"
                                + " restart this one and report its log"),
                () -> "{\"lost_messages\":" + overflow.get() + "}");
    }
}
