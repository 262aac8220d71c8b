// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * When an order that is tried in one region is taken back there: when the region loses more than the block should take, or its
 * backend fails more than before.
 *
 * @param mostLoss of what passed before, 0 to 1, so much may be lost beyond what the nodes said comes from the blocked prefixes
 * @param mostErrors by so much, 0 to 1, may the share of requests rise that the backend fails
 */
public record CanaryRule(double mostLoss, double mostErrors) {
    /** What is meant where nothing else is said: a fifth of the traffic, a twentieth of the answers. */
    public static final CanaryRule STANDARD = new CanaryRule(0.2, 0.05);

    /** Fewer events than this, in the time looked at, prove nothing. */
    private static final double LEAST_EVENTS = 100;

    private static final double LEAST_ANSWERS = 20;

    public CanaryRule {
        if (!(mostLoss >= 0 && mostLoss <= 1 && mostErrors >= 0 && mostErrors <= 1)) {
            throw new IllegalArgumentException(
                    "what may be lost or fail is a share of 0 to 1, got " + mostLoss + " and " + mostErrors);
        }
    }

    /** Whether so much went through the region that a loss would show. */
    public boolean judges(RegionFlow before) {
        return isEnough(before.served(), before) || isEnough(before.passed(), before);
    }

    private static boolean isEnough(double perSecond, RegionFlow flow) {
        return perSecond * flow.seconds() >= LEAST_EVENTS;
    }

    /**
     * What is wrong, a sentence each; empty when the block may stay.
     *
     * @param expected what each node of the region said beforehand it would hit; where none could tell, it should hit nothing
     * @param before without the block
     * @param after with it
     */
    public List<String> objections(Collection<BlastRadius> expected, RegionFlow before, RegionFlow after) {
        List<String> objections = new ArrayList<>();
        boolean answers = (after.served() + after.failed()) * after.seconds() >= LEAST_ANSWERS;
        if (answers && after.failedShare() > before.failedShare() + mostErrors) {
            objections.add("the backend fails " + percent(after.failedShare()) + " of the requests, before "
                    + percent(before.failedShare()) + ": it may rise by " + percent(mostErrors));
        }
        lost(Dimension.REQUESTS, "requests served", expected, before, before.served(), after.served(), objections);
        lost(Dimension.PACKETS, "packets passed", expected, before, before.passed(), after.passed(), objections);
        return objections;
    }

    private void lost(
            Dimension dimension,
            String what,
            Collection<BlastRadius> blasts,
            RegionFlow flow,
            double before,
            double after,
            List<String> objections) {
        if (!isEnough(before, flow)) {
            return;
        }
        OptionalDouble told = GuardWords.partOf(blasts, dimension);
        double expected = told.orElse(0);
        double loss = 1 - after / before;
        if (loss > expected + mostLoss) {
            objections.add(String.format(
                    Locale.ROOT,
                    "%s fell from %.0f to %.0f a second, by %s, where it should take %s%s: beyond that may be lost %s",
                    what,
                    before,
                    after,
                    percent(loss),
                    percent(expected),
                    told.isEmpty() ? " (its nodes could not tell)" : "",
                    percent(mostLoss)));
        }
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }
}
