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
 * <p>Clocks drift (some 100 ppm), so a minimum must not live for ever: two generations of at least {@value #GENERATION_MILLIS}
 * ms and {@value #GENERATION_MESSAGES} messages are kept and the smaller one rules. Silence alone ends no generation: what a
 * peer sent before a cut and we hear after it meets the minimum from before.
 *
 * <p>Clocks lose time at once where a virtual machine is paused or moved and its clock stands still meanwhile. Then a round trip
 * of which one half is from before and the other from after is too short by what was lost. So both halves are of late: a peer
 * tells the smallest of the last second or two, and what was held up tells nothing; and the longest round trip of the last
 * {@value #KEPT_MILLIS} ms or two of these rules, of windows at least, so that it comes from one side of the pause. That holds if
 * no message comes later than all others by more than the way back takes. A round trip below nothing shows that the peer's clock lost
 * more than it: then our minimum is from before and is renewed.
 *
 * <p>A start that is first heard in a bunch that was held up (it began behind a cut) shows round trips as long as the
 * cut, which would rule for seconds. So what was told in such a bunch is forgotten, and what is told in the next {@value
 * #BUNCH_DEAF_MILLIS} ms is not taken: it may be of before a pause of our own clock, which looks the same. Nor is a peer told
 * of its clock in the first {@value #BUNCH_MILLIS} ms after it was silent, unless its messages come at the pace at which they
 * were sent: it would take as long a minimum for its own.
 */
final class PeerClock {
    static final long GENERATION_MILLIS = 10_000;
    static final int GENERATION_MESSAGES = 10;
    /** Both clocks are cut to whole milliseconds, and drift between two echoes. */
    static final long SLACK_MILLIS = 8;
    /** What is told is of the last one or two of these. */
    static final long TOLD_MILLIS = 1_000;
    /** So long a round trip is kept at least. */
    static final long KEPT_MILLIS = 3_000;

    /** A message held up by more than this tells nothing of our clock: that was then. */
    private static final long PROMPT_MILLIS = 500;

    /** So long after a start was first heard, messages that are more prompt by {@link #PROMPT_MILLIS} are of a bunch. */
    private static final long BUNCH_MILLIS = 200;
    /** Messages over so long a time show whether they come at the pace at which they were sent. */
    private static final long PACE_MILLIS = 50;
    /** What a peer tells is of the last one or two spans of {@link #TOLD_MILLIS}. */
    private static final long BUNCH_DEAF_MILLIS = 2 * TOLD_MILLIS;

    /** Clocks drift by at most one part in this against each other: 200 ppm. */
    private static final long DRIFT_PART = 5_000;
    /** After this much silence what the peer has told of us is forgotten; drift until then is in the slack. */
    private static final long SILENCE_MILLIS = 3 * GENERATION_MILLIS;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final RecentLeast offsets = new RecentLeast();
    /** With their sign changed, as the longest is looked for. */
    private final RecentLeast roundTrips = new RecentLeast();

    private long previousMin = UNKNOWN;
    private long currentMin = UNKNOWN;
    private long generationStartMillis;
    private long heardMillis;
    private long heldUpMillis;
    private int messages;
    private long echoMillis = UNKNOWN;
    private long speaksSinceMillis;
    private long leastOffset;
    private long mostOffset;
    private boolean keepsPace;
    private long firstMillis;
    private long firstOffset = UNKNOWN;
    private long deafUntilMillis = Long.MIN_VALUE;
    private long keptMillis = KEPT_MILLIS;

    /** Takes note of a message: what our clock and the peer's showed. */
    void observe(long localMillis, long remoteMillis) {
        long offset = localMillis - remoteMillis;
        if (localMillis - heardMillis > SILENCE_MILLIS) {
            echoMillis = UNKNOWN;
        }
        notePace(localMillis, offset);
        heardMillis = localMillis;
        offsets.add(offset, TOLD_MILLIS, localMillis);
        noteBunch(offset);
        if (isHeard() && offset < offsetMillis()) {
            keepRoundTrip();
        }
        if (messages >= GENERATION_MESSAGES && localMillis - generationStartMillis >= GENERATION_MILLIS) {
            previousMin = currentMin;
            currentMin = UNKNOWN;
            messages = 0;
        }
        if (messages == 0) {
            generationStartMillis = localMillis;
        }
        messages++;
        currentMin = Math.min(currentMin, offset);
        heldUpMillis = offset - offsetMillis();
    }

    /**
     * Messages that come as far apart as they were sent are no bunch. All of them: of a bunch, in which messages overtake each
     * other, some two always do.
     */
    private void notePace(long localMillis, long offset) {
        if (offsets.least(TOLD_MILLIS, localMillis) == RecentLeast.NONE) {
            speaksSinceMillis = localMillis;
            leastOffset = offset;
            mostOffset = offset;
        }
        leastOffset = Math.min(leastOffset, offset);
        mostOffset = Math.max(mostOffset, offset);
        long passed = localMillis - speaksSinceMillis;
        keepsPace = passed >= PACE_MILLIS && mostOffset - leastOffset < passed;
    }

    private void noteBunch(long offset) {
        if (firstOffset == UNKNOWN) {
            firstMillis = heardMillis;
            firstOffset = offset;
        } else if (heardMillis - firstMillis < BUNCH_MILLIS && firstOffset - offset > PROMPT_MILLIS) {
            echoMillis = UNKNOWN;
            roundTrips.clear();
            deafUntilMillis = heardMillis + BUNCH_DEAF_MILLIS;
        }
    }

    /** What is about to be replaced goes on to count for a while. */
    private void keepRoundTrip() {
        if (isEchoed()) {
            roundTrips.add(-(offsetMillis() + echoMillis), keptMillis, heardMillis);
        }
    }

    /** Whether any message has been taken note of. */
    boolean isHeard() {
        return currentMin != UNKNOWN || previousMin != UNKNOWN;
    }

    /**
     * The peer says in the message that was taken note of last: its smallest (its time - our time) of late is {@code offsetMillis}.
     *
     * @param windowMillis longest window that is made of its counts
     */
    void echo(long offsetMillis, long windowMillis) {
        if (heldUpMillis > PROMPT_MILLIS || heardMillis < deafUntilMillis) {
            return;
        }
        keptMillis = Math.max(KEPT_MILLIS, windowMillis);
        keepRoundTrip();
        echoMillis = offsetMillis;
        keepRoundTrip();
        if (longestMillis() < -SLACK_MILLIS) {
            previousMin = UNKNOWN;
            currentMin = offsets.least(TOLD_MILLIS, heardMillis);
        }
    }

    /** Whether the peer has told of us, lately enough to count. */
    boolean isEchoed() {
        return echoMillis != UNKNOWN;
    }

    /**
     * A third party, whose clock shows at most {@code offsetMillis} more than that of {@code between}, is this peer: by what
     * {@code between} has told us of ours its clock shows at most the sum more than ours. Of two roundings and two drifts.
     */
    void echoBy(PeerClock between, long offsetMillis, long windowMillis) {
        if (between.isEchoed()) {
            echo(offsetMillis + between.echoMillis + SLACK_MILLIS, windowMillis);
        }
    }

    /** Add this to a time of the peer's clock to get a time of ours, late by at most {@link #latenessMillis}. */
    long offsetMillis() {
        return Math.min(previousMin, currentMin);
    }

    /** Whether there is anything to tell the peer of it: it was heard just now, and not only in what may be such a bunch. */
    boolean isTold(long localMillis) {
        return offsets.least(TOLD_MILLIS, localMillis) != RecentLeast.NONE && !isSettling(localMillis);
    }

    /** Whether the peer was heard first, or first after a silence, so lately that all of it may have been held up. */
    boolean isSettling(long localMillis) {
        return isHeard() && !keepsPace && localMillis - speaksSinceMillis < BUNCH_MILLIS;
    }

    /**
     * What to tell the peer of it: the smallest (our time - its time) of late, by as much larger as the clocks may have drifted
     * since it was seen, so that the round trip the peer makes of it is never too short.
     */
    long toldMillis(long localMillis) {
        return offsets.least(TOLD_MILLIS, localMillis) + Math.ceilDiv(2 * TOLD_MILLIS, DRIFT_PART);
    }

    /** How much earlier than mapped an event may in truth have happened. */
    long latenessMillis(long assumedMillis) {
        if (echoMillis == UNKNOWN) {
            return assumedMillis;
        }
        long roundTrip = longestMillis();
        return roundTrip < -SLACK_MILLIS ? assumedMillis : Math.max(0, roundTrip) + SLACK_MILLIS;
    }

    private long longestMillis() {
        long now = offsetMillis() + echoMillis;
        long kept = roundTrips.least(); // Also long after: in a large fleet a peer tells us rarely.
        return kept == RecentLeast.NONE ? now : Math.max(now, -kept);
    }
}
