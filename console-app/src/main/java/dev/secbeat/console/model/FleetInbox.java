// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Where background threads leave what they learn: keyed latest values, a bounded queue, and
 * the newest samples. Any thread may offer, nobody
 * ever waits; what does not fit is counted. One thread drains.
 */
public final class FleetInbox {
    /** Keys held at most: nodes plus a handful of singletons. */
    static final int MAX_KEYS = 4_096;

    /** Queued updates held at most. */
    static final int MAX_QUEUED = 16_384;

    /** Pages of sources held at most: some seconds of what a fleet tells. */
    static final int MAX_PAGES = 4_096;

    private final Map<Object, Update.Latest> latest = new LinkedHashMap<>();
    private final BlockingQueue<Update.Each> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final SampleFlow samples = new SampleFlow();
    private final BlockingQueue<Update.Listed> pages = new ArrayBlockingQueue<>(MAX_PAGES);
    private final LongAdder refused = new LongAdder();
    private final Consumer<Update> tap;

    /** An inbox. */
    public FleetInbox() {
        this(update -> {});
    }

    /** An inbox that shows each update to {@code tap} as well, on the thread that leaves it; it must not block. */
    public FleetInbox(Consumer<Update> tap) {
        this.tap = tap;
    }

    /** Leaves an update; returns whether there was room. */
    public boolean offer(Update update) {
        tap.accept(update);
        boolean taken = switch (update) {
            case Update.Latest value -> replace(value);
            case Update.Each item -> queue.offer(item);
            case Update.Listed listed -> pages.offer(listed);
            case Update.Sampled sampled -> {
                samples.offer(sampled);
                yield true;
            }
        };
        if (!taken) {
            refuse();
        }
        return taken;
    }

    /** Counts an update that found no room behind the inbox: it is lost as one that found none in it. */
    public void refuse() {
        refused.increment();
    }

    /** Updates that found no room since the start. */
    public long refused() {
        return refused.sum();
    }

    Collection<Update.Latest> takeLatest() {
        synchronized (latest) {
            List<Update.Latest> taken = new ArrayList<>(latest.values());
            latest.clear();
            return taken;
        }
    }

    List<Update.Each> takeQueued() {
        List<Update.Each> taken = new ArrayList<>();
        queue.drainTo(taken);
        return taken;
    }

    List<Update.Listed> takePages() {
        List<Update.Listed> taken = new ArrayList<>();
        pages.drainTo(taken);
        return taken;
    }

    SampleFlow.Taken takeSamples() {
        return samples.take();
    }

    private static Object key(Update.Latest value) {
        return switch (value) {
            case Update.Heartbeat beat -> beat.status().node();
            case Update.Rated rated -> rated.answer().question().asker();
            default -> value.getClass();
        };
    }

    private boolean replace(Update.Latest value) {
        Object key = key(value);
        synchronized (latest) {
            if (latest.size() >= MAX_KEYS && !latest.containsKey(key)) {
                return false;
            }
            latest.put(key, value);
            return true;
        }
    }
}
