// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverOutcome.Result;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.control.RefusalTrail;
import dev.secbeat.node.failover.DnsProvider;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.Planned;
import dev.secbeat.node.failover.SteeringChange;
import dev.secbeat.node.time.NodeClock;
import java.util.HashMap;
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
 * out again: its outcome is told once more. What this one cannot remember, since it was not there, the DNS does. Whoever may publish
 * orders may repeat what others signed, and forge any: so refusals and repetitions are told within {@link RefusalTrail}'s bounds.
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
    private final NodeClock clock;
    private final Runnable whenEnded;
    private final RefusalTrail refusals = new RefusalTrail();
    private final Map<UUID, Remembered> remembered = new LinkedHashMap<>();
    /** Dry runs that were planned, with their expiry in epoch milliseconds. */
    private final Map<UUID, Long> shown = new HashMap<>();

    private @Nullable Underway underway;

    private record Remembered(long expiresAtMillis, Optional<FailoverOutcome> outcome) {}

    private record Underway(FailoverPlan plan, Lease fence, long startMillis, Future<SteeringChange.Ended> change) {}

    /** @param whenEnded called by the DNS' thread when a change has ended, so that {@link #collect} need not wait long */
    FailoverActs(FailoverDesk desk, Leadership leadership, FailoverVoice voice, NodeClock clock, Runnable whenEnded) {
        this.desk = desk;
        this.leadership = leadership;
        this.voice = voice;
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
            if (isShownFirst(command, nowMillis) || tells(command, Refusal.Code.REPLAYED, nowMillis)) {
                voice.tell(desk.plan(command, health, nowMillis).plan());
            }
        } else {
            Remembered before = remembered.get(command.id());
            if (before == null) {
                takeNew(command, health, nowMillis);
            } else if (before.outcome().isPresent() && tells(command, Refusal.Code.REPLAYED, nowMillis)) {
                voice.tell(before.outcome().get()); // Else it is underway, and will be told.
            }
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
            tell(late);
        } else {
            begin(command, planned, fence.get(), nowMillis);
        }
    }

    private void begin(Command command, Planned planned, Lease fence, long nowMillis) {
        remember(command, Optional.empty(), nowMillis);
        voice.tell(planned.plan());
        voice.intend(
                planned.plan(),
                command.actor(),
                command.body() instanceof CommandBody.OnRegion order ? order.reason() : "");
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
        underway = new Underway(planned.plan(), fence, nowMillis, change);
        CompletableFuture<SteeringChange.Ended> _ = change.whenComplete((_, _) -> whenEnded.run());
    }

    /** On the DNS' thread. */
    private SteeringChange.Ended make(DnsProvider dns, Planned planned, Lease fence) {
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

    /** What became of the change that was underway, once it has ended; it has been told then. */
    Optional<FailoverOutcome> collect(long nowMillis) {
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
        tell(outcome);
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

    /** False also when there is no room to remember it. */
    private boolean isShownFirst(Command command, long nowMillis) {
        if (shown.size() >= MOST_REMEMBERED) {
            shown.values().removeIf(expiresAtMillis -> expiresAtMillis < nowMillis);
        }
        return shown.size() < MOST_REMEMBERED
                && shown.putIfAbsent(command.id(), command.expiresAt().toEpochMilli()) == null;
    }

    /** Whether one more answer of a kind that anybody may have any number of is given; if not it is counted. */
    private boolean tells(Command command, Refusal.Code code, long nowMillis) {
        boolean told = refusals.tells(code, desk.known(command), nowMillis);
        if (!told) {
            voice.untold(code);
        }
        return told;
    }

    private FailoverOutcome refuse(Command command, FailoverPlan plan, long nowMillis) {
        long epoch = leadership.lease(nowMillis).map(Lease::epoch).orElse(0L);
        FailoverOutcome outcome = new FailoverOutcome(plan, Result.REFUSED, epoch, nowMillis, 0, List.of());
        if (tells(command, plan.refusal().orElseThrow().code(), nowMillis)) {
            voice.tell(plan);
            if (!command.dryRun()) {
                tell(outcome);
            }
        }
        return outcome;
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
