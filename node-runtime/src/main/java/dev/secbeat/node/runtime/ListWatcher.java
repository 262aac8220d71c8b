// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.kernel.ListRoomException;
import dev.secbeat.node.kernel.SourceLists;
import dev.secbeat.node.time.NodeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of lists and at feeds every few seconds and puts what changed into the kernel, all lists in one step. A version that
 * cannot be read, or for which there is no room, leaves the one before in force.
 *
 * <p>What an earlier daemon left in force stays until each of its lists that is still configured could be read: a file that
 * was damaged meanwhile must not let through what is dropped now.
 *
 * <p>Thread rule: a thread of its own, from {@link #start} on; the lists' figures are for all threads.
 */
final class ListWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListWatcher.class);
    private static final long JOIN_MILLIS = 5_000;

    /** Between two looks. */
    static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SourceLists kernel;
    private final NodeClock clock;
    private final long restNanos;
    private final List<WatchedList> lists;
    private final List<String> unread;
    private final Thread thread =
            Thread.ofPlatform().name("list-watcher").daemon().unstarted(this::run);
    private boolean changed = true;
    private boolean told;
    private volatile boolean stopping;

    ListWatcher(SourceLists kernel, List<NodeConfig.ListFile> files, NodeClock clock, long restNanos) {
        this(kernel, files.stream().<WatchedList>map(FileList::new).toList(), restNanos, clock);
    }

    ListWatcher(SourceLists kernel, List<WatchedList> lists, long restNanos, NodeClock clock) {
        this.kernel = kernel;
        this.clock = clock;
        this.restNanos = restNanos;
        this.lists = List.copyOf(lists);
        this.unread = new ArrayList<>(kernel.held());
    }

    void start() {
        thread.start();
    }

    List<WatchedList> lists() {
        return lists;
    }

    /** Reads what changed and puts it in force. */
    void look() {
        for (WatchedList list : lists) {
            list.look(kernel.room());
            if (list.isWaiting()) {
                changed = true;
            }
        }
        if (!changed) {
            return;
        }
        List<String> missing = lists.stream()
                .filter(list -> !list.isWaiting())
                .map(WatchedList::name)
                .filter(unread::contains)
                .toList();
        if (missing.isEmpty()) {
            replace();
        } else if (!told) {
            told = true;
            LOG.warn(
                    "event=lists_kept unread={} meaning=\"what an earlier start put in force stays so as a whole\""
                            + " action=\"correct the files of these lists, or take them out of the configuration\"",
                    missing);
        }
    }

    private void replace() {
        List<WatchedList> waiting =
                lists.stream().filter(WatchedList::isWaiting).toList();
        try {
            long nowMillis = clock.epochMillis();
            kernel.replace(lists.stream().map(list -> list.wanted(nowMillis)).toList());
            waiting.forEach(list -> list.accept(nowMillis));
            unread.clear();
        } catch (ListRoomException e) {
            waiting.forEach(list -> list.refuse(e.problem()));
        }
        changed = false;
    }

    /** Ends the watching; the lists stay in force. */
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
        boolean failing = false;
        while (!stopping) {
            try {
                look();
                failing = false;
            } catch (RuntimeException | InternalError e) {
                // Tried again at the next look; said once. The error: a mapped database was cut short, told late.
                if (!failing && !stopping) {
                    LOG.error("event=lists_failed meaning=\"the lists before stay in force\"", e);
                }
                failing = true;
            }
            LockSupport.parkNanos(restNanos);
        }
    }
}
