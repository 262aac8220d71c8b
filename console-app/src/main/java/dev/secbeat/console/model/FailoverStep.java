// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What became of an order on a region, as the orchestrator told it.
 *
 * @param what the order in words
 * @param result such as {@code APPLIED}, {@code REFUSED}, {@value #PLAN_CHANGED}, {@code FENCED}, {@code ROLLED_BACK} or
 *     {@code FAILED}
 * @param atMillis when it ended, epoch milliseconds
 * @param tookMillis from the order's arrival to the last server's answer, milliseconds
 * @param alarm whether people should be woken
 * @param evidence what was seen, in order
 */
public record FailoverStep(
        UUID commandId,
        String what,
        String result,
        long atMillis,
        long tookMillis,
        boolean alarm,
        List<String> evidence) {
    /** Refused, for it was held to a plan that no longer is. */
    public static final String PLAN_CHANGED = "PLAN_CHANGED";

    public FailoverStep {
        evidence = List.copyOf(evidence);
    }

    /** Whether every authoritative server answers as was planned. */
    public boolean isApplied() {
        return result.equals("APPLIED");
    }

    /** Whether nothing was done because the plan that its giver was shown has changed. */
    public boolean isPlanChanged() {
        return result.equals(PLAN_CHANGED);
    }

    /** The result as words: {@code rolled back}. */
    public String word() {
        return result.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
