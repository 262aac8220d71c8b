// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;
import java.util.Optional;

/**
 * What a node shows of its packets since its last report, or why it shows none. Sent only while somebody asks.
 *
 * @param epochMillis the node's wall clock when it was made
 * @param leftOut packets that were due to be shown since the last report and are not: more than its rate, or lost. 0 to
 *     2^53
 * @param trouble why it samples nothing now and what to do, at most {@link #MAX_TROUBLE} characters; empty while it does
 * @param packets oldest first, at most {@link #MAX_PACKETS}
 */
public record SampleReport(
        NodeId node, long epochMillis, long leftOut, Optional<String> trouble, List<SampledPacket> packets) {
    /** Most packets of one report. */
    public static final int MAX_PACKETS = 64;

    /** Longest text. */
    public static final int MAX_TROUBLE = 400;

    private static final long MAX_COUNT = 1L << 53;

    public SampleReport {
        if (leftOut < 0 || leftOut > MAX_COUNT) {
            throw new IllegalArgumentException(leftOut + " packets left out: allowed are 0 to " + MAX_COUNT);
        }
        if (packets.size() > MAX_PACKETS) {
            throw new IllegalArgumentException(packets.size() + " packets in a report: at most " + MAX_PACKETS);
        }
        trouble.filter(text -> text.length() > MAX_TROUBLE).ifPresent(text -> {
            throw new IllegalArgumentException("a text of " + text.length() + " characters: at most " + MAX_TROUBLE);
        });
        packets = List.copyOf(packets);
    }
}
