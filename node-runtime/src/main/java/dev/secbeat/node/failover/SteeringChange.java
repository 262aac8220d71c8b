// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.FailoverOutcome.Result;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Carries a plan out: raise the fence in every view, change, ask every server, and put all back when one answers otherwise.
 * Waits for the DNS as long as its provider does, and no longer; belongs to the thread that may.
 */
public final class SteeringChange {
    private final DnsProvider dns;
    private final Lease fence;
    private final BooleanSupplier stillLeads;
    private final Patience patience;
    private final List<String> evidence = new ArrayList<>();
    private boolean changed;

    /** Waits a moment before servers are asked again; false when they had their time. */
    @FunctionalInterface
    public interface Patience {
        boolean waitBeforeAsking(int times);
    }

    /** How it ended and what was seen. */
    public record Ended(Result result, List<String> evidence) {
        public Ended {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * A change that is to be made once.
     *
     * @param fence the lease under which it is made
     * @param stillLeads whether that lease is still held, by the own clock
     */
    public SteeringChange(DnsProvider dns, Lease fence, BooleanSupplier stillLeads, Patience patience) {
        this.dns = dns;
        this.fence = fence;
        this.stillLeads = stillLeads;
        this.patience = patience;
    }

    /** Makes it. */
    public Ended make(List<RecordChange> changes) {
        return new Ended(result(changes), evidence);
    }

    private Result result(List<RecordChange> changes) {
        try {
            dns.raise(fence);
        } catch (DnsException e) {
            evidence.add(e.getMessage() + "; no record was changed");
            return e.reason() == DnsException.Reason.FENCED ? Result.FENCED : Result.ROLLED_BACK;
        }
        if (!stillLeads.getAsBoolean()) {
            evidence.add("the lease of epoch " + fence.epoch()
                    + " was over before anything was changed: whoever leads now" + " has to be asked");
            return Result.FENCED;
        }
        try {
            dns.apply(changes, fence);
            changed = true;
        } catch (DnsException e) {
            evidence.add(String.valueOf(e.getMessage()));
            changed = e.isPartly();
            return putBack(changes);
        }
        Verified verified = verify(changes);
        evidence.addAll(verified.complaints());
        if (verified.holds()) {
            evidence.add(verified.agreeing() + " answers of the authoritative servers are as planned");
            if (!verified.silent().isEmpty()) {
                evidence.add(
                        "who did not answer is asked again while this orchestrator leads; coming back with other records"
                                + " is an alarm");
            }
            return Result.APPLIED;
        }
        return putBack(changes);
    }

    private Verified verify(List<RecordChange> changes) {
        Verified verified = dns.verify(changes);
        for (int times = 1; !verified.complaints().isEmpty() && patience.waitBeforeAsking(times); times++) {
            verified = dns.verify(changes);
        }
        return verified;
    }

    private Result putBack(List<RecordChange> changes) {
        try {
            dns.raise(fence);
            DnsAnswers now = dns.current();
            List<RecordChange> made = new ArrayList<>();
            boolean foreign = false;
            for (RecordChange change : changes) {
                List<String> found = found(now, change);
                if (found.equals(sorted(change.before()))) {
                    continue;
                }
                if (!found.equals(sorted(change.after()))) {
                    foreign = true;
                    evidence.add(change.name() + " " + change.type() + " of view " + change.view() + " answers " + found
                            + ", neither as before nor as planned: somebody else changes it");
                } else {
                    made.add(change.reversed());
                }
            }
            dns.apply(made, fence);
            Verified verified =
                    verify(changes.stream().map(RecordChange::reversed).toList());
            evidence.addAll(verified.complaints());
            evidence.add(
                    made.isEmpty()
                            ? "nothing had been changed"
                            : made.size() + " record set(s) were put back as they were");
            return verified.holds() && !foreign ? Result.ROLLED_BACK : Result.FAILED;
        } catch (DnsException e) {
            evidence.add("putting back: " + e.getMessage());
            if (e.reason() != DnsException.Reason.FENCED) {
                return Result.FAILED;
            }
            if (changed) {
                evidence.add("a later leader keeps this one from putting back what it had changed: look at every view");
            }
            return changed ? Result.FAILED : Result.FENCED;
        }
    }

    private static List<String> found(DnsAnswers now, RecordChange change) {
        return Stream.concat(now.records().stream(), now.notes().stream())
                .filter(record -> record.view().equals(change.view())
                        && record.type().equals(change.type())
                        && record.name().equals(change.name()))
                .flatMap(record -> record.addresses().stream())
                .sorted()
                .toList();
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }
}
