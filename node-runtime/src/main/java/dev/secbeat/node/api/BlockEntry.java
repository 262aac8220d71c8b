// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * One word of the replicated block map: the newest decision of operators on a prefix, or the newest of counting.
 *
 * @param version hybrid logical time of the decision: epoch milliseconds in the upper 48 bits, a counter in the lower 16
 * @param writer node that decided; breaks ties between equal versions
 * @param active false is a tombstone: the prefix was unblocked
 * @param expiresAtMillis epoch milliseconds at which the entry, or its tombstone, ceases to matter
 * @param sparedUntilMillis of an operator's unblock: epoch milliseconds until which counting blocks nothing that shares an
 *     address with the prefix, no later than the expiry; 0 when it may at once, and of all other entries
 * @param reinstated of a block by counting: an operator has put it back, so that only pardons decided later lift it
 * @param scope nodes that hold to it; the others do not keep it, so that for each node the newest counts of what concerns it
 */
public record BlockEntry(
        Prefix prefix,
        long version,
        NodeId writer,
        Origin origin,
        boolean active,
        long expiresAtMillis,
        long sparedUntilMillis,
        boolean reinstated,
        Scope scope) {
    /** Longest that a block may last, whoever asks: 30 days. */
    public static final long LONGEST_MILLIS = 30L * 24 * 60 * 60 * 1000;

    public BlockEntry {
        boolean mayspare = !active && origin == Origin.OPERATOR;
        if (sparedUntilMillis < 0 || (sparedUntilMillis > 0 && !(mayspare && sparedUntilMillis <= expiresAtMillis))) {
            throw new IllegalArgumentException(
                    "only an operator's unblock spares, and no longer than it is remembered, got " + sparedUntilMillis
                            + " of " + expiresAtMillis);
        }
        if (reinstated && !(active && origin == Origin.RATE_LIMIT)) {
            throw new IllegalArgumentException("only a block by counting can be reinstated");
        }
    }

    /** One for the whole fleet. */
    public BlockEntry(
            Prefix prefix,
            long version,
            NodeId writer,
            Origin origin,
            boolean active,
            long expiresAtMillis,
            long sparedUntilMillis,
            boolean reinstated) {
        this(
                prefix,
                version,
                writer,
                origin,
                active,
                expiresAtMillis,
                sparedUntilMillis,
                reinstated,
                new Scope.Fleet());
    }

    /** One that was not reinstated. */
    public BlockEntry(
            Prefix prefix,
            long version,
            NodeId writer,
            Origin origin,
            boolean active,
            long expiresAtMillis,
            long sparedUntilMillis) {
        this(prefix, version, writer, origin, active, expiresAtMillis, sparedUntilMillis, false);
    }

    /** One that spares nothing. */
    public BlockEntry(Prefix prefix, long version, NodeId writer, Origin origin, boolean active, long expiresAtMillis) {
        this(prefix, version, writer, origin, active, expiresAtMillis, 0);
    }

    /** When the decision of this version was made, epoch milliseconds by the clock of the node that decided, or later. */
    public static long decidedAtMillis(long version) {
        return version >>> 16;
    }

    /**
     * Whether this entry replaces {@code other}, said of the same prefix by the same: see {@link #isOfOperators}. Of any two that
     * differ one does: a node that has forgotten its stamps over a restart can give one twice, and nodes must agree then too.
     */
    public boolean isNewerThan(BlockEntry other) {
        int order = Long.compareUnsigned(version, other.version);
        order = order != 0 ? order : writer.compareTo(other.writer);
        order = order != 0 ? order : Boolean.compare(other.active, active); // An end rather than a block.
        order = order != 0 ? order : Long.compare(expiresAtMillis, other.expiresAtMillis);
        order = order != 0 ? order : Long.compare(sparedUntilMillis, other.sparedUntilMillis);
        order = order != 0 ? order : other.origin.compareTo(origin);
        return order > 0;
    }

    /** The same block by counting, as an operator puts it back. */
    public BlockEntry putBack() {
        return new BlockEntry(prefix, version, writer, origin, active, expiresAtMillis, 0, true, scope);
    }

    /** The same, said again at the time and by the writer of {@code stamp}. */
    public BlockEntry saidAgain(BlockEntry stamp) {
        return stamped(stamp.version, stamp.writer);
    }

    /** The same under another stamp. */
    public BlockEntry stamped(long otherVersion, NodeId otherWriter) {
        return new BlockEntry(
                prefix,
                otherVersion,
                otherWriter,
                origin,
                active,
                expiresAtMillis,
                sparedUntilMillis,
                reinstated,
                scope);
    }

    /** The same for other nodes. */
    public BlockEntry within(Scope other) {
        return scope.equals(other)
                ? this
                : new BlockEntry(
                        prefix, version, writer, origin, active, expiresAtMillis, sparedUntilMillis, reinstated, other);
    }

    /** When this was decided: see {@link #decidedAtMillis(long)}. */
    public long decidedAtMillis() {
        return decidedAtMillis(version);
    }

    /**
     * Whether operators have said this: what they order, and what they have put back. Else counting has. The two do not
     * replace each other's words.
     */
    public boolean isOfOperators() {
        return origin == Origin.OPERATOR || reinstated;
    }

    /** Whether this is a block by counting. */
    public boolean isAutomatic() {
        return active && origin == Origin.RATE_LIMIT;
    }

    /** Whether traffic is to be dropped at {@code epochMillis}. */
    public boolean blocksAt(long epochMillis) {
        return active && epochMillis < expiresAtMillis;
    }
}
