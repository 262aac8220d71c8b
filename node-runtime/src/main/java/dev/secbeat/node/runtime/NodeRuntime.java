// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.admin.AdminPages;
import dev.secbeat.node.admin.AdminServer;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.cluster.AuditRelay;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.PeerSilence;
import dev.secbeat.node.cluster.SampleReports;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.control.CommandPorts;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustGate;
import dev.secbeat.node.control.TrustKeeper;
import dev.secbeat.node.control.TrustPeers;
import dev.secbeat.node.feeds.Feeds;
import dev.secbeat.node.journal.AuditJournal;
import dev.secbeat.node.journal.JournalTail;
import dev.secbeat.node.journal.NoteFile;
import dev.secbeat.node.journal.TrustStore;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.kernel.NativeBindings;
import dev.secbeat.node.kernel.SourceLists;
import dev.secbeat.node.kernel.XdpDataPlane;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Scrape;
import dev.secbeat.node.metrics.Series;
import dev.secbeat.node.proxy.ReverseProxy;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.VerdictSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mitigation node: kernel filter, proxy, link to the fleet and the loop that decides, put together and running.
 *
 * <p>Starting needs neither NATS nor the backend: a node enforces alone and joins when it can. Closing leaves the kernel
 * filtering with what it has.
 */
public final class NodeRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRuntime.class);

    private final NodeConfig config;
    private final TrustGate gate;
    private final NodeClock clock = NodeClock.system();
    private final OpenParts parts = new OpenParts();
    private final AtomicReference<NodeStatus> status = new AtomicReference<>();
    private final AtomicReference<LoopCounters.Snapshot> counters = new AtomicReference<>();

    private @Nullable ListWatcher listWatcher;
    private @Nullable Feeds feeds;
    private volatile @Nullable AuditRelay relay;

    private NodeRuntime(NodeConfig config) {
        this.config = config;
        this.gate = new TrustGate(config.control().trustRoots(), new NkeyVerifier());
    }

    /**
     * Starts a node; returns when it serves.
     *
     * @throws RuntimeException that says which part could not start and what to do; everything opened is closed again
     */
    public static NodeRuntime start(NodeConfig config) {
        CounterHeap.of(config).check(Runtime.getRuntime().maxMemory());
        NodeRuntime node = new NodeRuntime(config);
        try {
            node.open();
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /**
     * Binds the C functions that a node needs, ahead of {@link #start}, while another thread does something else: it takes
     * a fifth of the start. What is missing is told by {@link #start}. Any thread.
     */
    public static void preload() {
        NativeBindings.preload();
    }

    /** The newest heartbeat; empty before the loop's first turn. Any thread. */
    public Optional<NodeStatus> status() {
        return Optional.ofNullable(status.get());
    }

    @Override
    public void close() {
        parts.close();
    }

    private void open() {
        long startedAtNanos = clock.nanoTime();
        // The kernel checks the filter, the fleet answers and the proxy's classes load all at the same time.
        Optional<Underway<XdpDataPlane>> filter = openPlane();
        TrustStore store = new TrustStore(config.control().dataDirectory().resolve("trust.json"));
        TrustFile start = TrustFiles.newest(TrustFiles.read(config.control().trustFile(), gate), store, gate);
        LoopBell bell = new LoopBell();
        NatsLink link = parts.add(NatsLink.open(RoomSettings.nats(config.nats()), config.node(), clock, bell::ring));
        link.requestSnapshots();
        ReverseProxy proxy = parts.add(ReverseProxy.prepare(RoomSettings.proxy(config), bell::ring));
        Journals journals = Journals.open(
                config.control().dataDirectory(), parts, clock, config.xdp().maxHostBlocks(), bell::ring);
        NodeMetrics metrics = new NodeMetrics(Version.read());
        Optional<XdpDataPlane> plane = filter.map(Underway::await);

        long incarnation = clock.epochMillis();
        NeverBlocked kept = new NeverBlocked(config, parts.add(LifelineWatch.start(config.nats(), clock)), start);
        plane.ifPresent(kept::exemptIn);
        NodeLoop loop = new NodeLoop(
                RoomSettings.loop(config, incarnation)
                        .withoutBlocksOf(kept.all().keySet()),
                loopPorts(plane, proxy, link, metrics));
        loop.addDecisionTaker(journals.blocks());
        loop.addStep(new EarlierBlocks(journals.blocks().earlier(), held(plane), loop.enforcer()));
        obey(trust(start, store, link, metrics, loop, incarnation), kept, journals, link, loop);
        KernelView kernel = new KernelView(plane);
        Heartbeat.Parts heartbeat = heartbeat(
                incarnation, startedAtNanos, kernel, plane, proxy, link, () -> dropped(link, proxy, journals));
        loop.addStep(new Heartbeat(loop, heartbeat, newest -> publish(newest, loop, link)));
        loop.addStep(SourceTeller.of(config.node(), loop, link));
        loop.doWork(clock.nanoTime()); // The first turn here: what follows reads its heartbeat.
        new NodeReadings(kernel, proxy, status::get, counters::get).register(metrics);
        plane.flatMap(XdpDataPlane::lists).ifPresent(lists -> watch(lists, metrics));
        showPackets(plane.isPresent(), link.samples(), metrics);
        LoopThread thread = parts.add(new LoopThread(loop, clock, bell, metrics::recordTurnSeconds));
        thread.start(); // From here it enforces, with what its peers tell it; clients wait for the rehearsals.
        Rehearsal.beforeServing();
        proxy.listen();
        parts.add(AdminServer.start(config.metrics().address(), config.metrics().port(), pages(metrics, thread)));
        relay = parts.add(relayOf(link)); // Last: nobody waits for copies.
        Rehearsal.whileServing();
        LOG.info(
                "event=node_started node={} xdp={} proxy_port={} start_ms={}",
                config.node(),
                kernel.mode(),
                proxy.port(),
                (clock.nanoTime() - startedAtNanos) / 1_000_000);
    }

    private AuditRelay relayOf(NatsLink link) {
        return AuditRelay.start(
                link, new JournalTail(Journals.auditFile(config.control().dataDirectory())));
    }

    private Heartbeat.Parts heartbeat(
            long incarnation,
            long startedAtNanos,
            KernelView kernel,
            Optional<XdpDataPlane> plane,
            ReverseProxy proxy,
            NatsLink link,
            Supplier<Map<String, Long>> dropped) {
        return new Heartbeat.Parts(
                config.node(),
                incarnation,
                Version.read(),
                startedAtNanos,
                kernel,
                plane,
                proxy::requestsByCode,
                () -> link.connection().isConnected(),
                dropped,
                () -> plane.flatMap(XdpDataPlane::lists)
                        .map(lists -> new ListReadings(lists, watcherOf(lists).lists()).told())
                        .orElse(List.of()));
    }

    private void publish(NodeStatus newest, NodeLoop loop, NatsLink link) {
        status.set(newest);
        counters.set(loop.counters());
        link.reports().heartbeat(newest);
    }

    private Optional<Underway<XdpDataPlane>> openPlane() {
        if (!config.xdp().enabled()) {
            if (!config.xdp().lists().names().isEmpty()) {
                LOG.warn("event=lists_off meaning=\"xdp.enabled is false, so nothing on the lists is dropped\"");
            }
            return Optional.empty();
        }
        return Optional.of(parts.add(Underway.open("filter", this::openFilter, XdpDataPlane::close)));
    }

    private XdpDataPlane openFilter() {
        XdpDataPlane plane = XdpDataPlane.open(
                RoomSettings.xdp(config), lists -> watcherOf(lists).look());
        try {
            Rehearsal.prove(plane);
            return plane;
        } catch (RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    private void watch(SourceLists lists, NodeMetrics metrics) {
        ListWatcher watcher = parts.add(watcherOf(lists));
        new ListReadings(lists, watcher.lists()).register(metrics);
        watcher.start();
        Feeds asked = feeds;
        if (asked != null) {
            parts.add(asked).start();
            FeedReadings.register(asked.all(), clock, metrics);
        }
    }

    /** One for the first look, before the program takes over, and all that follow. */
    private ListWatcher watcherOf(SourceLists lists) {
        ListWatcher known = listWatcher;
        if (known == null) {
            Feeds asked = FeedSetup.open(config, clock);
            feeds = asked;
            known = new ListWatcher(
                    lists, FeedSetup.lists(config.xdp().lists(), asked.all(), clock), ListWatcher.REST_NANOS, clock);
            listWatcher = known;
        }
        return known;
    }

    /** Last to open and first to close: it reads what the kernel's filter has pinned. */
    private void showPackets(boolean filtering, SampleReports reports, NodeMetrics metrics) {
        int perSecond = config.xdp().samplePublish();
        SampleSource source = filtering && perSecond > 0
                ? new KernelSamples(config.xdp().pinDirectory(), clock)
                : () -> {
                    throw new StartException(
                            filtering
                                    ? "xdp.sample_publish is 0 in its configuration"
                                    : "xdp.enabled is false in its configuration");
                };
        PacketSampler sampler = parts.add(
                new PacketSampler(config.node(), clock, perSecond, source, reports::wanted, reports::publish));
        sampler.register(metrics);
        reports.onAsked(sampler::wake);
        sampler.start();
    }

    private List<BlockEntry> held(Optional<XdpDataPlane> plane) {
        return EarlierBlocks.held(
                config.node(), plane.map(XdpDataPlane::blocks).orElse(List.of()), clock.epochMillis());
    }

    private LoopPorts loopPorts(Optional<XdpDataPlane> plane, ReverseProxy proxy, NatsLink link, NodeMetrics metrics) {
        List<TrafficSource> sources = new ArrayList<>();
        plane.ifPresent(sources::add);
        sources.add(plane.isPresent() ? withoutConnections(proxy) : proxy);
        List<VerdictSink> sinks = new ArrayList<>();
        plane.ifPresent(sinks::add);
        sinks.add(proxy);
        Optional<RegionId> only = config.state().crossRegion()
                ? Optional.empty()
                : Optional.of(config.node().region());
        return new LoopPorts(
                clock,
                sources,
                sinks,
                new MeteredChannel(link, only, clock, metrics::recordMergeSeconds),
                event -> announce(event, link, metrics));
    }

    /** The kernel already counts each connection by its SYN; counted twice, an innocent source could look guilty. */
    private static TrafficSource withoutConnections(TrafficSource proxy) {
        return observer -> proxy.poll((family, bits, dimension, count, sinceNanos) -> {
            if (dimension != Dimension.CONNECTIONS) {
                observer.onCount(family, bits, dimension, count, sinceNanos);
            }
        });
    }

    private static void announce(FleetEvent event, NatsLink link, NodeMetrics metrics) {
        if (event instanceof FleetEvent.Enforced enforced) {
            metrics.recordEnforcementSeconds((enforced.enforcedAtNanos() - enforced.decidedAtNanos()) / 1e9);
        }
        link.reports().event(event);
    }

    /** First trust, then the commands: they are judged by the newest that has arrived. */
    private void obey(TrustKeeper trust, NeverBlocked kept, Journals journals, NatsLink link, NodeLoop loop) {
        loop.addLimitTaker(journals.limits());
        loop.addStep(new EarlierLimits(journals.limits().earlier(), loop.limits()));
        CommandPorts ports = new CommandPorts(
                trust.holding(link.commands()),
                new NkeyVerifier(),
                journals.audit(),
                link.reports(),
                journals.undo(),
                journals.blocks().decisions(),
                loop.room(),
                loop.limits(),
                journals.limits().decisions());
        loop.addStep((nowNanos, epochMillis) -> trust.doWork(nowNanos));
        loop.addStep(new WithdrawnPeers(
                trust,
                PeerSilence.of(link),
                new TroubleReporter(config.node(), event -> link.reports().event(event))));
        CommandProcessor commands = commands(trust, ports, kept.all(), journals.audit(), loop);
        kept.addTaker(all -> {
            commands.setNeverBlock(all);
            loop.setNeverBlocked(all.keySet());
        });
        loop.addStep((nowNanos, epochMillis) -> kept.doWork(nowNanos, epochMillis, trust.get()));
        loop.addStep(commands::doWork);
        loop.putOffLooksWhile(commands::isWorkingOff);
    }

    private TrustKeeper trust(
            TrustFile start, TrustStore store, NatsLink link, NodeMetrics metrics, NodeLoop loop, long incarnation) {
        TrustRecorder recorder = parts.add(new TrustRecorder(store));
        TroubleReporter troubles = new TroubleReporter(config.node(), event -> announce(event, link, metrics));
        TrustDesk desk = new TrustDesk(
                start,
                recorder::write,
                recorder::isKept,
                refusal -> troubles.report("trust-" + refusal.reason().label(), refusal.text(), clock.epochMillis()));
        desk.register(metrics);
        metrics.register(
                Series.REFUSALS_UNTOLD,
                out -> link.reports()
                        .untold()
                        .forEach((code, n) -> out.put((double) n, code.name().toLowerCase(Locale.ROOT))));
        FleetSize fleet = parts.add(new FleetSize(
                new NoteFile(config.control().dataDirectory().resolve("fleet.size")),
                config.nats().clusterUrls().isEmpty() ? 1 : 2));
        boolean alone = config.control().alone() == NodeConfig.Alone.YES;
        TrustKeeper trust = new TrustKeeper(
                start,
                gate,
                TrustLink.of(link),
                desk,
                new TrustPeers(alone ? () -> 1 : fleet, new SplittableRandom(incarnation)));
        loop.addStep((nowNanos, epochMillis) -> {
            if (gate.isOpen()) { // Else nobody tells that it is there but by its counts.
                loop.setMostNodes(fleet.getAsInt());
            }
            return fleet.doWork(
                    nowNanos, () -> Math.max(loop.livePeers() + 1, trust.nodesHeard(nowNanos)), trust.isSure());
        });
        return trust;
    }

    private CommandProcessor commands(
            TrustKeeper trust, CommandPorts ports, Map<Prefix, String> kept, AuditJournal audit, NodeLoop loop) {
        return new CommandProcessor(
                config.node(),
                trust,
                GuardSetup.guards(config, kept, loop, GuardSetup.countries(config, parts)),
                ports,
                loop.enforcer(),
                audit.carriedOut(clock.epochMillis()),
                clock);
    }

    private Map<String, Long> dropped(NatsLink link, ReverseProxy proxy, Journals journals) {
        Map<String, Long> dropped = new LinkedHashMap<>(link.dropped());
        dropped.putAll(proxy.dropped());
        dropped.putAll(journals.lost());
        AuditRelay copies = relay;
        dropped.put("audit-out", copies == null ? 0 : copies.lost());
        return dropped;
    }

    private AdminPages pages(NodeMetrics metrics, LoopThread thread) {
        return new AdminPages(
                accept -> {
                    Scrape scrape = metrics.scrape(accept);
                    return new AdminPages.Page(scrape.contentType(), scrape.body());
                },
                () -> thread.isAlive()
                        ? List.of()
                        : List.of("the node loop has stopped; what is blocked stays blocked, nothing new is judged:"
                                + " restart the node and report its log"),
                () -> new String(Json.STATUS.encode(status.get()), StandardCharsets.UTF_8));
    }
}
