// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.Act;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules that a plan must keep; a refusal names the rule, what breaks it and the way on. Pure. */
final class SafetyRules {
    /** Between moves of two regions, milliseconds: time to see what the first one did. */
    static final long BETWEEN_MOVES_MILLIS = 300_000;
    /** Of so many regions one may be away. */
    static final int ONE_OF = 3;

    private static final String FORCE = ", or send it with --force if you know better";

    private final int minHealthyRegions;

    SafetyRules(int minHealthyRegions) {
        this.minHealthyRegions = minHealthyRegions;
    }

    /** Every rule that {@code plan} breaks, the weightiest first. */
    List<Refusal> broken(FailoverPlan plan, FleetView fleet, MoveBook book, long nowMillis) {
        return Stream.of(
                        minimum(plan, fleet),
                        nothing(plan),
                        target(plan, fleet),
                        rate(plan, fleet, book, nowMillis),
                        capacity(plan))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether an order with force goes ahead all the same: of all but what remains, and when there is nothing to do. */
    static boolean isSkippable(Refusal broken) {
        return switch (broken.code()) {
            case TOO_FEW_REGIONS, NOTHING_TO_DO -> false;
            default -> true;
        };
    }

    private Optional<Refusal> minimum(FailoverPlan plan, FleetView fleet) {
        if (plan.act() == Act.FAILBACK) {
            return Optional.empty(); // One more serves afterwards, none fewer.
        }
        long remaining = fleet.usableWithout(plan.from());
        return remaining >= minHealthyRegions
                ? Optional.empty()
                : refuse(
                        Refusal.Code.TOO_FEW_REGIONS,
                        "rule 'minimum': " + remaining + " healthy region(s) would remain without " + plan.from()
                                + ", at least " + minHealthyRegions
                                + " must: bring another region back first; nothing overrides this rule");
    }

    private static Optional<Refusal> nothing(FailoverPlan plan) {
        if (!plan.changes().isEmpty()) {
            return Optional.empty();
        }
        return refuse(
                Refusal.Code.NOTHING_TO_DO,
                plan.act() == Act.FAILBACK
                        ? "no record says that clients of " + plan.to()
                                + " were moved away, so there is nothing to bring"
                                + " back; what was changed by hand has to be changed back by hand"
                        : "no record answers with an address of " + plan.from()
                                + ": its clients were already moved, or its"
                                + " addresses are missing from the orchestrator's configuration");
    }

    private static Optional<Refusal> target(FailoverPlan plan, FleetView fleet) {
        Optional<RegionView> to = fleet.find(plan.to());
        boolean fit = to.map(plan.act() == Act.FAILBACK ? RegionView::isAlive : RegionView::canTakeClients)
                .orElse(false);
        return fit
                ? Optional.empty()
                : refuse(
                        Refusal.Code.TARGET_UNHEALTHY,
                        "rule 'target': " + plan.to() + " is "
                                + to.map(view -> view.state().name().toLowerCase(Locale.ROOT))
                                        .orElse("not there")
                                + " with " + to.map(RegionView::liveNodes).orElse(0)
                                + " live node(s), so clients sent there would find nobody: "
                                + (plan.act() == Act.FAILBACK ? "bring its nodes back first" : "choose another region")
                                + FORCE);
    }

    private static Optional<Refusal> rate(FailoverPlan plan, FleetView fleet, MoveBook book, long nowMillis) {
        boolean back = plan.act() == Act.FAILBACK;
        return (back ? Optional.<Refusal>empty() : tooManyAway(plan, fleet, book))
                .or(() -> Stream.of(
                                book.newestOfOthers(plan.region()).map(newest -> pause(newest, nowMillis)),
                                book.last(plan.region())
                                        .filter(last -> last.isAway() == back)
                                        .map(last -> back
                                                ? clean(last, nowMillis)
                                                : holdDown(last, book.holdDown(plan.region()), nowMillis)))
                        .flatMap(Optional::stream)
                        .filter(wait -> wait.leftMillis() > 0)
                        .max(Comparator.comparingLong(Wait::leftMillis))
                        .flatMap(wait -> refuse(
                                Refusal.Code.RATE,
                                wait.why() + ": wait " + Math.ceilDiv(wait.leftMillis(), 1_000) + " s" + FORCE)));
    }

    private static Optional<Refusal> tooManyAway(FailoverPlan plan, FleetView fleet, MoveBook book) {
        Set<RegionId> others = new TreeSet<>(book.away());
        others.remove(plan.from());
        int regions = fleet.regions().size();
        int most = Math.max(1, regions / ONE_OF);
        return others.size() + 1 <= most
                ? Optional.empty()
                : refuse(
                        Refusal.Code.RATE,
                        "rule 'rate': the clients of " + others + " are away, and of " + regions + " regions at most "
                                + most + " may be: bring them back first ('secbeat failback')" + FORCE);
    }

    /** What has to be waited for, and for how much longer; nothing when that is not positive. */
    private record Wait(long leftMillis, String why) {}

    private static Wait pause(Move newest, long nowMillis) {
        long gone = gone(newest, nowMillis);
        return new Wait(
                BETWEEN_MOVES_MILLIS - gone,
                "rule 'rate': " + newest.region() + " was moved " + (newest.isAway() ? "" : "back ") + gone / 1_000
                        + " s ago, and one region may be in " + BETWEEN_MOVES_MILLIS / 60_000 + " min");
    }

    private static Wait holdDown(Move back, HoldDown held, long nowMillis) {
        long gone = gone(back, nowMillis);
        return new Wait(
                held.millis() - gone,
                "rule 'hold-down': " + back.region() + " came back " + gone / 1_000 + " s ago"
                        + (held.flaps() == 0 ? "" : ", and was left soon after it did so " + held.flaps() + " time(s)")
                        + "; before it is left again it keeps its clients for " + held.millis() / 60_000 + " min");
    }

    private static Wait clean(Move away, long nowMillis) {
        long gone = gone(away, nowMillis);
        return new Wait(
                HoldDown.CLEAN_MILLIS - gone,
                "rule 'clean': " + away.region() + " was left " + gone / 1_000
                        + " s ago, and its clients come back after " + HoldDown.CLEAN_MILLIS / 60_000
                        + " clean minutes");
    }

    /** Since {@code act}; a note from the future, by another leader's clock, counts as of now. */
    private static long gone(Move act, long nowMillis) {
        return Math.max(0, nowMillis - act.atMillis());
    }

    private static Optional<Refusal> capacity(FailoverPlan plan) {
        return plan.utilisationAfter() <= FailoverPlanner.MOST_UTILISATION
                ? Optional.empty()
                : refuse(
                        Refusal.Code.CAPACITY,
                        String.format(
                                Locale.ROOT,
                                "rule 'capacity': %s would run at %.0f %% of its capacity, the limit is %.0f %%: add nodes"
                                        + " there first, or choose another region%s",
                                plan.to(),
                                plan.utilisationAfter() * 100,
                                FailoverPlanner.MOST_UTILISATION * 100,
                                FORCE));
    }

    private static Optional<Refusal> refuse(Refusal.Code code, String text) {
        return Optional.of(new Refusal(code, text));
    }
}
