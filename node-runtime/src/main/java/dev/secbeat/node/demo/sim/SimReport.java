// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the sources of one or several runs. The central counter is the judge: it saw every request at once.
 *
 * @param lagMillis of each source far over the limit of an undisturbed fleet: from the request that crossed the limit to
 *     the last node's block, less the slowest one-way delay of all, in milliseconds
 * @param nodeLagMillis the same by node, each less the slowest one-way delay to it from where the source is seen
 * @param overshoot of each of those sources: requests that got through beyond the limit, as a share of it
 * @param lasting of each source a little over the limit: see {@link Lasting}
 * @param falseBlocks sources that were blocked at any time while no windows up to then held more than the rule allows
 * @param missed sources far over the limit that were not blocked on every node in the end
 * @param late sources a little over the limit that were blocked on every node, but later than all of them must be
 * @param nodeSeconds simulated seconds times nodes
 * @param messages between nodes
 * @param bytes of their content
 * @param crossed of these messages those between regions
 * @param crossedBytes of their content
 * @param digest of all that happened: equal for equal seeds
 */
public record SimReport(
        List<Double> lagMillis,
        List<Double> nodeLagMillis,
        List<Double> overshoot,
        List<Lasting> lasting,
        int falseBlocks,
        int missed,
        int late,
        double nodeSeconds,
        long messages,
        long bytes,
        long crossed,
        long crossedBytes,
        long digest) {
    /** Of no run. */
    public static final SimReport NONE =
            new SimReport(List.of(), List.of(), List.of(), List.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * A source that keeps a little over the limit.
     *
     * @param limits its rate, as a multiple of the limit
     * @param windows from its first request to its block on the last node, in windows; infinite when it was missed
     */
    public record Lasting(double limits, double windows) {
        boolean isMissed() {
            return Double.isInfinite(windows);
        }
    }

    public SimReport {
        lagMillis = List.copyOf(lagMillis);
        nodeLagMillis = List.copyOf(nodeLagMillis);
        overshoot = List.copyOf(overshoot);
        lasting = List.copyOf(lasting);
    }

    /** Sources a little over the limit that were not found, though each run lasts until all must have been. */
    public long missedLasting() {
        return lasting.stream().filter(Lasting::isMissed).count();
    }

    /** Both together. */
    public SimReport plus(SimReport other) {
        return new SimReport(
                joined(lagMillis, other.lagMillis),
                joined(nodeLagMillis, other.nodeLagMillis),
                joined(overshoot, other.overshoot),
                joined(lasting, other.lasting),
                falseBlocks + other.falseBlocks,
                missed + other.missed,
                late + other.late,
                nodeSeconds + other.nodeSeconds,
                messages + other.messages,
                bytes + other.bytes,
                crossed + other.crossed,
                crossedBytes + other.crossedBytes,
                digest * 31 + other.digest);
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
