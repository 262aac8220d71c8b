// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.cluster.AuditRelay;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditLog;
import dev.secbeat.node.journal.AuditJournal;
import dev.secbeat.node.journal.JournalTail;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An orchestrator's own trail on its disk, from which it is copied to the fleet's stream as a node's is. An order is carried out also
 * where the disk fails: that is logged, and what cannot be written goes to the stream outside of the chain.
 *
 * <p>Used by one thread, but for {@link #secure}.
 */
final class OrchestratorJournal implements AuditLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorJournal.class);
    private static final long MOST_BYTES = 16L << 20;
    private static final Duration DISK = Duration.ofSeconds(2);

    private final Path file;
    private final Optional<AuditJournal> journal;
    private final Consumer<byte[]> elsewhere;
    private @Nullable AuditRelay copies;

    private OrchestratorJournal(Path file, Optional<AuditJournal> journal, Consumer<byte[]> elsewhere) {
        this.file = file;
        this.journal = journal;
        this.elsewhere = elsewhere;
    }

    /**
     * Opens or creates {@code audit.log} in {@code folder}.
     *
     * @param elsewhere takes an entry that cannot be written here, as JSON
     */
    static OrchestratorJournal open(Path folder, Consumer<byte[]> elsewhere) {
        Path file = folder.resolve("audit.log");
        try {
            return new OrchestratorJournal(file, Optional.of(AuditJournal.open(file, MOST_BYTES)), elsewhere);
        } catch (IOException e) {
            LOG.error(
                    "event=audit_failed file={} error=\"{}\" text=\"orders on regions are carried out all the same, what is written"
                            + " of them is in no chain and survives no crash: make the folder writable for this user, or set"
                            + " orchestrator.data_dir to one that is, and start the orchestrator again\"",
                    file,
                    e.toString());
            return new OrchestratorJournal(file, Optional.empty(), elsewhere);
        }
    }

    /** Begins to copy it to the fleet's stream, once; ends with it. */
    void copy(FleetLink link, String name, NodeMetrics metrics) {
        AuditRelay relay = AuditRelay.start(link, name, new JournalTail(file));
        metrics.register(Series.QUEUE_DROPPED, out -> out.put((double) relay.lost(), "audit-out"));
        copies = relay;
    }

    @Override
    public void append(AuditEntry entry) {
        if (journal.isEmpty() || !isWritten(journal.get(), entry)) {
            elsewhere.accept(Json.AUDIT.encode(entry));
        }
    }

    private static boolean isWritten(AuditJournal journal, AuditEntry entry) {
        long failures = journal.failures();
        journal.append(entry);
        return journal.failures() == failures;
    }

    /** Waits until the disk has what was appended; not for long when it fails to take it. Safe for all threads. */
    void secure() {
        try {
            if (journal.isPresent() && !journal.get().secure(DISK)) {
                LOG.error(
                        "event=audit_not_on_disk file={} text=\"a power cut would lose what is about to be done: check the disk\"",
                        file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        if (copies != null) {
            copies.close();
        }
        if (journal.isPresent()) {
            journal.get().close();
        }
    }
}
