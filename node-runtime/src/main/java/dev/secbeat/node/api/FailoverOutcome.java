// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;
import java.util.UUID;

/**
 * What became of an order on a region: the orchestrator's receipt.
 *
 * @param plan what was to be changed
 * @param epoch the leader's, under which it was done
 * @param atMillis epoch milliseconds at the end
 * @param tookMillis from the order's arrival to the last server's answer
 * @param evidence sentences about what was seen, in order
 */
public record FailoverOutcome(
        FailoverPlan plan, Result result, long epoch, long atMillis, long tookMillis, List<String> evidence) {

    /** How it ended. */
    public enum Result {
        /** Every authoritative server answers as planned. */
        APPLIED,
        /** A rule forbade it, nothing was changed; the plan's refusal says which. */
        REFUSED,
        /** A later leader has written to the DNS: this one stepped down; the evidence says what it had changed before. */
        FENCED,
        /** Some server did not answer as planned, or not at all; every record is as it was. */
        ROLLED_BACK,
        /** Some server did not answer as planned, nor could all be put back: somebody has to look at the DNS. */
        FAILED
    }

    public FailoverOutcome {
        evidence = List.copyOf(evidence);
    }

    public UUID commandId() {
        return plan.commandId();
    }

    /** Whether people should be woken. */
    public boolean isAlarm() {
        return switch (result) {
            case APPLIED, REFUSED -> false;
            case FENCED, ROLLED_BACK, FAILED -> true;
        };
    }
}
