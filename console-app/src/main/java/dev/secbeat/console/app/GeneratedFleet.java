// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.BoardBuilder;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.RegionSample;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SourcePage;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A fleet, made up, told to an inbox as a connection tells a real one: heartbeats that each name {@link
 * NodeStatus#MAX_TOP_SOURCES} sources; while asked, walks over all sources, a page of each node ten times a second; a source
 * found and blocked each second; an order each five seconds, with a receipt of each node. Owned by one thread of its own.
 */
final class GeneratedFleet implements AutoCloseable {
    /**
     * How large it is.
     *
     * @param sources different ones that all nodes together count, a multiple of the number of nodes
     */
    record Size(int regions, int nodesARegion, int sources) {
        /** What the console has to stand. */
        static final Size LARGE = new Size(50, 20, 1_000_000);

        /** A quiet day. */
        static final Size CALM = new Size(3, 2, 600);

        Size {
            if (regions < 1 || nodesARegion < 1 || sources < 2 || sources % (regions * nodesARegion) != 0) {
                throw new IllegalArgumentException("each node counts as many sources, 2 at least in all; got " + sources
                        + " for " + regions + " x " + nodesARegion + " nodes");
            }
        }

        int nodes() {
            return regions * nodesARegion;
        }
    }

    /** With so many milliseconds between two heartbeats of a node, a thousand nodes tell 50,394 counts a second. */
    static final long BEAT_MILLIS = 635;

    static final int TICK_MILLIS = 16;

    private static final int PAGE_MILLIS = 100;
    private static final int SECOND_MILLIS = 1_000;
    private static final int SCRAPE_MILLIS = 5_000;

    private final FleetInbox inbox;
    private final Size size;
    private final GeneratedNodes nodes;
    private final BoardBuilder boards = new BoardBuilder();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("generated-fleet").daemon().factory());
    private final LongAdder counts = new LongAdder();
    private final LongAdder listed = new LongAdder();
    private volatile boolean listing;
    private long ticks;
    private long beats;
    private long pages;
    private long pagesFromTick = -1;
    private int found;

    /** @param incarnation how often its nodes were started: a later fleet's nodes are those of an earlier one, started anew */
    GeneratedFleet(FleetInbox inbox, Size size, long incarnation) {
        this.inbox = inbox;
        this.size = size;
        nodes = new GeneratedNodes(size, incarnation);
    }

    Size size() {
        return size;
    }

    void start() {
        connect();
        var _ = thread.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** NATS and Prometheus are there. */
    void connect() {
        long now = System.currentTimeMillis();
        ConnectionState up =
                new ConnectionState(ConnectionState.Phase.CONNECTED, "generated", now, 0.3, Freshness.NEVER, "");
        inbox.offer(new Update.Nats(up));
        inbox.offer(new Update.Prometheus(up));
    }

    /** Whether nodes tell of all sources; any thread. */
    void list(boolean wanted) {
        listing = wanted;
    }

    /** Counts told in heartbeats so far; any thread may ask, and gets a recent figure. */
    long counts() {
        return counts.sum();
    }

    /** Sources told on pages so far that found room; any thread may ask, and gets a recent figure. */
    long listed() {
        return listed.sum();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** What a fleet says in {@link #TICK_MILLIS}; on the fleet's thread, or a test's that did not start it. */
    void tick() {
        ticks++;
        long millis = ticks * TICK_MILLIS;
        while (beats < millis * size.nodes() / BEAT_MILLIS) {
            beat((int) (beats++ % size.nodes()));
        }
        tellPages();
        if (isEach(SECOND_MILLIS)) {
            inbox.offer(new Update.Boards(boards.build(System.nanoTime(), System.currentTimeMillis())));
            event();
        }
        if (isEach(SCRAPE_MILLIS)) {
            scrape();
            order();
        }
    }

    private boolean isEach(int millis) {
        return ticks % (millis / TICK_MILLIS) == 0;
    }

    private void tellPages() {
        if (!listing) {
            pagesFromTick = -1;
            return;
        }
        if (pagesFromTick < 0) {
            pagesFromTick = ticks;
            pages = 0;
        }
        while (pages < (ticks - pagesFromTick) * TICK_MILLIS * size.nodes() / PAGE_MILLIS) {
            SourcePage page = nodes.page((int) (pages++ % size.nodes()));
            if (inbox.offer(new Update.Listed(page, System.nanoTime()))) {
                listed.add(page.sources().size());
            }
        }
    }

    private void beat(int index) {
        NodeStatus status = nodes.status(index);
        long nanos = System.nanoTime();
        boards.accept(status, nanos);
        inbox.offer(new Update.Heartbeat(status, nanos));
        counts.add(status.topSources().size());
    }

    private void scrape() {
        long heard = System.currentTimeMillis() - 400;
        int each = size.nodesARegion();
        inbox.offer(new Update.Metrics(nodes.ids().subList(0, size.regions()).stream()
                .map(node ->
                        new RegionSample(node.region().value(), each * GeneratedNodes.rate(), 900, heard, each, each))
                .toList()));
    }

    /** A node finds a source over its limit and has its block in its kernel. */
    private void event() {
        NodeId node = nodes.ids().get(found % size.nodes());
        var source =
                nodes.status(found++ % size.nodes()).topSources().getFirst().source();
        long now = System.currentTimeMillis();
        inbox.offer(new Update.Happened(new FleetEvent.Detected(node, now, source, Dimension.REQUESTS, 120, 100)));
        FleetEvent enforced = new FleetEvent.Enforced(
                node, now, source.asPrefix(), Origin.RATE_LIMIT, true, now << 16, 0, 40_000_000);
        boards.accept(enforced);
        inbox.offer(new Update.Happened(enforced));
    }

    /** An order from here, carried out by all. */
    private void order() {
        UUID id = UUID.randomUUID();
        long nanos = System.nanoTime();
        inbox.offer(new Update.Sent(
                id,
                "block 198.51.100.9 60 s",
                false,
                nodes.ids().stream().map(NodeId::toString).toList(),
                nanos,
                System.currentTimeMillis()));
        for (NodeId node : nodes.ids()) {
            Receipt receipt = new Receipt(id, node, Receipt.State.APPLIED, true, 800, Optional.empty());
            inbox.offer(new Update.Answered(receipt, nanos + 30_000_000));
        }
    }
}
