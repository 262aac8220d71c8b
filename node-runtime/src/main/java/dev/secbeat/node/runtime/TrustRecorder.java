// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.journal.TrustStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the trust file in force to the disk on a thread of its own, so that the loop never waits for it. Of several that
 * wait only the newest is written. Should the process end before, the node asks its peers anyway when it returns.
 *
 * <p>Safe for all threads.
 */
final class TrustRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrustRecorder.class);
    private static final long JOIN_MILLIS = 5_000;

    private final TrustStore store;
    private final Thread thread;
    private @Nullable TrustFile waiting;
    private boolean closing;

    TrustRecorder(TrustStore store) {
        this.store = store;
        this.thread = Thread.ofPlatform().name("trust-store").daemon().start(this::run);
    }

    synchronized void write(TrustFile file) {
        waiting = file;
        notifyAll();
    }

    /** Writes what waits. Not by interrupting: that would close the file under a write. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            TrustFile next = take();
            while (next != null) {
                writeNow(next);
                next = take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does.
        }
    }

    /** The next file to write; null when closing and none waits. */
    private synchronized @Nullable TrustFile take() throws InterruptedException {
        while (waiting == null && !closing) {
            wait();
        }
        TrustFile next = waiting;
        waiting = null;
        return next;
    }

    private void writeNow(TrustFile file) {
        try {
            store.write(file);
        } catch (IOException e) {
            LOG.error(
                    "event=trust_write_failed version={} error=\"{}\" text=\"it is in force, but after a restart this node"
                            + " knows it from its peers only: check the disk\"",
                    file.version(),
                    e.toString());
        }
    }
}
