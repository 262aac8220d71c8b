// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Optional;

/**
 * What each source of a prefix, or each source at all, may do over all nodes together, and for how long it is shut out when
 * it does more. A source is an address; of IPv6 a /64.
 *
 * @param within the prefix whose sources are held to it; empty: all there are
 * @param most events in any window, 1 to {@link #MOST}
 * @param windowMillis whole seconds, 1,000 to {@link #LONGEST_WINDOW_MILLIS}
 * @param blockSeconds 1 to 30 days
 */
public record LimitRule(Optional<Prefix> within, Dimension dimension, long most, int windowMillis, int blockSeconds) {
    public static final int LONGEST_WINDOW_MILLIS = 60_000;
    public static final long MOST = 1_000_000_000_000L;

    private static final int SECOND_MILLIS = 1_000;
    private static final int SOURCE_BITS_6 = 64;

    public LimitRule {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("a limit is 1 to " + MOST + ", got " + most);
        }
        if (windowMillis < SECOND_MILLIS || windowMillis > LONGEST_WINDOW_MILLIS || windowMillis % SECOND_MILLIS != 0) {
            throw new IllegalArgumentException(
                    "a limit counts over 1 to 60 whole seconds, got " + windowMillis + " ms");
        }
        if (blockSeconds < 1 || blockSeconds > BlockEntry.LONGEST_MILLIS / SECOND_MILLIS) {
            throw new IllegalArgumentException(
                    "who is over a limit is blocked for 1 second to 30 days, got " + blockSeconds + " s");
        }
        within.ifPresent(LimitRule::checkLength);
    }

    private static void checkLength(Prefix prefix) {
        if (prefix.family() == Family.IPV6 && prefix.length() > SOURCE_BITS_6) {
            throw new IllegalArgumentException(
                    prefix + " is narrower than a /64, which counts as one source of IPv6: name the /64");
        }
    }

    /** Reads what {@link #named} writes: {@code all} or a prefix. */
    public static Optional<Prefix> target(String text) {
        return text.equals("all") ? Optional.empty() : Optional.of(Prefix.parse(text));
    }

    /** {@code all}, or the prefix. */
    public static String named(Optional<Prefix> within) {
        return within.map(Prefix::toString).orElse("all");
    }

    /** Whether a rule for {@code within} may be given at all: for all, or for no more than may be blocked at once. */
    public static boolean isPossible(Optional<Prefix> within) {
        return within.map(prefix -> prefix.length() >= prefix.family().widestBlock())
                .orElse(true);
    }

    /** {@code 200 requests in 10 s}. */
    public static String words(Dimension dimension, long most, int windowMillis) {
        return most + " " + dimension.label() + " in " + windowMillis / SECOND_MILLIS + " s";
    }
}
