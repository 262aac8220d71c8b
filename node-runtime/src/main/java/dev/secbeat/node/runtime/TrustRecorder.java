// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.DecisionLog;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.journal.JournalWriter;
import dev.secbeat.node.journal.TrustStore;

/**
 * Writes the trust file in force to the disk on a thread of its own, so that the loop never waits for it, and tries again
 * what the disk refused. Of several that wait only the newest is written.
 *
 * <p>{@link #write} belongs to one thread, the rest is safe for all.
 */
final class TrustRecorder implements AutoCloseable {
    private final JournalWriter<TrustFile> writer;

    TrustRecorder(TrustStore store) {
        writer = new JournalWriter<>("trust-store", store::write);
        writer.start();
    }

    void write(TrustFile file) {
        writer.offer(file);
    }

    /** Whether the disk has the newest file that it was given. */
    boolean isKept() {
        return writer.state(0, writer.newest()) == DecisionLog.State.DURABLE;
    }

    /** Writes what waits. */
    @Override
    public void close() {
        writer.close();
    }
}
