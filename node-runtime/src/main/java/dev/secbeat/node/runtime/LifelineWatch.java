// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.time.NodeClock;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps what must not be blocked by mistake up to date: looks for {@link Lifelines} at start and every half minute, as
 * addresses of NATS servers, routes and resolvers change. What was found stays one for an hour after it was seen last, so that
 * a name server that fails or answers in turns takes nothing away.
 *
 * <p>It looks on a thread of its own, as names are looked up, and tells of changes on the loop's.
 */
final class LifelineWatch implements LoopStep, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LifelineWatch.class);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(30);
    static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);
    /** Bounds what a name server can make of this; those that were there first stay. */
    static final int MOST = 256;

    private static final long JOIN_MILLIS = 2_000;

    private record Seen(String what, long atNanos) {}

    private final Function<Level, Map<Prefix, String>> search;
    private final NodeClock clock;
    private final Map<Prefix, Seen> seen = new HashMap<>();
    private final List<Consumer<Map<Prefix, String>>> takers = new ArrayList<>();
    private final AtomicBoolean changed = new AtomicBoolean();
    private final Thread thread = Thread.ofPlatform().name("lifelines").daemon().unstarted(this::run);
    private volatile Map<Prefix, String> known = Map.of();
    private volatile boolean stopping;

    /**
     * One that has looked once.
     *
     * @param search is given the level of the log for what it cannot find out: that is told once
     */
    LifelineWatch(Function<Level, Map<Prefix, String>> search, NodeClock clock) {
        this.search = search;
        this.clock = clock;
        look(Level.WARN);
        changed.set(false);
    }

    /** One that watches for a node. */
    static LifelineWatch start(NodeConfig.Nats nats, NodeClock clock) {
        List<URI> servers = new ArrayList<>(nats.clusterUrls());
        servers.add(nats.url());
        LifelineWatch watch = new LifelineWatch(said -> Lifelines.find(servers, said), clock);
        watch.thread.start();
        return watch;
    }

    /** Each with what it is, as of the last look. Any thread. */
    Map<Prefix, String> known() {
        return known;
    }

    /** Adds a taker of all lifelines whenever they have changed; called on the loop's thread. */
    void addTaker(Consumer<Map<Prefix, String>> taker) {
        takers.add(taker);
    }

    /** Nobody sends from this node's own addresses but who forges them. */
    static Collection<Prefix> fromOutside(Map<Prefix, String> lifelines) {
        return lifelines.entrySet().stream()
                .filter(one -> !one.getValue().equals(Lifelines.OWN))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public int doWork(long nowNanos, long epochMillis) {
        if (!changed.getAndSet(false)) {
            return 0;
        }
        Map<Prefix, String> now = known;
        takers.forEach(taker -> taker.accept(now));
        return 1;
    }

    /** Looks for them anew; on the watch's own thread. */
    void look() {
        look(Level.DEBUG);
    }

    private void look(Level told) {
        long now = clock.nanoTime();
        search.apply(told).forEach((prefix, what) -> {
            if (seen.containsKey(prefix) || seen.size() < MOST) {
                seen.put(prefix, new Seen(what, now));
            }
        });
        seen.values().removeIf(one -> now - one.atNanos > KEPT_NANOS);
        Map<Prefix, String> all = seen.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, one -> one.getValue().what));
        if (!all.equals(known)) {
            LOG.info("event=lifelines_changed before={} now={}", known.keySet(), all.keySet());
            known = all;
            changed.set(true);
        }
    }

    /** Ends the watching; what was found stays in force. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            LockSupport.parkNanos(REST_NANOS);
            try {
                if (!stopping) {
                    look();
                }
            } catch (RuntimeException e) { // Looked for again in a while; what was found before holds.
                LOG.warn("event=lifelines_unknown error=\"{}\"", e.toString());
            }
        }
    }
}
