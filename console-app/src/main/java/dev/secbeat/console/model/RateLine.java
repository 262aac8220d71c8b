// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * One line of a chart: packets per second at each moment of a {@link RateQuestion}. A moment without telemetry is NaN and
 * never filled in. Immutable.
 */
public final class RateLine {
    private final String region;
    private final Verdict verdict;
    private final String reason;
    private final double[] values;

    /** What became of the packets. */
    public enum Verdict {
        /** Handed on. */
        PASSED,
        /** Dropped. */
        DROPPED,
        /** Sent back, turned into an answer, such as a SYN cookie. */
        ANSWERED
    }

    /**
     * A line.
     *
     * @param region its id; empty when all regions of the question are summed
     * @param reason label of the reason; empty when all reasons are summed
     * @param values packets per second by moment; not to be changed any more
     */
    public RateLine(String region, Verdict verdict, String reason, double[] values) {
        this.region = region;
        this.verdict = verdict;
        this.reason = reason;
        this.values = values;
    }

    /** Its region's id; empty when regions are summed. */
    public String region() {
        return region;
    }

    /** What became of the packets. */
    public Verdict verdict() {
        return verdict;
    }

    /** Label of its reason; empty when reasons are summed. */
    public String reason() {
        return reason;
    }

    /** Identity over successive answers. */
    public String key() {
        return verdict + "|" + region + "|" + reason;
    }

    /** Moments. */
    public int size() {
        return values.length;
    }

    /** Packets per second at moment {@code index}; NaN for a gap. */
    public double at(int index) {
        return values[index];
    }

    /** The largest value; 0 when there is none. */
    public double peak() {
        double peak = 0;
        for (double value : values) {
            peak = value > peak ? value : peak;
        }
        return peak;
    }
}
