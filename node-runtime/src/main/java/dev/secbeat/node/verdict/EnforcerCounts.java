// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

/** What the {@link Enforcer} could not do, or had to do again; totals since start. */
public final class EnforcerCounts {
    long failures;
    long retries;
    long givenUp;
    long repaired;
    long refused;
    long stale;
    long protectedRefused;
    long outgoingDropped;
    long evicted;

    EnforcerCounts() {}

    /**
     * A copy.
     *
     * @param failures writes a sink refused
     * @param retries writes tried again
     * @param givenUp writes no longer tried
     * @param repaired entries a sink had lost and was given again
     * @param refused entries not taken: from the future, too wide, or no room
     * @param stale entries that were old news
     * @param protectedRefused blocks not made as they would hit a protected prefix
     * @param outgoingDropped decisions that peers will learn late, for want of room
     * @param evicted automatic blocks that ended before their time to make room for others
     * @param retrying writes waiting for their next try now
     */
    public record Snapshot(
            long failures,
            long retries,
            long givenUp,
            long repaired,
            long refused,
            long stale,
            long protectedRefused,
            long outgoingDropped,
            long evicted,
            int retrying) {}

    Snapshot snapshot(int retrying) {
        return new Snapshot(
                failures,
                retries,
                givenUp,
                repaired,
                refused,
                stale,
                protectedRefused,
                outgoingDropped,
                evicted,
                retrying);
    }
}
