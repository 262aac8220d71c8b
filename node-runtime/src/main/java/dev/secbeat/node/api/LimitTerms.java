// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * What a limit allows, and until when.
 *
 * @param most see {@link LimitRule}
 * @param untilMillis epoch milliseconds; the same on all nodes
 */
public record LimitTerms(long most, int windowMillis, int blockSeconds, long untilMillis) {

    /** As what is said of {@code key}. */
    public LimitRule rule(LimitKey key) {
        return new LimitRule(key.within(), key.dimension(), most, windowMillis, blockSeconds);
    }
}
