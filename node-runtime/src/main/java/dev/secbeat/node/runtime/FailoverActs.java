// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverOutcome.Result;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.failover.DnsProvider;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.Planned;
import dev.secbeat.node.failover.SteeringChange;
import dev.secbeat.node.time.NodeClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries orders on regions out, one after the other, while this orchestrator leads. An order that comes again is not carried
 * out again: its outcome is told once more. What this one cannot remember, since it was not there, the DNS does. Before a
 * change its disk has what is intended; what fails of that is logged, and the change is made.
 *
 * <p>Owned by the orchestrator's thread; the change itself is made on the DNS' thread.
 */
final class FailoverActs {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverActs.class);
    private static final int MOST_REMEMBERED = 4_096;
    private static final long ASK_AGAIN_NANOS = 200_000_000;
    private static final int MOST_QUESTIONS = 25;

    private final FailoverDesk desk;
    private final Leadership leadership;
    private final FailoverVoice voice;
    private final FailoverTrail trail;
    private final NodeClock clock;
    private final Runnable whenEnded;
    private final Map<UUID, Remembered> remembered = new LinkedHashMap<>();
    private @Nullable Underway underway;

    private record Remembered(long expiresAtMillis, Optional<FailoverOutcome> outcome) {}

    private record Underway(
            String actor, FailoverPlan plan, Lease fence, long startMillis, Future<SteeringChange.Ended> change) {}

    /** @param whenEnded called by the DNS' thread when a change has ended, so that {@link #collect} need not wait long */
    FailoverActs(
            FailoverDesk desk,
            Leadership leadership,
            FailoverVoice voice,
            FailoverTrail trail,
            NodeClock clock,
            Runnable whenEnded) {
        this.desk = desk;
        this.leadership = leadership;
        this.voice = voice;
        this.trail = trail;
        this.clock = clock;
        this.whenEnded = whenEnded;
    }

    /** Whether a change is being made. */
    boolean isUnderway() {
        return underway != null;
    }

    /** Plans an order and, unless it is a dry run or refused, begins to carry it out; only while it leads. */
    void take(SignedCommand signed, FleetView health, long nowMillis) {
        Command command = signed.command();
        Optional<Refusal> stranger = desk.check(signed, nowMillis);
        if (stranger.isPresent()) {
            refuse(command, stranger.get(), health, nowMillis);
        } else if (FailoverDesk.isDry(command)) {
            takeDry(command, health, nowMillis);
        } else {
            Remembered before = remembered.get(command.id());
            if (before == null) {
                takeNew(command, health, nowMillis);
            } else if (before.outcome().isPresent() && repeats(command, nowMillis)) {
                voice.tell(before.outcome().get()); // Else it is underway, and will be told.
            }
        }
    }

    private void takeDry(Command command, FleetView health, long nowMillis) {
        boolean isFirst = trail.isFirst(command, nowMillis);
        if (isFirst || repeats(command, nowMillis)) {
            FailoverPlan plan = desk.plan(command, health, nowMillis).plan();
            if (isFirst) {
                trail.planned(command, plan, nowMillis);
            }
            voice.tell(plan);
        }
    }

    /** Answers that {@code command} is not carried out for {@code why}; it may be sent again. */
    void refuse(Command command, Refusal why, FleetView health, long nowMillis) {
        refuse(command, desk.refused(command, health, why, nowMillis), nowMillis);
    }

    private void takeNew(Command command, FleetView health, long nowMillis) {
        Optional<Refusal> early = early(command);
        if (early.isPresent()) {
            refuse(command, early.get(), health, nowMillis);
            return;
        }
        Planned planned = desk.plan(command, health, nowMillis);
        Optional<Lease> fence = leadership.lease(clock.epochMillis());
        if (planned.plan().refusal().isPresent()) {
            remember(command, Optional.of(refuse(command, planned.plan(), nowMillis)), nowMillis);
        } else if (fence.isEmpty()) {
            FailoverOutcome late = new FailoverOutcome(
                    planned.plan(),
                    Result.FENCED,
                    0,
                    nowMillis,
                    0,
                    List.of("the lease was over before anything was changed: send it again, to whoever leads now"));
            remember(command, Optional.of(late), nowMillis);
            end(command.actor(), late);
        } else {
            begin(command, planned, fence.get(), nowMillis);
        }
    }

    private void begin(Command command, Planned planned, Lease fence, long nowMillis) {
        remember(command, Optional.empty(), nowMillis);
        voice.tell(planned.plan());
        trail.intend(command, planned.plan(), nowMillis);
        LOG.info(
                "event=failover_begun command={} act={} from={} to={} records={} epoch={}",
                command.id(),
                planned.plan().act(),
                planned.plan().from(),
                planned.plan().to(),
                planned.plan().changes().size(),
                fence.epoch());
        CompletableFuture<SteeringChange.Ended> change =
                desk.dns().worker().orElseThrow().begin(dns -> make(dns, planned, fence));
        underway = new Underway(command.actor(), planned.plan(), fence, nowMillis, change);
        CompletableFuture<SteeringChange.Ended> _ = change.whenComplete((_, _) -> whenEnded.run());
    }

    /** On the DNS' thread. */
    private SteeringChange.Ended make(DnsProvider dns, Planned planned, Lease fence) {
        trail.secure();
        return new SteeringChange(dns, fence, () -> holds(fence), FailoverActs::waitABit).make(planned.changes());
    }

    private boolean holds(Lease fence) {
        return leadership
                .lease(clock.epochMillis())
                .filter(lease -> lease.epoch() == fence.epoch())
                .isPresent();
    }

    private static boolean waitABit(int times) {
        LockSupport.parkNanos(ASK_AGAIN_NANOS);
        return times < MOST_QUESTIONS && !Thread.currentThread().isInterrupted();
    }

    /** What became of the change that was underway, once it has ended; it has been told then. Called at each turn. */
    Optional<FailoverOutcome> collect(long nowMillis) {
        trail.beginTurn(nowMillis);
        Underway now = underway;
        if (now == null || !now.change().isDone()) {
            return Optional.empty();
        }
        underway = null;
        SteeringChange.Ended ended = ended(now.change());
        FailoverOutcome outcome = new FailoverOutcome(
                now.plan(),
                ended.result(),
                now.fence().epoch(),
                nowMillis,
                nowMillis - now.startMillis(),
                ended.evidence());
        remembered.computeIfPresent(
                outcome.commandId(), (_, old) -> new Remembered(old.expiresAtMillis(), Optional.of(outcome)));
        end(now.actor(), outcome);
        return Optional.of(outcome);
    }

    private static SteeringChange.Ended ended(Future<SteeringChange.Ended> change) {
        try {
            return change.get();
        } catch (ExecutionException e) {
            return new SteeringChange.Ended(
                    Result.FAILED, List.of("the change ended in an error, so look at the DNS: " + e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SteeringChange.Ended(Result.FAILED, List.of("the orchestrator is closing: look at the DNS"));
        }
    }

    private Optional<Refusal> early(Command command) {
        if (command.issuedAt().toEpochMilli() < leadership.sinceMillis()) {
            return Optional.of(new Refusal(
                    Refusal.Code.REPLAYED,
                    "it was issued before this orchestrator came to lead, so another one may have carried it out: look at"
                            + " 'secbeat failover show' and send it again if it is still wanted"));
        }
        if (underway != null) {
            return Optional.of(new Refusal(
                    Refusal.Code.OVERLOADED,
                    "order " + underway.plan().commandId() + " is being carried out: wait for its outcome, then send it"
                            + " again"));
        }
        return remembered.size() >= MOST_REMEMBERED && !forgetExpired(clock.epochMillis())
                ? Optional.of(new Refusal(
                        Refusal.Code.OVERLOADED,
                        "too many orders came in the last minutes: find out who sends them, then send it again"))
                : Optional.empty();
    }

    private boolean forgetExpired(long nowMillis) {
        return remembered.values().removeIf(one -> one.expiresAtMillis() < nowMillis);
    }

    private void remember(Command command, Optional<FailoverOutcome> outcome, long nowMillis) {
        forgetExpired(nowMillis);
        remembered.put(command.id(), new Remembered(command.expiresAt().toEpochMilli(), outcome));
    }

    /** Whether a genuine order that comes again is answered again. */
    private boolean repeats(Command command, long nowMillis) {
        boolean told = trail.tells(command, Refusal.Code.REPLAYED, nowMillis);
        if (!told) {
            voice.untold(Refusal.Code.REPLAYED);
        }
        return told;
    }

    private FailoverOutcome refuse(Command command, FailoverPlan plan, long nowMillis) {
        long epoch = leadership.lease(nowMillis).map(Lease::epoch).orElse(0L);
        FailoverOutcome outcome = new FailoverOutcome(plan, Result.REFUSED, epoch, nowMillis, 0, List.of());
        Refusal why = plan.refusal().orElseThrow();
        if (!trail.refused(command, why, nowMillis)) {
            voice.untold(why.code());
        } else {
            voice.tell(plan);
            if (!command.dryRun()) {
                tell(outcome);
            }
        }
        return outcome;
    }

    private void end(String actor, FailoverOutcome outcome) {
        trail.ended(actor, outcome);
        tell(outcome);
    }

    private void tell(FailoverOutcome outcome) {
        if (outcome.isAlarm()) {
            LOG.error(
                    "event=failover_alarm command={} result={} evidence=\"{}\"",
                    outcome.commandId(),
                    outcome.result(),
                    String.join("; ", outcome.evidence()));
        } else {
            LOG.info(
                    "event=failover_ended command={} result={} took_ms={}",
                    outcome.commandId(),
                    outcome.result(),
                    outcome.tookMillis());
        }
        voice.tell(outcome);
    }
}
