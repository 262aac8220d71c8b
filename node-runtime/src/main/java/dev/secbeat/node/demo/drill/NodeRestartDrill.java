// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.lab.RemoteLab;
import dev.secbeat.node.demo.traffic.StreamCounts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node's process is killed under attack: the kernel must go on dropping, and the new process must take over soon. */
final class NodeRestartDrill implements Drill {
    private static final String OFFENDER = "203.0.113.61";
    private static final String ATTACK = "drill-attack";
    private static final long SECONDS = 30;
    private static final long GAP_DROPS = 20;
    private static final double BOUND_MILLIS = 5_000;
    private static final long FRESH_MILLIS = 2_000;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    @Override
    public String name() {
        return "node-restart";
    }

    @Override
    public String promise() {
        return "a killed node's kernel keeps dropping; the node is back and warm in under 5 s";
    }

    @Override
    public void run(DrillGround ground, Findings findings) throws InterruptedException {
        RemoteLab lab = ground.lab();
        ground.pardon(OFFENDER);
        long startNanos = System.nanoTime();
        try {
            lab.control()
                    .send(ATTACK, OFFENDER, DrillGround.LIMIT * lab.regions().size(), true, lab.regions());
            boolean blocked = DrillGround.until(
                    SECONDS,
                    () -> ground.enforcedAt(OFFENDER, startNanos).keySet().containsAll(ground.nodes()));
            NodeId victim = ground.nodes().iterator().next();
            boolean said = DrillGround.until(SECONDS, () -> ground.heldBy(List.of(victim), OFFENDER));
            if (findings.check(blocked && said, "the fleet blocks " + OFFENDER + ", and says so")) {
                killAndRestart(ground, findings, victim);
            }
        } finally {
            lab.control().stop(ATTACK);
            ground.pardon(OFFENDER);
        }
    }

    private static void killAndRestart(DrillGround ground, Findings findings, NodeId victim) {
        RemoteLab lab = ground.lab();
        long incarnation =
                ground.watch().status(victim).map(NodeStatus::incarnation).orElse(0L);
        findings.check(isQuiet(lab), "what " + OFFENDER + " asked before the block is answered");
        long answeredBefore = answered(lab);
        findings.step("kill -9 of " + victim);
        lab.control().kill(victim);
        long atKill = lab.kernelDrops(victim);
        boolean rising = DrillGround.until(SECONDS, () -> lab.kernelDrops(victim) - atKill >= GAP_DROPS);
        findings.figure("dropped_while_down_packets", (double) (lab.kernelDrops(victim) - atKill));
        findings.check(rising, "the kernel goes on dropping while the process is down");

        long restartNanos = System.nanoTime();
        lab.control().start(victim);
        boolean warm = DrillGround.until(
                SECONDS,
                () -> ground.watch()
                        .status(victim)
                        .filter(status -> status.incarnation() != incarnation && isWarm(status, lab.regions()))
                        .isPresent());
        double millis = (System.nanoTime() - restartNanos) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        findings.figure("restart_to_warm_ms", millis);
        findings.check(warm, "the node is back, holds the block and hears every other region");
        findings.checkTime(millis <= BOUND_MILLIS, "the node is back and warm within " + (int) BOUND_MILLIS + " ms");
        findings.check(answered(lab) == answeredBefore, "no request of " + OFFENDER + " got through meanwhile");
    }

    /** An origin that is slow answers what was asked before the block after it. */
    private static boolean isQuiet(RemoteLab lab) {
        return DrillGround.until(SECONDS, () -> {
            long before = answered(lab);
            LockSupport.parkNanos(QUIET_NANOS);
            return answered(lab) == before;
        });
    }

    /** It holds the block in its kernel and hears every other region. */
    private static boolean isWarm(NodeStatus status, List<RegionId> regions) {
        Map<String, Long> lag = status.lagMillis();
        return DrillGround.holds(status, OFFENDER)
                && regions.stream()
                        .filter(region -> !region.equals(status.node().region()))
                        .allMatch(region -> lag.getOrDefault(region.value(), Long.MAX_VALUE) < FRESH_MILLIS);
    }

    private static long answered(RemoteLab lab) {
        StreamCounts all = lab.traffic().total(ATTACK);
        return all.answered() + all.limited();
    }
}
