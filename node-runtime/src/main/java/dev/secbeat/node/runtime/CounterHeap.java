// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.verdict.RateRule;
import java.util.List;

/**
 * What the tables of counted sources take of Java's heap. They are made at the start and as a whole: on a heap that is too
 * small the node would end with an error of Java's, or spend its time collecting.
 *
 * @param sources what the tables have room for, as configured
 * @param tableBytes of all tables; counts over 255 a bucket come on top
 */
public record CounterHeap(int sources, long tableBytes) {
    /** The rest of the heap is for wide counts, a relay's sums, blocks and work. */
    private static final int SHARE = 2;
    /** What Java calls the greatest heap lacks a part that is always empty. */
    private static final double USABLE = 0.95;

    private static final long MIB = 1 << 20;
    private static final long LEAST_MIB = 256;

    /** Of the rules and sizes of a configuration. */
    public static CounterHeap of(NodeConfig config) {
        List<RateRule> rules = RoomSettings.rules(config);
        long each = LoopSettings.counterFor(rules, sources(config), 0).memoryBytes();
        return new CounterHeap(config.state().maxSources(), LoopSettings.tables(rules) * each);
    }

    /** The tables' sources are powers of two. */
    static int sources(NodeConfig config) {
        return Integer.highestOneBit(2 * config.state().maxSources() - 1);
    }

    /** The least {@code -Xmx} for a node, in MiB. */
    public long leastMebibytes() {
        return Math.max(LEAST_MIB, Math.ceilDiv(SHARE * tableBytes, MIB));
    }

    /**
     * Refuses a heap of which the tables would take more than half.
     *
     * @throws StartException with what to set
     */
    void check(long maxHeapBytes) {
        if (SHARE * tableBytes * USABLE > maxHeapBytes) {
            throw new StartException("state.max_sources = " + sources + " takes " + Math.ceilDiv(tableBytes, MIB)
                    + " MiB for the tables of sources, which is more than half of Java's heap of " + maxHeapBytes / MIB
                    + " MiB: set SECBEAT_HEAP=" + leastMebibytes()
                    + "m in the environment of the node (systemctl edit secbeat-node: Environment=SECBEAT_HEAP="
                    + leastMebibytes() + "m), or make state.max_sources smaller");
        }
    }
}
