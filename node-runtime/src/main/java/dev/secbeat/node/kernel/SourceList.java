// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * One list that is to be in force.
 *
 * @param entries what it holds
 * @param note what is told of it
 */
public record SourceList(ListEntries entries, ListNote note) {
    /** Entries that nothing is told of. */
    public static SourceList of(ListEntries entries) {
        return new SourceList(entries, ListNote.NONE);
    }
}
