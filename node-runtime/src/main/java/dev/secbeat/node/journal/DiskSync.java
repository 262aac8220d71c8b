// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.AuditHead;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a file to the disk, at most once a second, on a thread of its own. Never by interrupting that thread: an
 * interrupt closes a channel.
 *
 * <p>{@link #written()} is cheap and never waits; the other methods wait for a running write to the disk.
 */
final class DiskSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSync.class);
    private static final long PERIOD_NANOS = 1_000_000_000L;

    private final Path file;
    private final Supplier<@Nullable AuditHead> head;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closed = lock.newCondition();
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final Thread thread;
    private FileChannel channel;
    private boolean closing;

    private DiskSync(Path file, FileChannel channel, Supplier<@Nullable AuditHead> head) {
        this.file = file;
        this.head = head;
        this.channel = channel;
        this.thread = Thread.ofPlatform().name("audit-sync").daemon().unstarted(this::run);
    }

    /** @param head what is written at a moment, noted once the disk has it; null when nothing is yet */
    static DiskSync start(Path file, FileChannel channel, Supplier<@Nullable AuditHead> head) {
        DiskSync sync = new DiskSync(file, channel, head);
        sync.thread.start();
        return sync;
    }

    /** Something was written that the disk may not have yet. */
    void written() {
        dirty.set(true);
    }

    boolean isOnDisk() {
        return !dirty.get();
    }

    /** Brings to the disk what was written; the channel is its owner's alone until {@link #use}. */
    void releaseChannel() {
        lock.lock();
        try {
            force();
        } finally {
            lock.unlock();
        }
    }

    void use(FileChannel next) {
        lock.lock();
        try {
            channel = next;
        } finally {
            lock.unlock();
        }
    }

    /** Brings to the disk what was written and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            closed.signalAll();
            force();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closing) {
                force();
                closed.awaitNanos(PERIOD_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does; the owner's closing still brings all to the disk.
        } finally {
            lock.unlock();
        }
    }

    private void force() {
        if (!dirty.getAndSet(false) || !channel.isOpen()) {
            return;
        }
        try {
            AuditHead written = head.get();
            channel.force(false);
            if (written != null) {
                HeadFile.write(file, written);
            }
        } catch (IOException e) {
            dirty.set(true);
            LOG.error(
                    "event=audit_sync_failed file={} error=\"{}\" text=\"a power cut would lose the newest lines:"
                            + " check the disk\"",
                    file,
                    e.toString());
        }
    }
}
