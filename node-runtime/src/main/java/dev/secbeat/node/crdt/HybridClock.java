// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * Stamps that order decisions over all nodes: hybrid logical clock (Kulkarni et al. 2014), epoch milliseconds in the upper
 * 48 bits and a counter in the lower 16. A stamp is newer than any this node has made or seen, and stays close to wall
 * time as long as far-future stamps are kept out ({@link #isTooFarAhead}).
 */
final class HybridClock {
    static final long MAX_AHEAD_MILLIS = 60_000;
    private static final int COUNTER_BITS = 16;

    private long last;

    long next(long epochMillis) {
        long physical = epochMillis << COUNTER_BITS;
        last = Long.compareUnsigned(physical, last) > 0 ? physical : last + 1;
        return last;
    }

    void observe(long version) {
        if (Long.compareUnsigned(version, last) > 0) {
            last = version;
        }
    }

    static boolean isTooFarAhead(long version, long epochMillis) {
        return (version >>> COUNTER_BITS) > epochMillis + MAX_AHEAD_MILLIS;
    }
}
