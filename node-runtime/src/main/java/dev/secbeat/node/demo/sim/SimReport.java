// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the sources of one or several runs. The central counter is the judge: it saw every request at once.
 *
 * @param lagMillis of each overload that was blocked on every node of an undisturbed fleet: from the request that crossed
 *     the limit to the last node's block, less the slowest one-way delay, in milliseconds
 * @param overshoot of each of them: requests that got through beyond the limit, as a share of it
 * @param falseBlocks sources that were blocked and never sent more than the limit in any window
 * @param missed sources far over the limit that were not blocked on every node in the end
 * @param missedMarginal the same of sources up to a tenth over the limit
 * @param nodeSeconds simulated seconds times nodes
 * @param messages between nodes
 * @param bytes of their content
 * @param digest of all that happened: equal for equal seeds
 */
public record SimReport(
        List<Double> lagMillis,
        List<Double> overshoot,
        int falseBlocks,
        int missed,
        int missedMarginal,
        double nodeSeconds,
        long messages,
        long bytes,
        long digest) {
    /** Of no run. */
    public static final SimReport NONE = new SimReport(List.of(), List.of(), 0, 0, 0, 0, 0, 0, 0);

    public SimReport {
        lagMillis = List.copyOf(lagMillis);
        overshoot = List.copyOf(overshoot);
    }

    /** Both together. */
    public SimReport plus(SimReport other) {
        return new SimReport(
                joined(lagMillis, other.lagMillis),
                joined(overshoot, other.overshoot),
                falseBlocks + other.falseBlocks,
                missed + other.missed,
                missedMarginal + other.missedMarginal,
                nodeSeconds + other.nodeSeconds,
                messages + other.messages,
                bytes + other.bytes,
                digest * 31 + other.digest);
    }

    private static List<Double> joined(List<Double> one, List<Double> other) {
        List<Double> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
