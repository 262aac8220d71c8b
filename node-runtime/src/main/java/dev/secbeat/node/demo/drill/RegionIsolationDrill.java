// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.lab.RemoteLab;
import dev.secbeat.node.demo.traffic.StreamCounts;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One region loses every way to the others. Three sources tell what must hold: one floods the region alone and must be
 * blocked there; one stays below the limit on each side of the cut and is over it in total, so it must be blocked only
 * once the cut heals; one stays below the limit in total and must never be blocked, whatever the cut held back.
 */
final class RegionIsolationDrill implements Drill {
    private static final String LOCAL_FLOOD = "203.0.113.51";
    private static final String SPREAD = "203.0.113.52";
    private static final String LAW_ABIDING = "203.0.113.53";
    private static final double SPREAD_PER_SECOND = 150;
    private static final double LAW_ABIDING_PER_SECOND = 60;
    private static final long SILENT_MILLIS = 3_000;
    private static final long FRESH_MILLIS = 2_000;
    private static final long SECONDS = 40;
    private static final int ANSWERS = 100;

    /** Three windows at its pace. */
    private static final int ANSWERS_AFTERWARDS = 180;

    private static final String LAW_ABIDING_STREAM = "drill-law-abiding";

    @Override
    public String name() {
        return "region-isolation";
    }

    @Override
    public String promise() {
        return "a cut-off region goes on serving and enforcing; after the cut counts converge without a false block";
    }

    @Override
    public void run(DrillGround ground, Findings findings) throws InterruptedException {
        RemoteLab lab = ground.lab();
        RegionId island = lab.regions().getLast();
        RegionId mainland = lab.regions().getFirst();
        List.of(LOCAL_FLOOD, SPREAD, LAW_ABIDING).forEach(ground::pardon);
        long startNanos = System.nanoTime();
        try {
            lab.control()
                    .send(LAW_ABIDING_STREAM, LAW_ABIDING, LAW_ABIDING_PER_SECOND, false, List.of(island, mainland));
            findings.step(island + " is cut off");
            lab.control().cut(island);
            whileCut(ground, findings, island, mainland, startNanos);
            long healNanos = System.nanoTime();
            lab.control().heal(island);
            findings.step(island + " is connected again");
            StreamCounts lawAbiding = lab.traffic().total(LAW_ABIDING_STREAM);
            findings.check(lawAbiding.answered() >= ANSWERS, LAW_ABIDING + " was served on both sides of the cut");
            afterwards(ground, findings, healNanos, startNanos);
            provePeace(ground, findings, lawAbiding, startNanos);
        } finally {
            lab.control().heal(island);
            List.of(LAW_ABIDING_STREAM, "drill-flood", "drill-spread").forEach(lab.control()::stop);
            List.of(LOCAL_FLOOD, SPREAD, LAW_ABIDING).forEach(ground::pardon);
        }
    }

    private static void whileCut(
            DrillGround ground, Findings findings, RegionId island, RegionId mainland, long startNanos) {
        RemoteLab lab = ground.lab();
        List<NodeId> islanders = ground.nodesOf(island);
        boolean silent = DrillGround.until(SECONDS, () -> lag(ground, islanders) >= SILENT_MILLIS);
        findings.check(silent, "its nodes notice that they hear nobody");
        StreamCounts before = lab.traffic().legitimate(island);
        lab.control().send("drill-flood", LOCAL_FLOOD, 2.0 * DrillGround.LIMIT, true, List.of(island));
        lab.control().send("drill-spread", SPREAD, SPREAD_PER_SECOND, true, List.of(island, mainland));
        boolean blocked = DrillGround.until(
                SECONDS,
                () -> ground.enforcedAt(LOCAL_FLOOD, startNanos).keySet().containsAll(islanders));
        findings.check(blocked, "its nodes block by themselves what floods them");
        boolean serving = DrillGround.until(
                SECONDS, () -> lab.traffic().legitimate(island).minus(before).answered() >= ANSWERS);
        StreamCounts during = lab.traffic().legitimate(island).minus(before);
        findings.figure("answered_while_cut", (double) during.answered());
        findings.check(
                serving && during.limited() + during.refused() == 0,
                "its nodes turn no legitimate client away: " + during);
        findings.check(
                during.successShare() >= GlobalRateLimitDrill.MOST_SHARE,
                "its nodes serve legitimate clients throughout: " + during);
        findings.checkTime(
                serving && during.successShare() == 1, "its nodes go on serving every legitimate client: " + during);
        Set<NodeId> outside = ground.enforcedAt(LOCAL_FLOOD, startNanos).keySet().stream()
                .filter(node -> !node.region().equals(island))
                .collect(Collectors.toSet());
        findings.check(outside.isEmpty(), "the cut is a real one: nobody outside heard of the block");
        findings.check(
                ground.enforcedAt(SPREAD, startNanos).isEmpty(), "no side alone blocks what is below the limit there");
    }

    private static void afterwards(DrillGround ground, Findings findings, long healNanos, long startNanos) {
        boolean heard = DrillGround.until(SECONDS, () -> lag(ground, List.copyOf(ground.nodes())) < FRESH_MILLIS);
        findings.check(heard, "all regions hear each other again");
        boolean blocks = DrillGround.until(
                SECONDS,
                () -> ground.enforcedAt(LOCAL_FLOOD, startNanos).keySet().containsAll(ground.nodes()));
        boolean counts = DrillGround.until(
                SECONDS, () -> ground.enforcedAt(SPREAD, startNanos).keySet().containsAll(ground.nodes()));
        findings.check(blocks, "the block made on the island reaches every node");
        findings.check(counts, "counts converge: what is over the limit in total is blocked on every node");
        if (blocks && counts) {
            findings.figure("heal_to_blocks_converged_ms", last(ground, LOCAL_FLOOD, startNanos, healNanos));
            findings.figure("heal_to_counts_converged_ms", last(ground, SPREAD, startNanos, healNanos));
        }
        boolean agreed = DrillGround.until(SECONDS, () -> digests(ground).size() == 1);
        findings.check(agreed, "all nodes hold the same set of blocks");
    }

    /** Looks once all that the cut held back has left the window of every rule, so that a late burst would show. */
    private static void provePeace(DrillGround ground, Findings findings, StreamCounts atHeal, long startNanos) {
        RemoteLab lab = ground.lab();
        boolean served = DrillGround.until(
                SECONDS,
                () -> lab.traffic().total(LAW_ABIDING_STREAM).minus(atHeal).answered() >= ANSWERS_AFTERWARDS);
        StreamCounts all = lab.traffic().total(LAW_ABIDING_STREAM);
        findings.check(
                served && all.limited() + all.refused() == 0,
                LAW_ABIDING + " is never turned away, during the cut or after it: " + all);
        findings.check(
                all.answeredShare() >= GlobalRateLimitDrill.MOST_SHARE,
                LAW_ABIDING + " is served throughout, not dropped unheard: " + all);
        Set<String> guilty = Set.of(LOCAL_FLOOD, SPREAD, GlobalRateLimitDrill.OFFENDER);
        findings.check(
                ground.blockedBesides(guilty, startNanos).isEmpty(),
                "no burst, no false block: " + ground.blockedBesides(guilty, startNanos));
    }

    private static Set<Long> digests(DrillGround ground) {
        return ground.watch().statuses().entrySet().stream()
                .filter(entry -> ground.nodes().contains(entry.getKey()))
                .map(entry -> entry.getValue().blockDigest())
                .collect(Collectors.toSet());
    }

    private static double last(DrillGround ground, String source, long startNanos, long healNanos) {
        long last = ground.enforcedAt(source, startNanos).values().stream()
                .mapToLong(nanos -> nanos)
                .max()
                .orElseThrow();
        return Math.max(0, last - healNanos) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** The oldest news any of {@code nodes} has of another region, milliseconds. */
    private static long lag(DrillGround ground, List<NodeId> nodes) {
        return nodes.stream()
                .flatMap(node -> ground.watch().status(node).stream())
                .flatMap(status -> status.lagMillis().entrySet().stream()
                        .filter(entry ->
                                !entry.getKey().equals(status.node().region().value())))
                .mapToLong(entry -> entry.getValue())
                .max()
                .orElse(Long.MAX_VALUE);
    }
}
