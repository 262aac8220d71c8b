// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.verdict.RateRule;

/** One rule and one source in plain words: what the kernel does with the rule's bucket and its window. */
final class PlainLimit {
    private final TokenBucket bucket;
    private final LimitLayout.Window window;
    private long began;
    private long count;

    /** Of a rule that the kernel holds by both. */
    PlainLimit(RateRule rule) {
        bucket = new TokenBucket(LimitLayout.bucket(rule).orElseThrow(), rule.dimension() == Dimension.BYTES);
        window = LimitLayout.window(rule).orElseThrow();
    }

    /** Whether {@code events} that come at once at {@code nowNanos}, never before the last, pass; if so they are counted. */
    boolean takes(long nowNanos, long events) {
        long now = TokenBucket.units(nowNanos) >> PolicyAbi.WINDOW_SHIFT;
        boolean begins = count == 0 || now - began >= window.length();
        long next = begins ? events : count + events;
        if (next > Integer.toUnsignedLong(window.most()) || !bucket.takes(nowNanos, events)) {
            return false;
        }
        began = begins ? now : began;
        count = next;
        return true;
    }
}
