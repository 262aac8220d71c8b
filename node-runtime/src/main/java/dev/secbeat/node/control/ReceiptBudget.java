// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Refusal;
import java.util.HashMap;
import java.util.Map;

/**
 * How many refusals are told one by one: of each code and actor from a bucket of their own, {@value #BURST} at once, which nobody else
 * can use up; and beyond that from one of {@value #SPARE} for all together, so that a thousand different mistakes, or a thousand
 * attacks, are each told their reason. Both get {@value #A_MINUTE} a minute. Each receipt travels to every console and into the fleet's
 * audit stream, and whoever may publish commands can have any number refused: beside the buckets of the keys he holds, all that
 * costs is what the common one has.
 *
 * <p>Bounded: actors that the trust file does not know share one bucket a code, and so do all whose name proves nothing. Owned by one
 * thread.
 */
public final class ReceiptBudget {
    /** Told at once after a rest, of one code and actor, whatever others do. */
    public static final int BURST = 64;

    /** Told at once after a rest beyond that, of all codes and actors together. */
    public static final int SPARE = 2_048;

    /** Told in the long run, each minute, from either. */
    public static final int A_MINUTE = 10;

    private static final double MINUTE_MILLIS = 60_000;
    private static final int MOST_BUCKETS = 4_096;
    private static final String ANYBODY = "";

    private record Key(Refusal.Code code, String actor) {}

    private record Bucket(int most, double left, long atMillis) {
        static Bucket full(int most, long epochMillis) {
            return new Bucket(most, most, epochMillis);
        }

        /** A clock that was set back gives nothing. */
        Bucket at(long epochMillis) {
            double more = Math.max(0, epochMillis - atMillis) * A_MINUTE / MINUTE_MILLIS;
            return new Bucket(most, Math.min(most, left + more), epochMillis);
        }

        boolean isFull() {
            return left >= most;
        }

        boolean hasOne() {
            return left >= 1;
        }

        Bucket lessOne() {
            return new Bucket(most, left - 1, atMillis);
        }
    }

    private final Map<Key, Bucket> buckets = new HashMap<>();
    private Bucket spare = Bucket.full(SPARE, 0);

    /** Whether one more refusal with {@code code} of nobody in particular is told. */
    public boolean admits(Refusal.Code code, long epochMillis) {
        return admits(code, ANYBODY, epochMillis);
    }

    /** The same of a command by {@code actor}, a key that the trust file knows. */
    boolean admits(Refusal.Code code, String actor, long epochMillis) {
        Key key = new Key(code, isProven(code) ? actor : ANYBODY);
        if (!buckets.containsKey(key) && buckets.size() >= MOST_BUCKETS) {
            buckets.values().removeIf(bucket -> bucket.at(epochMillis).isFull());
            key = buckets.size() >= MOST_BUCKETS ? new Key(code, ANYBODY) : key;
        }
        Bucket own = buckets.getOrDefault(key, Bucket.full(BURST, epochMillis)).at(epochMillis);
        buckets.put(key, own.hasOne() ? own.lessOne() : own);
        return own.hasOne() || takesSpare(epochMillis);
    }

    private boolean takesSpare(long epochMillis) {
        Bucket now = spare.at(epochMillis);
        spare = now.hasOne() ? now.lessOne() : now;
        return now.hasOne();
    }

    /** Whether a refusal with {@code code} is about one who has signed, so far as that had to be looked at. */
    private static boolean isProven(Refusal.Code code) {
        return switch (code) {
            case MALFORMED, BAD_SIGNATURE, UNCONFIRMED -> false; // The last is found before the signature is looked at.
            default -> true;
        };
    }
}
