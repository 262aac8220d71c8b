// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * What a stream dropped of its old end, and whether its limits account for that: they drop the oldest message when it has come of
 * age, which takes a stream as old, or when there is no room for another, which leaves the stream nearly full. Whatever else is gone,
 * somebody has taken away.
 *
 * @param gone how many of the messages ever stored stood before the oldest that is held
 * @param age since the stream was made, by its server's clock
 * @param keeps how long a message stays; zero when for ever
 * @param full how much of what it may hold it does, in bytes or in messages, whichever is more; 0 when both may be any number
 */
public record AuditRetention(long gone, Duration age, Duration keeps, double full) {
    /** Of one that has dropped nothing. */
    public static final AuditRetention WHOLE = new AuditRetention(0, Duration.ZERO, Duration.ZERO, 0);

    /** Room for one message more may take dropping several, none of which is larger than the rest of this. */
    private static final double NEARLY = 0.9;

    static AuditRetention of(StreamInfo info) {
        StreamState held = info.getStreamState();
        ZonedDateTime told = info.getTimestamp(); // Not told by servers before 2.10.
        ZonedDateTime now = told == null ? ZonedDateTime.now(ZoneOffset.UTC) : told;
        return new AuditRetention(
                Math.max(0, held.getFirstSequence() - 1),
                Duration.between(info.getCreateTime(), now),
                info.getConfiguration().getMaxAge(),
                Math.max(
                        part(held.getByteCount(), info.getConfiguration().getMaxBytes()),
                        part(held.getMsgCount(), info.getConfiguration().getMaxMsgs())));
    }

    private static double part(long held, long most) {
        return most > 0 ? (double) held / most : 0;
    }

    /** Whether the stream's own limits can have dropped messages. */
    public boolean isByLimits() {
        return isByAge() || full >= NEARLY;
    }

    /** Whether they can have dropped some for their age; else it was for want of room. */
    boolean isByAge() {
        return keeps.isPositive() && age.compareTo(keeps) >= 0;
    }

    /** What speaks for it, or against it, for people. */
    public String limits() {
        return "the stream is " + inWords(age) + " old and keeps messages "
                + (keeps.isPositive() ? "for " + inWords(keeps) : "for ever") + ", and it is " + Math.round(100 * full)
                + " % full";
    }

    private static String inWords(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d";
        }
        return time.toHours() > 0 ? time.toHours() + " h" : time.toSeconds() + " s";
    }
}
