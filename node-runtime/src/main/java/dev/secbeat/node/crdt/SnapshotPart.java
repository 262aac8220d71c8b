// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/** What a snapshot is made of; the two are handed over apart. */
public enum SnapshotPart {
    /** The giver's own counts of what has been reported by anyone. */
    COUNTS,
    /** The block map, tombstones included. */
    BLOCKS
}
