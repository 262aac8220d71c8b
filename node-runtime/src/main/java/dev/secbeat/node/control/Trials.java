// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CommandBody;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings back what stood before a block on trial when its time is over, whoever tried it: whether it went well is decided elsewhere, and
 * who decides may be gone. Where somebody has decided since, that stands.
 *
 * <p>What is on trial is known from what orders have changed, so a restart forgets none. {@value CommandBody#MAX_PREFIXES} prefixes a
 * turn at most. Owned by the loop's thread.
 */
final class Trials {
    private final PastOrders past;
    private final CommandApplier applier;
    private @Nullable PastOrder ending;
    private int done;

    Trials(PastOrders past, CommandApplier applier) {
        this.past = past;
        this.applier = applier;
    }

    /** Ends some of one whose time is over; returns of how many prefixes. */
    int doWork(long epochMillis) {
        PastOrder trial = ending;
        if (trial == null) {
            Optional<PastOrder> over = past.endedTrial(epochMillis);
            if (over.isEmpty()) {
                return 0;
            }
            trial = over.get();
            ending = trial;
            done = 0;
        }
        List<PastOrder.Change> changes = trial.changes();
        int end = Math.min(done + CommandBody.MAX_PREFIXES, changes.size());
        boolean isLast = end == changes.size();
        applier.endTrial(trial, changes.subList(done, end), isLast, epochMillis);
        int work = Math.max(1, end - done);
        done = end;
        ending = isLast ? null : trial;
        return work;
    }
}
