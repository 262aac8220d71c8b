// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.LimitSink;
import dev.secbeat.node.verdict.TableRoom;
import dev.secbeat.node.verdict.VerdictSink;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's filter on one interface or several: drops what is blocked, counts the rest by source, over all of them.
 *
 * <p>Maps and links are pinned. {@link #close} leaves them, so filtering goes on, expiry included, and the next {@link
 * #open} takes over without a gap; {@link #detach} ends it.
 *
 * <p>Thread rule: owned by one thread; {@link #stats}, {@link #policyStats}, {@link #synGuards} and {@link #mapFill} may be called by any thread. Expiry uses the
 * kernel's CLOCK_MONOTONIC, which {@link System#nanoTime} is on Linux.
 */
public final class XdpDataPlane implements TrafficSource, VerdictSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(XdpDataPlane.class);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int REPORTS_PER_POLL = 4096;

    private final Lifetime lifetime;
    private final XdpObject object;
    private final TickClock clock;
    private final XdpMode mode;
    private final boolean tookOver;
    private final ReportRing ring;
    private final StatsReader stats;
    private final BlockTables blocks;
    private final Allowances allowances;
    private final PolicyTables policy;
    private final SparedSources spared;
    private final OrderedLimits ordered;
    private final SynGuards synGuards;
    private final Optional<SourceLists> lists;
    private final List<Prefix> evicted = new ArrayList<>();
    private final Consumer<Prefix> evictions = evicted::add;
    private final Object lifecycle = new Object();
    private boolean closed;

    private XdpDataPlane(Lifetime lifetime, Parts parts, XdpMode mode, boolean tookOver) {
        this.lifetime = lifetime;
        this.object = parts.object;
        this.clock = parts.object.clock();
        this.ring = parts.ring;
        this.stats = parts.stats;
        this.blocks = parts.blocks;
        this.allowances = parts.allowances;
        this.policy = parts.policy;
        this.spared = parts.spared;
        this.ordered = parts.ordered;
        this.synGuards = parts.synGuards;
        this.lists = parts.lists.map(Function.identity());
        this.mode = mode;
        this.tookOver = tookOver;
    }

    private record Parts(
            XdpObject object,
            ReportRing ring,
            StatsReader stats,
            BlockTables blocks,
            Allowances allowances,
            PolicyTables policy,
            SparedSources spared,
            OrderedLimits ordered,
            SynGuards synGuards,
            Optional<ListTables> lists) {}

    /**
     * Loads the program and attaches it, or takes over from an earlier daemon: same maps, program swapped in one step. The
     * allow list is in force before the program is; rules and services are with it. It is attached to all interfaces or to
     * none; those that an earlier daemon guarded and the settings do not name are let go.
     *
     * @throws XdpException when anything is missing; what filtered before goes on
     */
    public static XdpDataPlane open(XdpSettings settings) {
        return open(settings, lists -> {});
    }

    /**
     * As {@link #open(XdpSettings)}, for a node with lists.
     *
     * @param filler is given the lists while the program before still filters, when tables that are new take the place of
     *     its own; what it puts in force is so from the first packet of the new program on
     */
    public static XdpDataPlane open(XdpSettings settings, Consumer<SourceLists> filler) {
        LibBpf bpf = LibBpf.open();
        LibC c = new LibC();
        PinDirectory pins = new PinDirectory(settings.pinDirectory());
        XdpLinks links = XdpLinks.find(bpf, c, settings.interfaces(), pins);
        Errno.requirePrivilege("opening the data plane");
        links.requireFree();
        boolean fresh = pins.prepare(c);
        Lifetime lifetime = new Lifetime();
        try {
            int claim = pins.claim(c);
            lifetime.add(() -> c.close(claim));
            return open(bpf, c, settings, pins, links, lifetime, filler);
        } catch (RuntimeException e) {
            lifetime.close();
            if (fresh) {
                pins.clear();
            }
            throw e;
        }
    }

    private static XdpDataPlane open(
            LibBpf bpf,
            LibC c,
            XdpSettings settings,
            PinDirectory pins,
            XdpLinks links,
            Lifetime lifetime,
            Consumer<SourceLists> filler) {
        Parts parts = openMaps(bpf, c, settings, pins, lifetime);
        if (parts.object.replaces(KernelMap.Group.LIST_TABLES)) {
            parts.lists.ifPresent(filler);
        }
        parts.object.carryCounters();
        parts.policy.carryCounters(pins);
        parts.synGuards.assign();
        XdpLinks.Plan done = links.install(parts.object.programFd());
        parts.lists.ifPresent(ListTables::begin);
        parts.object.repin(pins);
        parts.policy.repinCounters(pins);
        links.settle(done);
        Map<String, XdpMode> modes = links.modes();
        boolean tookOver = !done.kept().isEmpty();
        XdpDataPlane plane = new XdpDataPlane(lifetime, parts, XdpMode.worst(modes.values()), tookOver);
        LOG.info(
                "event=xdp_open interfaces={} took_over={} blocks={}",
                modes.entrySet().stream()
                        .map(one -> one.getKey() + ":" + one.getValue().label())
                        .collect(Collectors.joining(",")),
                tookOver,
                plane.blocks.entries());
        return plane;
    }

    /**
     * Ends filtering and removes everything that was pinned; the interfaces receive all traffic from then on.
     *
     * @return false when there was nothing to remove
     */
    static boolean detach(Path pinDirectory) {
        PinDirectory pins = new PinDirectory(pinDirectory);
        LibBpf bpf = LibBpf.open();
        LibC c = new LibC();
        boolean detached = false;
        for (Path link : pins.links()) {
            detached = XdpLink.detach(bpf, c, link) || detached;
        }
        boolean cleared = pins.clear();
        return detached || cleared;
    }

    @Override
    public int poll(TrafficObserver observer) {
        long now = System.nanoTime();
        clock.keep(now);
        blocks.sweep(now);
        spared.sweep(now);
        return ring.drain(observer, REPORTS_PER_POLL);
    }

    @Override
    public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
        if (remainingMillis < 1) {
            throw new IllegalArgumentException("remainingMillis is " + remainingMillis + ": at least 1");
        }
        long now = System.nanoTime();
        long nanos = Math.min(remainingMillis, Long.MAX_VALUE / NANOS_PER_MILLI / 2) * NANOS_PER_MILLI;
        try {
            evicted.clear();
            boolean _ = blocks.of(prefix).put(prefix, cause, now + nanos, now, evictions);
            return evicted.isEmpty() ? List.of() : List.copyOf(evicted);
        } catch (XdpException e) {
            throw new VerdictSinkException(e.getMessage(), e);
        }
    }

    @Override
    public void unblock(Prefix prefix) {
        boolean _ = inKernel(() -> blocks.of(prefix).remove(prefix));
    }

    @Override
    public void spare(Prefix prefix, long remainingMillis) {
        spared.tell(prefix, remainingMillis, System.nanoTime());
    }

    /**
     * Neither blocks nor lists nor counting rules drop what {@code lifelines} send from now on; they replace those named before.
     * Those that an earlier daemon named hold until then.
     *
     * @throws XdpException when the tables of allowed prefixes have no room for all
     */
    public void exempt(Collection<Prefix> lifelines) {
        allowances.exempt(lifelines);
    }

    @Override
    public boolean spares(Prefix prefix) {
        return inKernel(() -> spared.spares(prefix, System.nanoTime()));
    }

    @Override
    public LimitSink limits() {
        return ordered;
    }

    @Override
    public boolean holds(Prefix prefix) {
        return blocks.holds(prefix, System.nanoTime());
    }

    @Override
    public long hits(Prefix prefix) {
        return inKernel(() -> blocks.of(prefix).hits(prefix));
    }

    @Override
    public BlockCause cause(Prefix prefix) {
        return inKernel(() -> blocks.of(prefix).cause(prefix));
    }

    @Override
    public Optional<TableRoom> room(Prefix prefix) {
        return Optional.of(blocks.room(prefix));
    }

    /** Every block in force, read from the kernel: what an earlier daemon left, after a take-over. Walks all tables. */
    public List<HeldBlock> blocks() {
        return blocks.inForce(System.nanoTime());
    }

    /** The loaded program, for tests that run it on single frames. */
    int programFd() {
        return object.programFd();
    }

    /** A map of the program, for tests that look into it. */
    int mapFd(String map) {
        return object.mapFd(map);
    }

    /** The lists from files; empty when none are configured. */
    public Optional<SourceLists> lists() {
        return lists;
    }

    /** Where the program runs: generic if it does on any interface. */
    public XdpMode mode() {
        return mode;
    }

    /** Whether an earlier daemon's filter was taken over, on one interface at least, rather than only new ones attached. */
    boolean tookOver() {
        return tookOver;
    }

    /**
     * Counters of the program, summed over CPUs. Any thread.
     *
     * @throws IllegalStateException after close
     */
    public XdpStats stats() {
        synchronized (lifecycle) {
            requireOpen();
            return stats.read();
        }
    }

    /**
     * What rules and services have done, summed over CPUs. Any thread.
     *
     * @throws IllegalStateException after close
     */
    public PolicyStats policyStats() {
        synchronized (lifecycle) {
            requireOpen();
            return policy.stats();
        }
    }

    /** Every port guarded against SYN floods, in ascending order; none when that is off or impossible. Any thread. */
    public List<SynGuard> synGuards() {
        synchronized (lifecycle) {
            requireOpen();
            return synGuards.read(System.nanoTime());
        }
    }

    /** How full each table is, by map name; the table of sources, which evicts by itself, is left out. Any thread. */
    public Map<String, MapFill> mapFill() {
        synchronized (lifecycle) {
            requireOpen();
            Map<String, MapFill> fill = new LinkedHashMap<>(blocks.fill());
            for (KernelMap map : List.of(KernelMap.ALLOW_PREFIX4, KernelMap.ALLOW_PREFIX6)) {
                fill.put(map.mapName(), allowances.fill(map));
            }
            fill.put(KernelMap.REPORTS.mapName(), ring.fill());
            return fill;
        }
    }

    /** Lets go of the maps; the kernel goes on filtering. A second call does nothing. */
    @Override
    public void close() {
        synchronized (lifecycle) {
            if (!closed) {
                closed = true;
                lifetime.close();
            }
        }
    }

    @SuppressWarnings("MustBeClosed") // The arena is closed with everything else of the data plane.
    private static Parts openMaps(LibBpf bpf, LibC c, XdpSettings settings, PinDirectory pins, Lifetime lifetime) {
        XdpObject object = XdpObject.load(bpf, c, settings, pins);
        lifetime.add(object::close);
        Arena arena = Arena.ofShared();
        lifetime.add(arena::close);
        Allowances allowances = Allowances.open(bpf, object, settings.allow(), arena);
        Optional<ListTables> lists = Optional.empty();
        if (!settings.lists().isEmpty()) {
            ListTables tables = new ListTables(bpf, object, settings, arena);
            lifetime.add(tables::close);
            lists = Optional.of(tables);
        }
        NearTables near = NearTables.of(object, arena);
        BlockTables blocks = new BlockTables(bpf, object, arena, near, System.nanoTime());
        takeOver(object, blocks, pins);
        lifetime.add(PageTouch.start(blocks.memory())::close);
        new CaptureMap(bpf, object.mapFd(KernelMap.CAPTURE), arena).offer(settings.sampling());
        return new Parts(
                object,
                new ReportRing(c, object.mapFd(KernelMap.REPORTS), object.capacity(KernelMap.REPORTS), arena),
                new StatsReader(bpf, object.mapFd(KernelMap.STATS), object.mapFd(KernelMap.EVENTS)),
                blocks,
                allowances,
                new PolicyTables(bpf, c, object, settings.policy()),
                new SparedSources(bpf, object, arena),
                new OrderedLimits(bpf, object, settings.policy().orderedTable(), arena),
                new SynGuards(bpf, object.mapFd(KernelMap.SYN_GUARDS), object.synCookies()),
                lists);
    }

    /** Blocks of tables that had another size; before the program takes over, so that no packet finds a block missing. */
    private static void takeOver(XdpObject object, BlockTables blocks, PinDirectory pins) {
        long nowNanos = System.nanoTime();
        List<HeldBlock> held = object.outgrown(pins, nowNanos);
        try {
            blocks.takeOver(held, nowNanos);
        } catch (VerdictSinkException e) {
            throw new XdpException(
                    "the tables hold " + held.size() + " blocks, more than the configured capacity has room for ("
                            + e.getMessage()
                            + "): raise xdp.max_host_blocks or xdp.max_prefix_blocks, or remove blocks first. What filtered before"
                            + " goes on",
                    e);
        }
    }

    private static <T> T inKernel(Supplier<T> work) {
        try {
            return work.get();
        } catch (XdpException e) {
            throw new VerdictSinkException(e.getMessage(), e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the data plane is closed in this process; the kernel goes on filtering");
        }
    }
}
