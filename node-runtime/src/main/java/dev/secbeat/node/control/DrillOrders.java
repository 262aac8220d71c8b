// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.crdt.OrderStamp;
import dev.secbeat.node.verdict.BlockControl;
import dev.secbeat.node.verdict.LimitControl;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.Optional;

/**
 * Drills on the live fleet: they go the whole way of a real order, on an address that is nobody's, and end by themselves
 * within seconds. Their receipts say that it was a drill; what they decided is no order, so it cannot be undone, and it need not be.
 *
 * <p>Owned by the loop's thread.
 */
final class DrillOrders {
    private static final int MOST = 10;
    private static final int WINDOW_MILLIS = 1_000;

    private final CommandGuard guard;
    private final BlockControl blocks;
    private final LimitControl limits;
    private final CommandAnswers blockAnswers;
    private final CommandAnswers limitAnswers;

    /** The answers wait for the journal in which what they tell of is kept. */
    DrillOrders(
            CommandGuard guard,
            BlockControl blocks,
            LimitControl limits,
            CommandAnswers blockAnswers,
            CommandAnswers limitAnswers) {
        this.guard = guard;
        this.blocks = blocks;
        this.limits = limits;
        this.blockAnswers = blockAnswers;
        this.limitAnswers = limitAnswers;
    }

    /** Holds a drill that is authentic, fresh, new and for this node; why not, if so. */
    Optional<Refusal> take(Command command, CommandBody.Drill drill, long arrivedAtNanos, long epochMillis) {
        if (!DrillGround.NAMES.contains(drill.name())) {
            return refusal(
                    Refusal.Code.NOTHING_TO_DO,
                    "this node knows no drill '" + drill.name() + "': one of " + String.join(", ", DrillGround.NAMES));
        }
        long until = command.issuedAt().plus(DrillGround.LASTS).toEpochMilli();
        Optional<Refusal> objection = guard.check(DrillGround.ADDRESS).or(() -> occupied(until));
        if (objection.isPresent()) {
            return objection;
        }
        if (until <= epochMillis) {
            return refusal(
                    Refusal.Code.EXPIRED,
                    "the drill was over before it arrived: it lasts " + DrillGround.LASTS.toSeconds()
                            + " s; see how far the clocks are apart, and how long messages take");
        }
        boolean isBlock = drill.name().equals(DrillGround.BLOCK);
        CommandAnswers answers = isBlock ? blockAnswers : limitAnswers;
        Receipt.State state = Receipt.State.CHECKED;
        Optional<Refusal> failure = Optional.empty();
        if (!command.dryRun()) {
            answers.intent(command, epochMillis);
            failure = isBlock ? block(command, until) : limit(command, until);
            state = failure.isEmpty() ? Receipt.State.DRILLED : Receipt.State.REFUSED;
        }
        answers.answer(
                answers.receipt(command.id(), arrivedAtNanos, state, failure, Optional.empty()), command, epochMillis);
        return Optional.empty();
    }

    /** What somebody has decided on the address for longer than a drill lasts is real to him. */
    private Optional<Refusal> occupied(long until) {
        return blocks.standing(DrillGround.ADDRESS)
                .filter(entry -> entry.isOfOperators() && entry.expiresAtMillis() > until)
                .filter(entry -> entry.active() || entry.sparedUntilMillis() > 0)
                .flatMap(_ -> refusal(
                        Refusal.Code.NOTHING_TO_DO,
                        "somebody has decided on " + DrillGround.ADDRESS
                                + ", on which drills are held, and the drill would"
                                + " end that: see 'secbeat blocks'; nothing was changed"));
    }

    private Optional<Refusal> block(Command command, long until) {
        try {
            BlockEntry _ = blocks.decide(
                    DrillGround.ADDRESS, Origin.OPERATOR, true, until, command.scope(), OrderStamp.of(command, false));
            return blocks.verify(DrillGround.ADDRESS, true) ? Optional.empty() : failed("it was read back otherwise");
        } catch (VerdictSinkException | IllegalArgumentException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Refusal> limit(Command command, long until) {
        LimitKey key = new LimitKey(Optional.of(DrillGround.ADDRESS), Dimension.PACKETS, command.scope());
        Optional<LimitTerms> terms = Optional.of(new LimitTerms(MOST, WINDOW_MILLIS, 1, until));
        try {
            LimitEntry _ =
                    limits.decide(key, terms, command.id(), command.issuedAt().toEpochMilli());
            return limits.verify() ? Optional.empty() : failed("it was read back otherwise");
        } catch (IllegalArgumentException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Refusal> failed(String why) {
        return refusal(
                Refusal.Code.KERNEL_FAILED,
                "the drill failed, and so would a real order now: " + why + "; see the node's log");
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String text) {
        return Optional.of(new Refusal(code, text));
    }
}
