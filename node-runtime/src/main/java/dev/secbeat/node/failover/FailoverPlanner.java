// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.CommandBody.Failover;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Works out what a failover would change and whether the safety rules allow it. Pure: same input, same plan.
 *
 * <p>A refused plan still carries its changes and figures, so that an operator sees what was refused and why.
 */
public final class FailoverPlanner {
    /** Share of a region's capacity that may be in use after clients were moved to it. */
    public static final double MOST_UTILISATION = 0.8;

    private final String orchestrator;
    private final int minHealthyRegions;

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
        this.minHealthyRegions = minHealthyRegions;
    }

    /**
     * Plans {@code failover} without doing anything.
     *
     * @param records the steering records as they are answered now
     */
    public FailoverPlan plan(UUID commandId, Failover failover, FleetView fleet, List<SteeredRecord> records) {
        Optional<RegionView> from = fleet.find(failover.from());
        Optional<RegionView> to = fleet.find(failover.to());
        if (from.isEmpty() || to.isEmpty()) {
            RegionId unknown = from.isEmpty() ? failover.from() : failover.to();
            return refused(commandId, failover, unknownRegion(unknown, fleet));
        }
        List<String> notes = new ArrayList<>();
        List<RecordChange> changes = changes(from.get(), to.get(), records, notes);
        double moved = from.get().passedPerSecond();
        double all = fleet.passedPerSecond();
        return new FailoverPlan(
                commandId,
                orchestrator,
                failover.from(),
                failover.to(),
                changes,
                all > 0 ? moved / all : 0,
                utilisation(from.get(), to.get(), notes),
                notes,
                refusal(from.get(), to.get(), fleet, changes));
    }

    private FailoverPlan refused(UUID commandId, Failover failover, Refusal refusal) {
        return new FailoverPlan(
                commandId,
                orchestrator,
                failover.from(),
                failover.to(),
                List.of(),
                0,
                0,
                List.of(),
                Optional.of(refusal));
    }

    private static Refusal unknownRegion(RegionId region, FleetView fleet) {
        Set<RegionId> known = new TreeSet<>(fleet.regions().keySet());
        return new Refusal(
                Refusal.Code.UNKNOWN_REGION,
                "region '" + region + "' is not part of the fleet, so nothing was planned; name one of " + known);
    }

    private static List<RecordChange> changes(
            RegionView from, RegionView to, List<SteeredRecord> records, List<String> notes) {
        List<RecordChange> changes = new ArrayList<>();
        for (SteeredRecord record : records) {
            if (record.addresses().stream().noneMatch(from.addresses()::contains)) {
                continue;
            }
            List<String> after = after(record, from, to);
            if (after.isEmpty()) {
                notes.add(to.region() + " has no address for " + record.type() + ": the " + record.view()
                        + " clients that use it find no answer until the failback");
            }
            changes.add(new RecordChange(record.view(), record.name(), record.type(), record.addresses(), after));
        }
        return changes;
    }

    /** The answer without {@code from}'s addresses; other regions that share the record stay in it. */
    private static List<String> after(SteeredRecord record, RegionView from, RegionView to) {
        Set<String> after = new TreeSet<>(record.addresses());
        from.addresses().forEach(after::remove);
        after.addAll(to.addressesFor(record.type()));
        return List.copyOf(after);
    }

    private static double utilisation(RegionView from, RegionView to, List<String> notes) {
        if (to.capacityPerSecond() <= 0) {
            notes.add("the capacity of " + to.region() + " is not known, so whether the clients fit was not checked:"
                    + " set capacity_per_second of that region");
            return 0;
        }
        double after = (from.passedPerSecond() + to.passedPerSecond()) / to.capacityPerSecond();
        if (after > MOST_UTILISATION) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s would run at %.0f %% of its capacity, over the limit of %.0f %%: move part of the clients"
                            + " elsewhere or add nodes first",
                    to.region(),
                    after * 100,
                    MOST_UTILISATION * 100));
        }
        return after;
    }

    private Optional<Refusal> refusal(RegionView from, RegionView to, FleetView fleet, List<RecordChange> changes) {
        long remaining = fleet.usableWithout(from.region());
        if (remaining < minHealthyRegions) {
            return refuse(
                    Refusal.Code.TOO_FEW_REGIONS,
                    remaining + " healthy region(s) would remain without " + from.region() + ", at least "
                            + minHealthyRegions + " must: bring another region back first");
        }
        if (!to.canTakeClients()) {
            return refuse(
                    Refusal.Code.TARGET_UNHEALTHY,
                    to.region() + " is " + to.state().name().toLowerCase(Locale.ROOT) + " with " + to.liveNodes()
                            + " live node(s), so its clients would find nobody: choose another region");
        }
        if (changes.isEmpty()) {
            return refuse(
                    Refusal.Code.NOTHING_TO_DO,
                    "no record answers with an address of " + from.region() + ": its clients were already moved, or its"
                            + " addresses are missing from the orchestrator's configuration");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(Refusal.Code code, String text) {
        return Optional.of(new Refusal(code, text));
    }
}
