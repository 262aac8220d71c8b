// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * Maps the monotonic clock of one peer incarnation to ours without a shared clock.
 *
 * <p>Idea: each message shows (our time on arrival - its time on sending) = clock difference + delay. The smallest seen
 * comes from the fastest message, so a message that was held up (a partition, a full queue) maps to when it was sent, not
 * to when it came: no burst after healing. It is the first half of Cristian's and NTP's offset measurement, with the
 * minimum filter of NTP's clock filter algorithm (RFC 5905, section 10).
 *
 * <p>Bounds: the mapped time is late by at most the delay of that fastest message. The peer tells us the same minimum as
 * it sees us; the sum of the two is the round trip without any clock in it, hence an upper bound of the lateness:
 * {@link #latenessMillis}. Until it is known an assumed delay stands in.
 *
 * <p>Clocks drift (some 100 ppm) and virtual machines are paused, so a minimum must not live for ever: two generations of
 * at least {@value #GENERATION_MILLIS} ms and {@value #GENERATION_MESSAGES} messages are kept and the smaller one rules.
 * Silence alone ends no generation: what a peer sent before a cut and we hear after it meets the minimum from before.
 */
final class PeerClock {
    static final long GENERATION_MILLIS = 10_000;
    static final int GENERATION_MESSAGES = 10;
    /** Both clocks are cut to whole milliseconds, and drift between two echoes. */
    static final long SLACK_MILLIS = 8;

    /** Clocks drift by at most one part in this against each other: 200 ppm. */
    private static final long DRIFT_PART = 5_000;
    /** After this much silence what the peer has told of us is forgotten; drift until then is in the slack. */
    private static final long SILENCE_MILLIS = 3 * GENERATION_MILLIS;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private long previousMin = UNKNOWN;
    private long currentMin = UNKNOWN;
    private long previousStartMillis;
    private long generationStartMillis;
    private long heardMillis;
    private int messages;
    private long echoMillis = UNKNOWN;

    /** Takes note of a message: what our clock and the peer's showed. */
    void observe(long localMillis, long remoteMillis) {
        long offset = localMillis - remoteMillis;
        if (localMillis - heardMillis > SILENCE_MILLIS) {
            echoMillis = UNKNOWN;
        }
        heardMillis = localMillis;
        if (messages >= GENERATION_MESSAGES && localMillis - generationStartMillis >= GENERATION_MILLIS) {
            previousMin = currentMin;
            previousStartMillis = generationStartMillis;
            currentMin = UNKNOWN;
            messages = 0;
        }
        if (messages == 0) {
            generationStartMillis = localMillis;
        }
        messages++;
        currentMin = Math.min(currentMin, offset);
    }

    /** Whether any message has been taken note of. */
    boolean isHeard() {
        return currentMin != UNKNOWN || previousMin != UNKNOWN;
    }

    /** The peer says: its smallest (its time - our time) is {@code offsetMillis}. */
    void echo(long offsetMillis) {
        echoMillis = offsetMillis;
    }

    /** Whether the peer has told of us, lately enough to count. */
    boolean isEchoed() {
        return echoMillis != UNKNOWN;
    }

    /**
     * A third party, whose clock shows at most {@code offsetMillis} more than that of {@code between}, is this peer: by what
     * {@code between} has told us of ours its clock shows at most the sum more than ours. Of two roundings and two drifts.
     */
    void echoBy(PeerClock between, long offsetMillis) {
        if (between.isEchoed()) {
            echo(offsetMillis + between.echoMillis + SLACK_MILLIS);
        }
    }

    /** Add this to a time of the peer's clock to get a time of ours, late by at most {@link #latenessMillis}. */
    long offsetMillis() {
        return Math.min(previousMin, currentMin);
    }

    /**
     * What to tell the peer of it: the smallest (our time - its time), by as much larger as the clocks may have drifted since
     * it was seen, so that the round trip the peer makes of it is never too short.
     */
    long toldMillis(long localMillis) {
        long current = currentMin == UNKNOWN ? UNKNOWN : currentMin + drift(localMillis - generationStartMillis);
        return previousMin == UNKNOWN
                ? current
                : Math.min(current, previousMin + drift(localMillis - previousStartMillis));
    }

    private static long drift(long millis) {
        return Math.ceilDiv(Math.max(0, millis), DRIFT_PART);
    }

    /** How much earlier than mapped an event may in truth have happened. */
    long latenessMillis(long assumedMillis) {
        if (echoMillis == UNKNOWN) {
            return assumedMillis;
        }
        long roundTrip = offsetMillis() + echoMillis;
        return roundTrip < -SLACK_MILLIS ? assumedMillis : Math.max(0, roundTrip) + SLACK_MILLIS;
    }
}
