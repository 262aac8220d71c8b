// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.Lease;
import java.util.Optional;

/**
 * Where an orchestrator that leads has its hand on the steering: takes orders, carries them out, tells where clients are
 * steered. Owned by the orchestrator's thread.
 */
final class Steersman {
    private final Leadership leadership;
    private final FailoverActs acts;
    private final SteeringWatch watch;
    private final FailoverVoice voice;

    Steersman(Leadership leadership, FailoverActs acts, SteeringWatch watch, FailoverVoice voice) {
        this.leadership = leadership;
        this.acts = acts;
        this.watch = watch;
        this.voice = voice;
    }

    /** Whether a change is being made. */
    boolean isUnderway() {
        return acts.isUnderway();
    }

    /** Takes an order; whoever does not lead leaves it to who does. */
    void take(SignedCommand command, FleetView health, long nowMillis) {
        if (leadership.leads(nowMillis)) {
            acts.take(command, health, nowMillis);
        }
    }

    /** Answers an order that must not be carried out; whoever does not lead leaves it to who does. */
    void refuse(Command command, Refusal why, FleetView health, long nowMillis) {
        if (leadership.leads(nowMillis)) {
            acts.refuse(command, why, health, nowMillis);
        }
    }

    /**
     * Goes on with what is underway.
     *
     * @param asked whether somebody wants the report
     */
    void turn(FleetView health, boolean asked, long nowMillis) {
        Optional<FailoverOutcome> ended = acts.collect(nowMillis);
        if (ended.isPresent()) {
            watch.readSoon();
            if (ended.get().result() == FailoverOutcome.Result.FENCED) {
                leadership.resign();
            }
        }
        Optional<Lease> lease = leadership.lease(nowMillis);
        if (lease.isPresent()) {
            watch.turn(lease.get(), nowMillis);
            watch.report(health, lease.get(), asked, nowMillis).ifPresent(voice::tell);
        } else {
            watch.rest();
        }
    }
}
