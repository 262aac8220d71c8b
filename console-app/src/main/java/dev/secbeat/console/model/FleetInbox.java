// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Pages of sources held at most: three seconds of what a thousand nodes tell, which put few sources on each. */
    static final int MAX_PAGES = 32_768;

    /**
     * Sources on all pages held at most, about: three seconds of what a fleet tells, 30 MB. After a pause of the collector, or
     * where the machine has no time for this process, all that was told meanwhile comes at once.
     */
    static final int MAX_LISTED = 262_144;

    private final Map<Object, Update.Latest> latest = new LinkedHashMap<>();
    private final BlockingQueue<Update.Each> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final SampleFlow samples = new SampleFlow();
    private final BlockingQueue<Update.Listed> pages = new ArrayBlockingQueue<>(MAX_PAGES);
    private final AtomicInteger listed = new AtomicInteger();
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
            case Update.Listed page -> offerPage(page);
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
        listed.addAndGet(-taken.stream().mapToInt(FleetInbox::sources).sum());
        return taken;
    }

    SampleFlow.Taken takeSamples() {
        return samples.take();
    }

    /** Of pages offered at the same moment each may be the one too many. */
    private boolean offerPage(Update.Listed page) {
        int sources = sources(page);
        if (listed.addAndGet(sources) <= MAX_LISTED && pages.offer(page)) {
            return true;
        }
        listed.addAndGet(-sources);
        return false;
    }

    private static int sources(Update.Listed page) {
        return page.page().sources().size();
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
