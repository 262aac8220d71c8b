// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.GuardWords;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An order on many prefixes, all of which have come, on its way through a node: all are checked before any is decided, then
 * each is decided and read back, some at a time. Owned by the loop's thread.
 */
final class LongOrder {
    private static final int NAMED = 5;
    private static final long NEVER = Long.MIN_VALUE;

    private final Command whole;
    private final Supplier<? extends Decisions> maker;
    private final Decisions decisions;
    private final List<Prefix> prefixes;
    private final long arrivedAtNanos;
    private final SeenCommands seen;
    private final CommandApplier applier;
    private final RoomNeeded roomNeeded;
    private final List<Refusal> objections = new ArrayList<>();
    private final List<Prefix> leftAlone = new ArrayList<>();
    private final BitSet blocking = new BitSet();
    private final Shortfall shortfall = new Shortfall();
    private double networks;
    private boolean needsApproval;
    private Optional<Command> approval = Optional.empty();
    private Optional<String> digest = Optional.empty();
    private Optional<Refusal> tooMuch = Optional.empty();
    private Optional<String> whyTwo = Optional.empty();
    private int checked;
    private int declined;
    private int objected;
    private int decided;
    private int superseded;
    private int lookedAt;
    private long sinceNanos = NEVER;
    private boolean showedLife;

    /** @param maker gives what is to be decided, weighed against nothing yet */
    LongOrder(
            Command whole,
            Supplier<? extends Decisions> maker,
            CommandApplier applier,
            long arrivedAtNanos,
            SeenCommands seen) {
        this.whole = whole;
        this.maker = maker;
        this.applier = applier;
        this.roomNeeded = applier.roomNeeded();
        decisions = maker.get();
        this.prefixes = decisions.prefixes();
        this.arrivedAtNanos = arrivedAtNanos;
        this.seen = seen;
    }

    Command command() {
        return whole;
    }

    /** Of the whole order, see {@link CanonicalBytes#digest}. */
    String digest() {
        digest = digest.or(() -> Optional.of(CanonicalBytes.digest(whole)));
        return digest.orElseThrow();
    }

    long arrivedAtNanos() {
        return arrivedAtNanos;
    }

    int size() {
        return prefixes.size();
    }

    /** Whether all prefixes have been checked. */
    boolean isChecked() {
        return checked == size();
    }

    boolean isPermitted() {
        return isChecked() && objected == 0 && tooMuch.isEmpty();
    }

    /** Whether it is permitted, but somebody else must agree first. */
    boolean waitsForApproval() {
        return isPermitted() && needsApproval && approval.isEmpty() && !whole.dryRun();
    }

    /** The agreement of somebody else. */
    Optional<Command> approval() {
        return approval;
    }

    /** Why {@code approver} may not have this decided, if so: nobody agrees to more than they might order. */
    Optional<Refusal> tooMuchFor(Operator approver, long epochMillis) {
        return prefixes.stream()
                .filter(prefix -> decisions.networks(prefix, epochMillis) > 0)
                .flatMap(prefix -> ReachCheck.width(prefix, approver).stream())
                .findFirst();
    }

    /** Why who gives {@code other} may not have this decided, if so: nobody agrees to what would shut himself out. */
    Optional<Refusal> shutsOut(Command other) {
        return CommandGuard.shutsOut(blocking.stream().mapToObj(prefixes::get).toList(), other);
    }

    /** The same order with somebody else's agreement, to be checked anew: what passes has changed since. */
    LongOrder approvedBy(Command other) {
        LongOrder approved = new LongOrder(whole, maker, applier, arrivedAtNanos, seen);
        approved.approval = Optional.of(other);
        return approved;
    }

    /** Why this node has no room for all of it, if so; what it takes is as of when it was checked. */
    Optional<Refusal> lackOfRoom() {
        return roomNeeded.refusal();
    }

    /** Does not carry it out, for a reason that is none of its prefixes'. */
    void refuse(Refusal why) {
        objected = size();
        objections.add(why);
    }

    /** Whether it has been under way for so long that the sender must be wondering; once. */
    boolean hasToShowLife(long nowNanos) {
        if (sinceNanos == NEVER) {
            sinceNanos = nowNanos;
        }
        boolean isDue = !showedLife && nowNanos - sinceNanos >= OpenOrder.SIGN_OF_LIFE_NANOS;
        showedLife |= isDue;
        return isDue;
    }

    boolean isBegun() {
        return decided > 0;
    }

    /** Whether all has been done. */
    boolean isDone() {
        return lookedAt == size();
    }

    /** It is its turn: it counts beside what its sender orders meanwhile. What two have agreed to, or nobody carries out, does not. */
    void begin() {
        if (approval.isEmpty() && !whole.dryRun()) {
            decisions.blast().ifPresent(BlastCheck::begin);
        }
    }

    /** Its turn is over. */
    void end() {
        decisions.blast().ifPresent(BlastCheck::end);
    }

    /** Checks some more; returns how many. */
    int check(int most, long epochMillis) {
        List<Prefix> slice = slice(checked, most);
        decisions.objections(slice, epochMillis).forEach(this::object);
        for (int i = 0; i < slice.size(); i++) {
            Prefix prefix = slice.get(i);
            boolean blocks = decisions.weigh(prefix, epochMillis);
            blocking.set(checked + i, blocks);
            roomNeeded.add(prefix, blocks, epochMillis);
            double more = decisions.networks(prefix, epochMillis);
            networks += more;
            needsApproval |= CommandGuard.isTooMuch(more) || CommandGuard.isTooMuchInAll(networks);
        }
        checked += slice.size();
        if (isChecked()) {
            tooMuch = decisions.blast().flatMap(BlastCheck::refusal);
            whyTwo = decisions.blast().flatMap(blast -> blast.whyTwo(epochMillis));
            needsApproval |= whyTwo.isPresent();
        }
        return slice.size();
    }

    /** Why somebody else must agree, where so. */
    String whyTwo() {
        return whyTwo.orElseGet(GuardWords::takesTwo);
    }

    /** Whether what a node objects to by {@code refusal} must not reach it by way of nodes that do not object. */
    static boolean isKeptFromHere(Refusal refusal) {
        return refusal.code() == Refusal.Code.TRAFFIC_SHARE;
    }

    /** Whether it was refused in a way that others may not, and not all of what they decide is kept off yet. */
    boolean hasToDecline() {
        return objected == 0 && tooMuch.isPresent() && !whole.dryRun() && declined < size();
    }

    /** Keeps some more off; returns how many. */
    int decline(int most, long epochMillis) {
        List<Prefix> slice = slice(declined, most);
        decisions.decline(slice, false, epochMillis);
        declined += slice.size();
        return slice.size();
    }

    /** Keeps some more of what others decide by it off while it waits; returns how many. */
    int keepOff(int most, long epochMillis) {
        List<Prefix> slice = slice(declined, most);
        decisions.decline(slice, true, epochMillis);
        declined += slice.size();
        return slice.size();
    }

    /** What it would hit, of one that is only checked or hits too much. */
    Optional<BlastRadius> blast() {
        return whole.dryRun() || tooMuch.isPresent() ? decisions.blast().map(BlastCheck::radius) : Optional.empty();
    }

    /** Decides some more, then looks at what covers them; returns how many. */
    int carryOut(int most, long epochMillis) {
        if (decided < size()) {
            List<Prefix> slice = slice(decided, most);
            List<Prefix> mine = new ArrayList<>();
            for (Prefix prefix : slice) {
                if (seen.isSuperseded(whole, prefix)
                        || decisions.isOvertaken(prefix, seen.decidedAtMillis(prefix), epochMillis)) {
                    leaveAlone(prefix);
                    decisions.keepApart(prefix, epochMillis);
                } else {
                    mine.add(prefix);
                }
            }
            seen.decided(whole, mine, epochMillis);
            decisions.carryOut(mine, approval.isEmpty(), epochMillis, shortfall);
            decided += slice.size();
            lookedAt = decided == size() && !mayBeCovered() ? size() : lookedAt;
            return slice.size();
        }
        List<Prefix> slice = slice(lookedAt, most);
        decisions.lookAt(
                slice.stream()
                        .filter(prefix -> !seen.isSuperseded(whole, prefix))
                        .toList(),
                epochMillis,
                shortfall);
        lookedAt += slice.size();
        return slice.size();
    }

    /** Whether some of its prefixes may stay shut out by others around them. */
    private boolean mayBeCovered() {
        return whole.body() instanceof CommandBody.Unblock || whole.body() instanceof CommandBody.Allow;
    }

    Receipt.State state() {
        if (objected > 0 || tooMuch.isPresent() || shortfall.count() > 0) {
            return Receipt.State.REFUSED;
        }
        if (whole.dryRun()) {
            return Receipt.State.CHECKED;
        }
        return superseded == size() && superseded > 0 ? Receipt.State.SUPERSEDED : Receipt.State.APPLIED;
    }

    Optional<Refusal> refusal() {
        if (objections.isEmpty()) {
            return tooMuch.or(() -> shortfall.refusal(size())).or(this::approvalWanted);
        }
        List<String> texts = objections.stream().map(Refusal::text).distinct().toList();
        return Optional.of(new Refusal(
                objections.getFirst().code(),
                objected + " of " + size() + " prefixes may not be ordered so, and nothing was changed: "
                        + String.join("; ", texts)));
    }

    /** Of one that is only checked: that it would wait for somebody else. */
    private Optional<Refusal> approvalWanted() {
        return whole.dryRun() && isPermitted() && needsApproval
                ? Optional.of(GuardWords.wouldWait(whyTwo()))
                : Optional.empty();
    }

    Receipt.Tally tally() {
        if (objected > 0 || tooMuch.isPresent()) {
            return new Receipt.Tally(0, objected > 0 ? objected : size(), 0, List.of(), List.of());
        }
        int applied = size() - superseded - shortfall.count();
        return new Receipt.Tally(Math.max(0, applied), shortfall.count(), superseded, leftAlone, List.of());
    }

    private void leaveAlone(Prefix prefix) {
        superseded++;
        if (leftAlone.size() < NAMED) {
            leftAlone.add(prefix);
        }
    }

    private void object(Refusal refusal) {
        objected++;
        if (objections.size() < NAMED) {
            objections.add(refusal);
        }
    }

    private List<Prefix> slice(int from, int most) {
        return prefixes.subList(from, Math.min(from + most, size()));
    }
}
