// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.lab.AddressPlan;
import dev.secbeat.node.demo.lab.RemoteLab;
import dev.secbeat.node.demo.lab.RemoteTraffic;
import dev.secbeat.node.demo.traffic.StreamCounts;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The user's example: one source, 100 requests a second into each region, limit 100 over all. t0 is the moment the sender
 * itself has sent more than the limit within one second; measured until the kernel of the last node holds the block.
 */
final class GlobalRateLimitDrill implements Drill {
    static final String OFFENDER = AddressPlan.ATTACKER;
    static final String LAW_ABIDING = "203.0.113.99";
    private static final String ATTACK = "drill-attack";
    private static final String POLITE = "drill-polite";
    private static final double PER_REGION = 100;
    private static final double POLITE_PER_SECOND = 99;
    private static final int POLITE_REQUESTS = 600;
    private static final int POLITE_BEFORE = 150;
    private static final double BOUND_MILLIS = 200;

    /** A busy machine may answer some requests too late; a client that is dropped gets no answer at all. */
    static final double MOST_SHARE = 0.95;

    /** Half of the longest round trip that --wan brings: what no node can beat. */
    private static final double FAR_ONE_WAY_MILLIS = 150;

    private static final long DROPS_PER_REGION = 100;
    private static final long SECONDS = 20;

    @Override
    public String name() {
        return "global-rate-limit";
    }

    @Override
    public String promise() {
        return "a source over the limit in total, though in no region alone, is blocked in every kernel within 200 ms"
                + " plus the slowest one-way delay";
    }

    @Override
    public void run(DrillGround ground, Findings findings) throws InterruptedException {
        RemoteLab lab = ground.lab();
        List<RegionId> regions = lab.regions();
        boolean demoAttack = lab.traffic().counts().containsKey(RemoteLab.DEMO_ATTACK);
        lab.control().stop(RemoteLab.DEMO_ATTACK);
        ground.pardon(OFFENDER);
        StreamCounts before = lab.traffic().legitimate();
        long startNanos = System.nanoTime();
        try {
            findings.step(OFFENDER + " sends 100 requests/s into each of " + regions.size() + " regions; " + LAW_ABIDING
                    + " 99/s in total");
            lab.control().send(POLITE, LAW_ABIDING, POLITE_PER_SECOND, false, regions);
            // A fleet at work is what is promised for: its nodes have something to tell each other already.
            findings.check(
                    DrillGround.until(SECONDS, () -> lab.traffic().total(POLITE).answered() >= POLITE_BEFORE),
                    LAW_ABIDING + " is served before the attack");
            StreamCounts politeBefore = lab.traffic().total(POLITE);
            lab.control().send(ATTACK, OFFENDER, PER_REGION * regions.size(), true, regions);
            measure(ground, findings, startNanos);
            proveDrops(ground, findings);
            provePeace(ground, findings, startNanos, before, politeBefore);
        } finally {
            lab.control().stop(ATTACK);
            lab.control().stop(POLITE);
            if (demoAttack) {
                lab.control().send(RemoteLab.DEMO_ATTACK, OFFENDER, PER_REGION * regions.size(), true, regions);
            }
        }
    }

    private static void measure(DrillGround ground, Findings findings, long startNanos) {
        Set<NodeId> nodes = ground.nodes();
        boolean everywhere = DrillGround.until(
                SECONDS, () -> ground.enforcedAt(OFFENDER, startNanos).keySet().containsAll(nodes));
        Map<NodeId, Long> at = ground.enforcedAt(OFFENDER, startNanos);
        findings.check(everywhere, "all " + nodes.size() + " kernels hold the block (" + at.size() + " do)");
        OptionalLong t0 = ground.lab().traffic().sent(ATTACK, DrillGround.LIMIT).t0Nanos();
        if (!findings.check(t0.isPresent() && !at.isEmpty(), "the sender crossed the limit")) {
            return;
        }
        double first =
                millis(at.values().stream().mapToLong(nanos -> nanos).min().orElseThrow() - t0.getAsLong());
        double last =
                millis(at.values().stream().mapToLong(nanos -> nanos).max().orElseThrow() - t0.getAsLong());
        findings.figure("t0_to_first_kernel_ms", first);
        findings.figure("t0_to_last_kernel_ms", last);
        findings.check(first >= 0, "no kernel blocks before the limit is crossed");
        double bound = ground.lab().isFar() ? BOUND_MILLIS + FAR_ONE_WAY_MILLIS : BOUND_MILLIS;
        findings.checkTime(last <= bound, "the last kernel blocks within " + (int) bound + " ms");
    }

    private static void proveDrops(DrillGround ground, Findings findings) {
        Map<RegionId, Long> before = ground.dropped();
        boolean rising = DrillGround.until(SECONDS, () -> leastRise(before, ground.dropped()) >= DROPS_PER_REGION);
        findings.figure("dropped_least_region_packets", (double) leastRise(before, ground.dropped()));
        findings.check(rising, "every region drops the attack in the kernel");
    }

    private static long leastRise(Map<RegionId, Long> before, Map<RegionId, Long> now) {
        return now.entrySet().stream()
                .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
                .min()
                .orElse(0);
    }

    private static void provePeace(
            DrillGround ground, Findings findings, long startNanos, StreamCounts before, StreamCounts politeBefore) {
        RemoteLab lab = ground.lab();
        DrillGround.until(
                SECONDS, () -> lab.traffic().sent(POLITE, DrillGround.LIMIT).total() >= POLITE_REQUESTS);
        RemoteTraffic.Sent polite = lab.traffic().sent(POLITE, DrillGround.LIMIT);
        StreamCounts counts = lab.traffic().total(POLITE);
        findings.figure("law_abiding_requests", polite.total());
        findings.figure("law_abiding_peak_per_s", polite.peakPerSecond());
        findings.figure("law_abiding_limited", (double) counts.limited());
        findings.figure("law_abiding_refused", (double) counts.refused());
        findings.figure("law_abiding_failed", (double) counts.failed());
        findings.check(
                polite.total() >= POLITE_REQUESTS && counts.limited() + counts.refused() == 0,
                LAW_ABIDING + " is never turned away");
        findings.check(
                counts.answeredShare() >= MOST_SHARE,
                LAW_ABIDING + " is served throughout, not dropped unheard: " + counts);
        findings.checkTime(
                counts.minus(politeBefore).failed() == 0, LAW_ABIDING + " is answered in time throughout the attack");
        findings.check(
                ground.blockedBesides(Set.of(OFFENDER), startNanos).isEmpty(),
                "nobody else is blocked: " + ground.blockedBesides(Set.of(OFFENDER), startNanos));
        StreamCounts legitimate = lab.traffic().legitimate().minus(before);
        findings.figure("legitimate_success_percent", 100 * legitimate.successShare());
        findings.check(legitimate.limited() == 0, "no legitimate client is limited");
        findings.check(
                legitimate.successShare() >= MOST_SHARE, "legitimate clients are served throughout: " + legitimate);
    }

    private static double millis(long nanos) {
        return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
