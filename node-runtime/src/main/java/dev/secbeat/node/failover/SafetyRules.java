// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.Act;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
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
        if (plan.act() == Act.FAILBACK) {
            return Optional.empty();
        }
        Set<RegionId> others = new TreeSet<>(book.away());
        others.remove(plan.from());
        int regions = fleet.regions().size();
        int most = Math.max(1, regions / ONE_OF);
        if (others.size() + 1 > most) {
            return refuse(
                    Refusal.Code.RATE,
                    "rule 'rate': the clients of " + others + " are away, and of " + regions + " regions at most "
                            + most + " may be: bring them back first ('secbeat failback')" + FORCE);
        }
        return book.newestOfOthers(plan.from()).flatMap(newest -> pause(newest, nowMillis));
    }

    private static Optional<Refusal> pause(Move newest, long nowMillis) {
        long waitMillis = BETWEEN_MOVES_MILLIS - (nowMillis - newest.atMillis());
        return waitMillis <= 0
                ? Optional.empty()
                : refuse(
                        Refusal.Code.RATE,
                        "rule 'rate': " + newest.region() + " was moved " + (newest.isAway() ? "" : "back ")
                                + Math.max(0, (BETWEEN_MOVES_MILLIS - waitMillis) / 1_000)
                                + " s ago, and one region may be in " + BETWEEN_MOVES_MILLIS / 60_000 + " min: wait "
                                + Math.ceilDiv(waitMillis, 1_000) + " s" + FORCE);
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
