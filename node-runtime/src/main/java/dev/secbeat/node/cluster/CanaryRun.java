// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.CanaryRule;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.RegionFlow;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.control.CommandCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A block or a limit that is tried in one region before the fleet has it.
 *
 * <p>The region's nodes hold it for a lease that is little longer than the watch: whoever tries it may die at any moment, and it
 * ends by itself. Only what has proved itself is ordered for all; what has not is undone, which brings back what stood before. A
 * block that is tried is known to the nodes as a trial, so its lease as well ends with what stood before; a limit's is undone
 * once the fleet has it.
 *
 * <p>Used once, by one thread; waits for the nodes.
 */
public final class CanaryRun {
    /** So much longer than the watch the region holds it: for asking, and for the fleet's order to arrive. */
    public static final Duration MARGIN = Duration.ofSeconds(15);

    /** In less time nothing would show. */
    public static final Duration SHORTEST_WATCH = Duration.ofSeconds(3);

    /** Longest watch, so that the lease of one that was left behind is short. */
    public static final Duration LONGEST_WATCH = Duration.ofMinutes(5);

    private static final Duration LONGEST_LOOK_BEFORE = Duration.ofSeconds(5);
    /** Of less time a difference of counters that are told each second proves nothing. */
    private static final double LEAST_SECONDS = 2.5;

    /** So much longer is looked on where less than that was seen by then: each node is heard once a second. */
    private static final Duration LAST_LOOKS = Duration.ofSeconds(4);

    private static final String TOO_LITTLE =
            "so little goes through the region that it could not show whether the order"
                    + " does harm; nothing was changed: try it in a busier region, watch longer (up to 5s are looked at beforehand),"
                    + " or have it judged by errors alone (--even-unjudged)";
    private static final long LOOK_MILLIS = 500;
    private static final Duration ANSWERS = Duration.ofMillis(450);
    private static final Duration SILENCE = Duration.ofSeconds(4);

    /** What it is part of: gives orders and tells what becomes of them. */
    public interface Desk {
        /**
         * Signs and sends an order, and waits for what the nodes say.
         *
         * @throws ExecutionException when it could not be sent; the cause says why
         */
        OrderAnswer give(Scope scope, CommandBody body, boolean dryRun) throws InterruptedException, ExecutionException;

        /** Each node's newest heartbeat that is not older than {@code age}; asks first. */
        Collection<NodeStatus> statuses(Duration answers, Duration age) throws InterruptedException;

        void tell(CanaryStep step);
    }

    /** How it ended. */
    public enum End {
        /** The region's nodes would not carry it out. */
        NOT_PERMITTED,
        /** Too little goes through the region to judge it by. */
        NOT_JUDGED,
        /** It was undone in the region; the fleet has not got it. */
        TAKEN_BACK,
        /** It was ordered for the fleet. */
        GONE_ON
    }

    /**
     * How it went.
     *
     * @param tried in the region, or the check beforehand when that was as far as it came
     * @param last the order that ended it: for the fleet, or the undoing; empty when there was none
     * @param objections why it was taken back
     */
    public record Report(
            End end,
            OrderAnswer tried,
            Optional<OrderAnswer> last,
            List<String> objections,
            RegionFlow before,
            RegionFlow after) {}

    private final Desk desk;
    private final RegionId region;
    private final Duration watch;
    private final CanaryRule rule;
    private final boolean evenUnjudged;
    private final Map<NodeId, Long> incarnations = new HashMap<>();
    private RegionFlow before = RegionFlow.NONE;
    private RegionFlow after = RegionFlow.NONE;

    /**
     * One that has not begun.
     *
     * @param watch {@link #SHORTEST_WATCH} to {@link #LONGEST_WATCH}
     * @param evenUnjudged also where so little goes through the region that a loss would not show
     * @throws IllegalArgumentException when the watch is too short or too long
     */
    public CanaryRun(Desk desk, RegionId region, Duration watch, CanaryRule rule, boolean evenUnjudged) {
        if (watch.compareTo(SHORTEST_WATCH) < 0 || watch.compareTo(LONGEST_WATCH) > 0) {
            throw new IllegalArgumentException("a region tries an order for 3 s to 5 min before the fleet gets it, got "
                    + watch.toSeconds() + " s");
        }
        this.desk = desk;
        this.region = region;
        this.watch = watch;
        this.rule = rule;
        this.evenUnjudged = evenUnjudged;
    }

    /**
     * Tries {@code body}, and has the fleet have it if nothing is wrong.
     *
     * @throws IllegalArgumentException when such an order cannot be tried; the message says why
     * @throws ExecutionException when an order could not be sent; what the region holds ends by itself
     */
    public Report run(CommandBody body) throws InterruptedException, ExecutionException {
        CommandBody trial = trial(body);
        Scope there = new Scope.Region(region);
        OrderAnswer checked = desk.give(there, body, true);
        desk.tell(new CanaryStep.Checked(checked));
        if (checked.fate() != OrderAnswer.Fate.DONE) {
            return report(End.NOT_PERMITTED, checked, Optional.empty(), List.of());
        }
        before = lookBefore();
        desk.tell(new CanaryStep.Before(before));
        if (!evenUnjudged && !rule.judges(before)) {
            desk.tell(new CanaryStep.NotTried(TOO_LITTLE));
            return report(End.NOT_JUDGED, checked, Optional.empty(), List.of(TOO_LITTLE));
        }
        OrderAnswer tried = desk.give(there, trial, false);
        if (tried.fate() != OrderAnswer.Fate.DONE) {
            return takeBack(there, tried, List.of("not every node of the region has it in force"));
        }
        desk.tell(new CanaryStep.Watching(watch));
        List<String> objections = watch(expected(checked), nodes(tried));
        desk.tell(new CanaryStep.Watched(after));
        if (!objections.isEmpty()) {
            return takeBack(there, tried, objections);
        }
        OrderAnswer fleet = desk.give(new Scope.Fleet(), body, false);
        if (trial instanceof CommandBody.Limit) {
            Optional<OrderAnswer> _ = undo(there, tried, "canary over");
        }
        return report(End.GONE_ON, tried, Optional.of(fleet), List.of());
    }

    private Report takeBack(Scope there, OrderAnswer tried, List<String> objections) throws InterruptedException {
        objections.forEach(objection -> desk.tell(new CanaryStep.TakenBack(objection)));
        return report(End.TAKEN_BACK, tried, undo(there, tried, "canary taken back"), objections);
    }

    private Optional<OrderAnswer> undo(Scope there, OrderAnswer tried, String reason) throws InterruptedException {
        try {
            return Optional.of(desk.give(there, new CommandBody.Undo(tried.command(), reason), false));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            desk.tell(new CanaryStep.Unreached(
                    "region " + region + " could not be told (" + cause.getMessage() + ")", watch.plus(MARGIN)));
            return Optional.empty();
        }
    }

    private Report report(End end, OrderAnswer tried, Optional<OrderAnswer> last, List<String> objections) {
        return new Report(end, tried, last, objections, before, after);
    }

    /** The order as the region gets it first. */
    private CommandBody trial(CommandBody body) {
        if (CommandCheck.mayNeedApproval(body)) {
            throw new IllegalArgumentException("this order takes two administrators, so it cannot be tried by one:"
                    + " order it for the fleet, or try a part of it");
        }
        return switch (body) {
            case CommandBody.Block block ->
                new CommandBody.Block(
                        block.prefixes(), lease(block.ttl()), noted(block.reason()), block.overrides(), true);
            case CommandBody.Limit limit ->
                new CommandBody.Limit(limit.rule(), lease(limit.ttl()), noted(limit.reason()));
            default -> throw new IllegalArgumentException("only blocks and limits can be tried in a region");
        };
    }

    private Duration lease(Duration whole) {
        Duration lease = watch.plus(MARGIN);
        return lease.compareTo(whole) < 0 ? lease : whole;
    }

    private static String noted(String reason) {
        String noted = "canary: " + reason;
        return noted.substring(0, Math.min(noted.length(), CommandBody.MAX_REASON));
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
