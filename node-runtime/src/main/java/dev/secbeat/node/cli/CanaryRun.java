// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.CanaryRule;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.GuardWords;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.RegionFlow;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A block that is tried in one region before the fleet has it.
 *
 * <p>The region's nodes hold it for a lease that is little longer than the watch: whoever tries it may die at any moment, and it
 * ends by itself, and the nodes bring back what stood before. Only what has proved itself is ordered for all; what has not is undone, which brings back what stood before.
 */
final class CanaryRun {
    /** So much longer than the watch the region holds the block: for asking, and for the fleet's order to arrive. */
    static final Duration MARGIN = Duration.ofSeconds(15);

    /** Longest watch, so that the lease of one that was left behind is short. */
    static final Duration LONGEST_WATCH = Duration.ofMinutes(5);

    private static final Duration LONGEST_LOOK_BEFORE = Duration.ofSeconds(5);
    /** Of less time a difference of counters that are told each second proves nothing. */
    private static final double LEAST_SECONDS = 2.5;

    /** So much longer is looked on where less than that was seen by then: each node is heard once a second. */
    private static final Duration LAST_LOOKS = Duration.ofSeconds(4);

    private static final String TOO_LITTLE =
            "so little goes through the region that it could not show whether the block"
                    + " does harm; nothing was changed: try it in a busier region, watch longer (up to 5s are looked at beforehand),"
                    + " or add --even-unjudged to judge by errors alone";
    private static final long LOOK_MILLIS = 500;
    private static final Duration ANSWERS = Duration.ofMillis(450);
    private static final Duration SILENCE = Duration.ofSeconds(4);

    /** What it is part of: gives orders and tells what became of them. */
    interface Desk {
        OrderAnswer give(Scope scope, CommandBody body, boolean dryRun)
                throws CliException, InterruptedException, ExecutionException;

        /** Each node's newest heartbeat that is not older than {@code age}; asks first. */
        Collection<NodeStatus> statuses(Duration answers, Duration age) throws InterruptedException;

        void tell(String line);
    }

    /**
     * How it went.
     *
     * @param tried in the region, or the check beforehand when that was as far as it came
     * @param last the order that ended it: for the fleet, or the undoing; empty when nothing was tried
     * @param objections why it was taken back
     */
    record Report(
            int exitCode,
            OrderAnswer tried,
            Optional<OrderAnswer> last,
            List<String> objections,
            RegionFlow before,
            RegionFlow after) {
        Map<String, Object> json() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("exitCode", exitCode);
            fields.put("tried", tried.json());
            last.ifPresent(order -> fields.put(exitCode == ExitCode.ROLLED_BACK ? "undone" : "fleet", order.json()));
            fields.put("objections", objections);
            fields.put("before", json(before));
            fields.put("after", json(after));
            return fields;
        }

        private static Map<String, Object> json(RegionFlow flow) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("passed", flow.passed());
            fields.put("dropped", flow.dropped());
            fields.put("served", flow.served());
            fields.put("failed", flow.failed());
            return fields;
        }
    }

    private final Desk desk;
    private final RegionId region;
    private final Duration watch;
    private final CanaryRule rule;
    private final boolean evenUnjudged;
    private final Map<NodeId, Long> incarnations = new HashMap<>();
    private RegionFlow before = RegionFlow.NONE;
    private RegionFlow after = RegionFlow.NONE;

    /** @param evenUnjudged also where so little goes through the region that a loss would not show */
    CanaryRun(Desk desk, RegionId region, Duration watch, CanaryRule rule, boolean evenUnjudged) {
        this.desk = desk;
        this.region = region;
        this.watch = watch;
        this.rule = rule;
        this.evenUnjudged = evenUnjudged;
    }

    Report run(CommandBody.Block block) throws CliException, InterruptedException, ExecutionException {
        Scope there = new Scope.Region(region);
        OrderAnswer checked = desk.give(there, block, true);
        GuardWords.preview(checked.receipts()).forEach(desk::tell);
        if (checked.exitCode() != ExitCode.OK) {
            return report(checked.exitCode(), checked, Optional.empty(), List.of());
        }
        before = lookBefore();
        desk.tell("before: " + GuardWords.flow(before));
        if (!evenUnjudged && !rule.judges(before)) {
            desk.tell("not tried: " + TOO_LITTLE);
            return report(ExitCode.ROLLED_BACK, checked, Optional.empty(), List.of(TOO_LITTLE));
        }
        OrderAnswer tried = desk.give(there, lease(block), false);
        if (tried.exitCode() != ExitCode.OK) {
            return takeBack(there, tried, List.of("not every node of the region has it in force"));
        }
        List<String> objections = watch(expected(checked), nodes(tried));
        desk.tell("with it: " + GuardWords.flow(after));
        if (!objections.isEmpty()) {
            return takeBack(there, tried, objections);
        }
        OrderAnswer fleet = desk.give(new Scope.Fleet(), block, false);
        return report(fleet.exitCode(), tried, Optional.of(fleet), List.of());
    }

    private Report takeBack(Scope there, OrderAnswer tried, List<String> objections)
            throws CliException, InterruptedException, ExecutionException {
        objections.forEach(objection -> desk.tell("taken back: " + objection));
        Optional<OrderAnswer> undone = Optional.empty();
        try {
            undone = Optional.of(desk.give(there, new CommandBody.Undo(tried.command(), "canary taken back"), false));
        } catch (CliException e) {
            desk.tell("region " + region + " could not be told (" + e.getMessage() + "); it ends by itself within "
                    + watch.plus(MARGIN).toSeconds() + " s");
        }
        return report(ExitCode.ROLLED_BACK, tried, undone, objections);
    }

    private Report report(int exitCode, OrderAnswer tried, Optional<OrderAnswer> last, List<String> objections) {
        return new Report(exitCode, tried, last, objections, before, after);
    }

    private CommandBody.Block lease(CommandBody.Block block) {
        String reason = "canary: " + block.reason();
        Duration lease = watch.plus(MARGIN);
        return new CommandBody.Block(
                block.prefixes(),
                lease.compareTo(block.ttl()) < 0 ? lease : block.ttl(),
                reason.substring(0, Math.min(reason.length(), CommandBody.MAX_REASON)),
                block.overrides(),
                true);
    }

    private static List<BlastRadius> expected(OrderAnswer checked) {
        return checked.receipts().stream()
                .flatMap(receipt -> receipt.blast().stream())
                .toList();
    }

    private static Set<NodeId> nodes(OrderAnswer tried) {
        return tried.receipts().stream().map(Receipt::node).collect(Collectors.toCollection(TreeSet::new));
    }

    private RegionFlow lookBefore() throws InterruptedException {
        Collection<NodeStatus> first = look();
        first.forEach(status -> incarnations.put(status.node(), status.incarnation()));
        Duration time = watch.compareTo(LONGEST_LOOK_BEFORE) < 0 ? watch : LONGEST_LOOK_BEFORE;
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
        return RegionFlow.between(first, look());
    }

    /** Looks again and again until the time is over or something is wrong; returns what is. */
    private List<String> watch(Collection<BlastRadius> expected, Set<NodeId> nodes) throws InterruptedException {
        Collection<NodeStatus> first = look();
        long endNanos = System.nanoTime() + watch.toNanos();
        long lastNanos = endNanos + LAST_LOOKS.toNanos();
        List<String> objections = List.of();
        while (objections.isEmpty()
                && System.nanoTime() - (after.seconds() < LEAST_SECONDS ? lastNanos : endNanos) < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            Collection<NodeStatus> now = look();
            after = RegionFlow.between(first, now);
            objections = objections(expected, nodes, now);
        }
        if (objections.isEmpty() && after.seconds() < LEAST_SECONDS) {
            return List.of("its nodes have not told long enough what goes through them to know that it does no harm");
        }
        return objections;
    }

    private List<String> objections(Collection<BlastRadius> expected, Set<NodeId> nodes, Collection<NodeStatus> heard) {
        Set<NodeId> silent = new TreeSet<>(nodes);
        heard.forEach(status -> silent.remove(status.node()));
        List<String> objections = new ArrayList<>();
        if (!silent.isEmpty()) {
            objections.add("no longer heard: " + silent);
        }
        Set<NodeId> restarted = new TreeSet<>();
        for (NodeStatus status : heard) {
            Long incarnation = incarnations.get(status.node());
            if (incarnation != null && incarnation != status.incarnation()) {
                restarted.add(status.node());
            }
        }
        if (!restarted.isEmpty()) {
            objections.add("restarted since: " + restarted);
        }
        if (after.seconds() >= LEAST_SECONDS) {
            objections.addAll(rule.objections(expected, before, after));
        }
        return objections;
    }

    private Collection<NodeStatus> look() throws InterruptedException {
        return desk.statuses(ANSWERS, SILENCE).stream()
                .filter(status -> status.node().region().equals(region))
                .toList();
    }
}
