// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

/**
 * What became of a stream's requests to one target since it began.
 *
 * @param sent requests written to an open connection
 * @param answered answers with a status below 400
 * @param limited answers 429
 * @param refused answers with any other status
 * @param failed no answer: connection refused, reset or timed out, or none could be had
 */
public record StreamCounts(long sent, long answered, long limited, long refused, long failed) {
    public static final StreamCounts ZERO = new StreamCounts(0, 0, 0, 0, 0);

    public StreamCounts plus(StreamCounts other) {
        return new StreamCounts(
                sent + other.sent,
                answered + other.answered,
                limited + other.limited,
                refused + other.refused,
                failed + other.failed);
    }

    public StreamCounts minus(StreamCounts other) {
        return plus(new StreamCounts(-other.sent, -other.answered, -other.limited, -other.refused, -other.failed));
    }

    StreamCounts withSent() {
        return plus(new StreamCounts(1, 0, 0, 0, 0));
    }

    StreamCounts withFailed() {
        return plus(new StreamCounts(0, 0, 0, 0, 1));
    }

    StreamCounts withStatus(int status) {
        if (status < 400) {
            return plus(new StreamCounts(0, 1, 0, 0, 0));
        }
        return plus(status == 429 ? new StreamCounts(0, 0, 1, 0, 0) : new StreamCounts(0, 0, 0, 1, 0));
    }

    /** Share of finished requests that were answered as they should, 0 to 1; 1 when none has finished. */
    public double successShare() {
        long finished = answered + limited + refused + failed;
        return finished == 0 ? 1 : (double) answered / finished;
    }

    /**
     * Share of the requests sent that were answered as they should be, 0 to 1; 1 when none was sent. Unlike
     * {@link #successShare} it leaves out what a client never sent because it still waited for earlier answers: a slow
     * machine makes it wait, and only a node that drops makes it wait in vain.
     */
    public double answeredShare() {
        return sent == 0 ? 1 : (double) answered / sent;
    }
}
