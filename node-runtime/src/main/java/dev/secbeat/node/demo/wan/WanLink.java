// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.wan;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A path between two places, shared by all connections over it. Safe for all threads. */
public final class WanLink {
    private final Delay delay;
    private final AtomicLong bytes = new AtomicLong();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    public WanLink(Delay delay) {
        this.delay = delay;
    }

    public Delay delay() {
        return delay;
    }

    /**
     * Lets nothing through any more, in either direction, without telling either end: what is on its way is held, as TCP
     * would hold and send it again, and goes on when the link heals.
     */
    public void cut() {
        cut = true;
        watchers.forEach(Runnable::run);
    }

    public void heal() {
        cut = false;
        watchers.forEach(Runnable::run);
    }

    /** Runs {@code watcher} on the caller's thread at each later cut or heal. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public boolean isCut() {
        return cut;
    }

    /** Bytes delivered so far, both directions. */
    public long bytesDelivered() {
        return bytes.get();
    }

    void delivered(long count) {
        bytes.addAndGet(count);
    }
}
