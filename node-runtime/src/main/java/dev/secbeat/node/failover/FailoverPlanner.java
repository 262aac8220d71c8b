// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.CommandBody.Drain;
import dev.secbeat.node.api.CommandBody.Failback;
import dev.secbeat.node.api.CommandBody.Failover;
import dev.secbeat.node.api.CommandBody.OnRegion;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.Act;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Works out what an order on a region would change and whether the safety rules allow it. Pure: same input, same plan.
 *
 * <p>A refused plan still carries its changes and figures, so that an operator sees what was refused and why.
 */
public final class FailoverPlanner {
    /** Share of a region's capacity that may be in use after clients were moved to it. */
    public static final double MOST_UTILISATION = 0.8;

    private final String orchestrator;
    private final SafetyRules rules;

    /**
     * A planner for one orchestrator.
     *
     * @param minHealthyRegions regions able to take clients that must remain after the change, at least 1
     */
    public FailoverPlanner(String orchestrator, int minHealthyRegions) {
        if (minHealthyRegions < 1) {
            throw new IllegalArgumentException("minHealthyRegions must be at least 1, got " + minHealthyRegions);
        }
        this.orchestrator = orchestrator;
        this.rules = new SafetyRules(minHealthyRegions);
    }

    /**
     * An order and when it was given.
     *
     * @param issuedAtMillis by its sender's clock, epoch milliseconds
     */
    public record Order(UUID id, long issuedAtMillis, OnRegion body) {}

    /**
     * Plans {@code order} without doing anything, as a dry run.
     *
     * @param fleet with the states of {@link Standings}
     * @param answers what the DNS holds now
     * @param nowMillis epoch milliseconds
     */
    public Planned plan(Order order, FleetView fleet, DnsAnswers answers, long nowMillis) {
        MoveBook book = new MoveBook(answers);
        Act act = act(order.body());
        RegionId from = from(order.body(), fleet, book);
        RegionId to = to(order.body(), fleet);
        Optional<RegionView> leaving = fleet.find(from);
        Optional<RegionView> taking = fleet.find(to);
        if (leaving.isEmpty() || taking.isEmpty()) {
            return new Planned(
                    plan(order, act, from, to, List.of(), new Figures(0, 0))
                            .refusedFor(unknownRegion(leaving.isEmpty() ? from : to, fleet)),
                    List.of(),
                    List.of());
        }
        List<String> notes = new ArrayList<>();
        Sets sets = act == Act.FAILBACK
                ? back(to, fleet, answers, book, notes)
                : away(leaving.get(), taking.get(), answers, notes);
        double moved =
                act == Act.FAILBACK ? earlier(to, book, notes) : leaving.get().passedPerSecond();
        FailoverPlan plan = plan(order, act, from, to, sets.changes(), figures(moved, taking.get(), fleet, notes))
                .withNotes(notes);
        List<Refusal> broken = rules.broken(plan, fleet, book, nowMillis);
        List<Refusal.Code> codes = broken.stream().map(Refusal::code).toList();
        plan = plan.withDigest(PlanDigest.of(act, from, to, plan.changes(), codes));
        return new Planned(
                judged(plan, broken, order.body().force()), noting(order, plan, sets, book, nowMillis, moved), broken);
    }

    /** Refused for the weightiest rule that holds it back; what does not is noted, for it is what is overridden. */
    private static FailoverPlan judged(FailoverPlan plan, List<Refusal> broken, boolean force) {
        Optional<Refusal> refusal = broken.stream()
                .filter(rule -> !force || !SafetyRules.isSkippable(rule))
                .findFirst();
        List<String> notes = new ArrayList<>();
        if (force && refusal.isEmpty()) {
            notes.add("by force: no rule but 'minimum' holds it back");
        }
        broken.stream()
                .filter(rule -> !refusal.equals(Optional.of(rule)))
                .forEach(rule -> notes.add((refusal.isPresent() ? "also forbidden, " : "overridden, ") + rule.code()
                        + ": " + rule.text()));
        FailoverPlan noted = plan.withNotes(notes);
        return refusal.map(noted::refusedFor).orElse(noted);
    }

    /** The record sets that change, and moves that remain in them in another form than before. */
    private record Sets(List<RecordChange> changes, List<Move> rewritten) {}

    private record Figures(double clientsMoved, double utilisationAfter) {}

    private FailoverPlan plan(
            Order order, Act act, RegionId from, RegionId to, List<RecordChange> changes, Figures figures) {
        return new FailoverPlan(
                order.id(),
                orchestrator,
                act,
                true,
                from,
                to,
                changes,
                figures.clientsMoved(),
                figures.utilisationAfter(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Act act(OnRegion body) {
        return switch (body) {
            case Failover failover -> Act.FAILOVER;
            case Drain drain -> Act.DRAIN;
            case Failback failback -> Act.FAILBACK;
        };
    }

    private static RegionId from(OnRegion body, FleetView fleet, MoveBook book) {
        return switch (body) {
            case Failover failover -> failover.from();
            case Drain drain -> drain.region();
            case Failback failback ->
                book.last(failback.region())
                        .filter(Move::isAway)
                        .map(Move::to)
                        .filter(to -> fleet.find(to).isPresent())
                        .orElse(failback.region());
        };
    }

    private static RegionId to(OnRegion body, FleetView fleet) {
        return switch (body) {
            case Failover failover -> failover.to();
            case Drain drain -> roomiest(drain.region(), fleet);
            case Failback failback -> failback.region();
        };
    }

    /** Where most room is, of those that can take clients; where nobody can, another one, so that the plan can say so. */
    private static RegionId roomiest(RegionId drained, FleetView fleet) {
        return fleet.regions().values().stream()
                .filter(region -> !region.region().equals(drained))
                .max(Comparator.comparing(RegionView::canTakeClients)
                        .thenComparingDouble(region -> region.capacityPerSecond() - region.passedPerSecond())
                        .thenComparing(RegionView::region))
                .map(RegionView::region)
                .orElse(drained);
    }

    private static Refusal unknownRegion(RegionId region, FleetView fleet) {
        Set<RegionId> known = new TreeSet<>(fleet.regions().keySet());
        return new Refusal(
                Refusal.Code.UNKNOWN_REGION,
                "region '" + region + "' is not part of the fleet, so nothing was planned; name one of " + known);
    }

    private static Sets away(RegionView from, RegionView to, DnsAnswers answers, List<String> notes) {
        List<RecordChange> changes = new ArrayList<>();
        for (SteeredRecord record : answers.records()) {
            List<String> after =
                    MoveBook.replaced(record.addresses(), Optional.of(from), Optional.of(to), record.type());
            if (after.equals(record.addresses())) {
                continue;
            }
            if (after.isEmpty()) {
                notes.add(to.region() + " has no address for " + record.type() + ": the " + record.view()
                        + " clients that use it find no answer until the failback");
            }
            changes.add(new RecordChange(record.view(), record.name(), record.type(), record.addresses(), after));
        }
        return new Sets(changes, List.of());
    }

    private static Sets back(RegionId region, FleetView fleet, DnsAnswers answers, MoveBook book, List<String> notes) {
        List<RecordChange> changes = new ArrayList<>();
        List<Move> rewritten = new ArrayList<>();
        Set<String> done = new TreeSet<>();
        for (Move move : book.awayOf(region)) {
            if (!done.add(move.view() + " " + move.type())) {
                continue;
            }
            MoveBook.Restored restored = book.without(region, move.view(), move.type(), fleet);
            String name = answers.records().stream()
                    .map(SteeredRecord::name)
                    .findFirst()
                    .orElse("");
            List<String> now = answers.records().stream()
                    .filter(record ->
                            record.view().equals(move.view()) && record.type().equals(move.type()))
                    .flatMap(record -> record.addresses().stream())
                    .toList();
            if (now.equals(restored.addresses())) {
                notes.add("view " + move.view() + " already answers " + move.type()
                        + " as before; only what was written down of the move goes");
            }
            changes.add(new RecordChange(move.view(), name, move.type(), now, restored.addresses()));
            rewritten.addAll(restored.remaining());
        }
        return new Sets(changes, rewritten);
    }

    /** What the region let through when its clients were moved: how much comes back. */
    private static double earlier(RegionId region, MoveBook book, List<String> notes) {
        Optional<Move> last = book.last(region).filter(Move::isAway);
        last.ifPresent(move -> notes.add("how many clients come back is taken from what " + region
                + " let through when they left, " + move.passedPerSecond() + " packets/s"));
        return last.map(Move::passedPerSecond).orElse(0L);
    }

    private static Figures figures(double moved, RegionView to, FleetView fleet, List<String> notes) {
        double all = fleet.passedPerSecond();
        double share = all > 0 ? Math.min(1, moved / all) : 0;
        if (to.capacityPerSecond() <= 0) {
            notes.add("the capacity of " + to.region() + " is not known, so whether the clients fit was not checked:"
                    + " set capacity_per_second of that region");
            return new Figures(share, 0);
        }
        double after = (moved + to.passedPerSecond()) / to.capacityPerSecond();
        if (after > MOST_UTILISATION) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s would run at %.0f %% of its capacity, over the limit of %.0f %%: move part of the clients"
                            + " elsewhere or add nodes first",
                    to.region(),
                    after * 100,
                    MOST_UTILISATION * 100));
        }
        return new Figures(share, after);
    }

    private static List<RecordChange> noting(
            Order order, FailoverPlan plan, Sets sets, MoveBook book, long nowMillis, double moved) {
        Set<String> views = new LinkedHashSet<>();
        plan.changes().forEach(change -> views.add(change.view()));
        boolean back = plan.act() == Act.FAILBACK;
        HoldDown held = back ? book.holdDown(plan.region()) : book.holdDownIfLeft(plan.region(), nowMillis);
        if (!back && !views.isEmpty()) {
            views.addAll(book.flapViews(plan.region())); // What stands there is as old as the rest.
        }
        List<RecordChange> notes = new ArrayList<>();
        for (String view : views) {
            List<Move> forgotten = new ArrayList<>(book.about(plan.region(), view));
            List<Move> fresh = new ArrayList<>();
            for (RecordChange change : plan.changes()) {
                if (!change.view().equals(view)) {
                    continue;
                }
                if (back) {
                    forgotten.addAll(book.ofSet(view, change.type()));
                } else {
                    fresh.add(note(order, plan, change, nowMillis, moved));
                }
            }
            sets.rewritten().stream().filter(move -> move.view().equals(view)).forEach(fresh::add);
            if (back) {
                fresh.add(note(order, plan, new RecordChange(view, "", "-", List.of(), List.of()), nowMillis, moved));
            } else { // Of a type that stays as it is, what was written down stays too.
                forgotten.removeIf(move -> move.isAway()
                        && fresh.stream().noneMatch(one -> one.type().equals(move.type())));
            }
            book.noting(view, forgotten, fresh, held).ifPresent(notes::add);
        }
        return notes;
    }

    private static Move note(Order order, FailoverPlan plan, RecordChange change, long nowMillis, double moved) {
        return new Move(
                change.view(),
                plan.region(),
                plan.act(),
                plan.to(),
                nowMillis,
                order.issuedAtMillis(),
                order.id(),
                Math.max(0, Math.round(moved)),
                change.type(),
                change.before());
    }

    /**
     * Why {@code order} comes too late, if so: somebody's later order on the region, or itself, was carried out already. The
     * DNS remembers it, so this holds over restarts and changes of leader.
     */
    public Optional<Refusal> supersededBy(Order order, DnsAnswers answers) {
        return new MoveBook(answers)
                .last(order.body().region())
                .filter(last -> last.command().equals(order.id()) || last.issuedAtMillis() >= order.issuedAtMillis())
                .map(last -> new Refusal(
                        Refusal.Code.REPLAYED,
                        last.command().equals(order.id())
                                ? "this order was carried out already, at " + Instant.ofEpochMilli(last.atMillis())
                                : "an order on " + order.body().region() + " that was issued later, " + last.command()
                                        + ", was carried out already: send it again if it is still wanted"));
    }
}
