// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.AuditHead;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * <p>{@link #written()}, {@link #use} and {@link #hasNoted} are cheap and never wait; the other methods wait for a running
 * write to the disk.
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
    /** What is written to from some moment on, oldest first; the one before is brought to the disk and closed then. */
    private final Queue<FileChannel> following = new ConcurrentLinkedQueue<>();

    private FileChannel channel;
    private @Nullable AuditHead forced;
    private volatile @Nullable AuditHead noted;
    private boolean closing;

    private DiskSync(Path file, FileChannel channel, Supplier<@Nullable AuditHead> head) {
        this.file = file;
        this.head = head;
        this.channel = channel;
        this.thread = Thread.ofPlatform()
                .name("audit-sync")
                .priority(Thread.MIN_PRIORITY)
                .daemon()
                .unstarted(this::run);
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

    /** Whether the disk knows of no record before {@code first} any more. */
    boolean hasNoted(long first) {
        AuditHead known = noted;
        return known != null && known.first() >= first;
    }

    /** Brings to the disk what was written; that it is there may be noted later. */
    void bringNow() {
        lock.lock();
        try {
            bring();
        } finally {
            lock.unlock();
        }
    }

    /** Brings to the disk what was written, and notes it. */
    void forceNow() {
        lock.lock();
        try {
            force();
        } finally {
            lock.unlock();
        }
    }

    /** The file has the name now that {@code next} is open on; its owner writes to the one before no longer. */
    void use(FileChannel next) {
        following.add(next);
        dirty.set(true);
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
        bring();
        AuditHead brought = forced;
        if (brought == null || brought.equals(noted)) {
            return;
        }
        try {
            HeadFile.write(file, brought);
            noted = brought;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void bring() {
        if (!dirty.getAndSet(false) || !channel.isOpen()) {
            return;
        }
        try {
            AuditHead written =
                    head.get(); // First: what it knows of was written to channels that are known here by then.
            channel.force(false);
            for (FileChannel next = following.peek(); next != null; next = following.peek()) {
                FolderSync.force(file);
                next.force(false);
                channel.close();
                channel = next;
                following.remove();
            }
            forced = written;
        } catch (IOException e) {
            dirty.set(true);
            failed(e);
        }
    }

    private void failed(IOException e) {
        LOG.error(
                "event=audit_sync_failed file={} error=\"{}\" text=\"a power cut would lose the newest lines:"
                        + " check the disk\"",
                file,
                e.toString());
    }
}
