// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * One list that is to be in force.
 *
 * @param entries what it holds
 * @param dryRun what it would drop is counted only
 * @param note what is told of it
 */
public record SourceList(ListEntries entries, boolean dryRun, ListNote note) {
    /** Entries that are dropped and that nothing is told of. */
    public static SourceList of(ListEntries entries) {
        return new SourceList(entries, false, ListNote.NONE);
    }
}
