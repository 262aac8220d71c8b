// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.journal.AuditJournal;
import dev.secbeat.node.journal.BlockJournal;
import dev.secbeat.node.journal.LimitJournal;
import dev.secbeat.node.journal.UndoJournal;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a node keeps on disk of commands: the audit trail, operators' decisions, and what orders changed. As long as
 * the disk takes the trail, no decision of an order that came to this node is on it before that order's intent.
 *
 * @param audit used by the loop's thread
 * @param blocks takes decisions on the loop's thread
 * @param limits takes words on limits on the loop's thread
 * @param undo takes pieces of orders on the loop's thread
 */
record Journals(
        AuditJournal audit,
        DecisionRecorder<BlockEntry> blocks,
        UndoRecorder undo,
        DecisionRecorder<LimitEntry> limits) {
    private static final long AUDIT_BYTES = 16L << 20;

    @FunctionalInterface
    private interface Opening<T> {
        T open(Path file) throws IOException;
    }

    /**
     * Opens or creates all in {@code folder}.
     *
     * @param parts closes them in the end
     * @param blockCapacity most entries of the block map
     * @param onProgress called by another thread whenever the disk has more of the decisions
     * @throws StartException when one cannot be opened
     */
    static Journals open(Path folder, OpenParts parts, NodeClock clock, int blockCapacity, Runnable onProgress) {
        AuditJournal audit = parts.add(opened(auditFile(folder), file -> AuditJournal.open(file, AUDIT_BYTES)));
        DecisionRecorder<BlockEntry> blocks = parts.add(opened(
                blockFile(folder),
                file -> DecisionRecorder.ofBlocks(
                        BlockJournal.open(file), clock, blockCapacity, audit::bringToDisk, onProgress)));
        UndoRecorder undo =
                parts.add(opened(folder.resolve("undo.journal"), file -> new UndoRecorder(UndoJournal.open(file))));
        DecisionRecorder<LimitEntry> limits = parts.add(opened(
                folder.resolve("limits.journal"),
                file -> DecisionRecorder.ofLimits(LimitJournal.open(file), clock, audit::bringToDisk, onProgress)));
        return new Journals(audit, blocks, undo, limits);
    }

    static Path blockFile(Path folder) {
        return folder.resolve("blocks.journal");
    }

    static Path auditFile(Path folder) {
        return folder.resolve("audit.log");
    }

    /** By journal: entries that will never be in it. Safe for all threads. */
    Map<String, Long> lost() {
        return Map.of("block-journal", blocks.lost(), "undo-journal", undo.lost(), "limit-journal", limits.lost());
    }

    private static <T> T opened(Path file, Opening<T> opening) {
        try {
            return opening.open(file);
        } catch (IOException e) {
            throw new StartException(
                    "the journal " + file + " cannot be opened (" + e
                            + "), so operators' blocks would not survive a restart:"
                            + " make the folder writable for this user, or set control.data_dir to one that is",
                    e);
        }
    }
}
