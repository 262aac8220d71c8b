// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.demo.lab.ClientTraffic;
import dev.secbeat.node.demo.lab.ClientTraffic.Steered;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.RemoteTraffic;
import dev.secbeat.node.demo.traffic.StreamCounts;
import dev.secbeat.node.demo.traffic.Whereabouts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An operator's word moves the clients of the first region to the second: through the orchestrator, a real BIND, and clients that
 * ask it again when their answer's time is over. Nobody else moves, and the way back leaves every record as it was.
 */
final class FailoverCommandDrill implements Drill {
    /** The answers' time to live, and what a client may take besides. */
    private static final double MOST_MILLIS = 7_000;

    private static final long SECONDS = 30;

    @Override
    public String name() {
        return "failover-command";
    }

    @Override
    public String promise() {
        return "on an operator's word a region's clients are at the other within TTL (5 s) + 2 s, and nobody else moves";
    }

    @Override
    public void run(DrillGround ground, Findings findings) throws InterruptedException {
        List<RegionId> regions = ground.lab().regions();
        RegionId from = regions.getFirst();
        RegionId to = regions.get(1);
        RemoteTraffic traffic = ground.lab().traffic();
        if (!findings.check(
                DrillGround.until(SECONDS, () -> areAtHome(traffic)), "every region's clients are at home")) {
            return;
        }
        SteeringReport before = ground.operator().steering();
        try {
            goAway(ground, findings, from, to);
        } finally {
            comeBack(ground, findings, from, before);
        }
    }

    private static void goAway(DrillGround ground, Findings findings, RegionId from, RegionId to) {
        RemoteTraffic traffic = ground.lab().traffic();
        CommandBody.OnRegion order = new CommandBody.Failover(from, to, "drill");
        FailoverPlan plan = ground.operator().plan(order);
        if (plan.refusal().filter(why -> why.code() == Refusal.Code.RATE).isPresent()) {
            findings.step("a drill was here a short time ago, so by force: " + words(plan));
            order = new CommandBody.Failover(from, to, true, "drill");
            plan = ground.operator().plan(order);
        }
        findings.check(plan.refusal().isEmpty(), "the plan keeps every rule " + words(plan));
        findings.figure("clients_moved_percent", 100 * plan.clientsMoved());
        findings.figure("load_of_target_percent", 100 * plan.utilisationAfter());
        Map<RegionId, Steered> home = traffic.steered();
        Map<RegionId, Long> strays = strays(traffic, from);
        StreamCounts served = traffic.legitimate();
        findings.step(from + " is to be left for " + to);
        long t0 = System.nanoTime();
        FailoverOutcome outcome = ground.operator().order(order.as(plan.digest().orElseThrow()));
        findings.check(outcome.result() == FailoverOutcome.Result.APPLIED, "it is done: " + outcome.evidence());
        findings.figure("command_to_verified_ms", millis(System.nanoTime() - t0));

        boolean all = DrillGround.until(SECONDS, () -> areAt(traffic, from, to));
        Steered moved = traffic.steered().get(from);
        findings.check(all && moved != null, "each of its clients asks the other region: " + at(moved));
        if (moved == null || !all) {
            return;
        }
        findings.figure("clients_before", sources(home.get(from), from));
        findings.figure("clients_moved", sources(moved, to));
        arrived(findings, "command", millis(moved.changedNanos() - t0));
        double last = millis(lastSent(moved, from) - t0);
        findings.figure("command_to_last_request_ms", Math.max(0, last));
        findings.checkTime(last <= MOST_MILLIS, "none of its clients asks the region they left any more");
        provePeace(ground, findings, from, strays, served);
        findings.check(
                DrillGround.until(SECONDS, () -> state(ground, from) == RegionState.OUT), from + " is told to be out");
    }

    private static void provePeace(
            DrillGround ground, Findings findings, RegionId from, Map<RegionId, Long> strays, StreamCounts served) {
        RemoteTraffic traffic = ground.lab().traffic();
        Map<RegionId, Long> now = strays(traffic, from);
        findings.check(now.equals(strays), "nobody else moves: requests of other clients away from home " + now);
        traffic.steered().forEach((home, steered) -> {
            if (!home.equals(from)) {
                findings.figure("clients_of_" + home + "_at_home", sources(steered, home));
                findings.check(at(steered).equals(Set.of(home)), home + "'s clients stay: " + at(steered));
            }
        });
        StreamCounts since = traffic.legitimate().minus(served);
        findings.figure("answered_meanwhile", (double) since.answered());
        findings.check(
                since.successShare() >= GlobalRateLimitDrill.MOST_SHARE, "clients are served throughout: " + since);
        findings.checkTime(since.successShare() == 1, "every request of a client is answered: " + since);
    }

    private static void comeBack(DrillGround ground, Findings findings, RegionId from, SteeringReport before) {
        RemoteTraffic traffic = ground.lab().traffic();
        long t0 = System.nanoTime();
        FailoverOutcome outcome = ground.operator().order(new CommandBody.Failback(from, true, "drill"));
        findings.check(outcome.result() == FailoverOutcome.Result.APPLIED, "the way back: " + outcome.evidence());
        boolean home = DrillGround.until(SECONDS, () -> areAtHome(traffic));
        findings.check(home, "its clients are at home again");
        Steered moved = traffic.steered().get(from);
        if (home && moved != null) {
            arrived(findings, "failback", millis(moved.changedNanos() - t0));
        }
        boolean same = DrillGround.until(
                SECONDS,
                () -> new HashSet<>(ground.operator().steering().answers()).equals(new HashSet<>(before.answers())));
        findings.check(
                same, "every record is as it was before: " + before.answers().size());
    }

    private static void arrived(Findings findings, String what, double millis) {
        findings.figure(what + "_to_last_client_ms", millis);
        findings.checkTime(millis <= MOST_MILLIS, "its last client knows within 7 s");
    }

    private static RegionState state(DrillGround ground, RegionId region) {
        return ground.operator().steering().regions().stream()
                .filter(one -> one.region().equals(region))
                .findFirst()
                .orElseThrow(() -> new LabException("the orchestrator does not know " + region, ""))
                .state();
    }

    private static boolean areAtHome(RemoteTraffic traffic) {
        Map<RegionId, Steered> all = traffic.steered();
        return !all.isEmpty() && all.values().stream().allMatch(steered -> areAt(steered, steered.home()));
    }

    private static boolean areAt(RemoteTraffic traffic, RegionId home, RegionId region) {
        return areAt(traffic.steered().get(home), region);
    }

    /** Whether every client has sent its last request to {@code region}, and its next one goes there too. */
    private static boolean areAt(@Nullable Steered steered, RegionId region) {
        return sources(steered, region) == ClientTraffic.CLIENTS_PER_REGION
                && at(steered).equals(Set.of(region));
    }

    /** The regions that clients sent their last requests to, or that their resolvers would send them to. */
    private static Set<RegionId> at(@Nullable Steered steered) {
        Set<RegionId> at = new HashSet<>();
        if (steered != null) {
            steered.at().forEach((region, whereabouts) -> {
                if (whereabouts.sources() > 0 || steered.pointing().getOrDefault(region, 0) > 0) {
                    at.add(region);
                }
            });
        }
        return at;
    }

    private static double sources(@Nullable Steered steered, RegionId region) {
        return steered == null
                ? 0
                : steered.at().getOrDefault(region, new Whereabouts(0, 0)).sources();
    }

    private static long lastSent(Steered steered, RegionId region) {
        return steered.at().getOrDefault(region, new Whereabouts(0, 0)).lastSentNanos();
    }

    /** Requests that the clients of all regions but {@code moving} have sent away from home, by home. */
    private static Map<RegionId, Long> strays(RemoteTraffic traffic, RegionId moving) {
        Map<String, Map<RegionId, StreamCounts>> counts = traffic.counts();
        Map<RegionId, Long> strays = new HashMap<>();
        for (RegionId home : traffic.steered().keySet()) {
            if (!home.equals(moving)) {
                strays.put(
                        home,
                        counts.getOrDefault(ClientTraffic.LEGITIMATE + home, Map.of()).entrySet().stream()
                                .filter(entry -> !entry.getKey().equals(home))
                                .mapToLong(entry -> entry.getValue().sent())
                                .sum());
            }
        }
        return strays;
    }

    private static String words(FailoverPlan plan) {
        return plan.refusal().map(why -> why.code() + ": " + why.text()).orElse("");
    }

    private static double millis(long nanos) {
        return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
