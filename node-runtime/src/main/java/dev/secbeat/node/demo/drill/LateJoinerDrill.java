// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.demo.lab.RemoteLab;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node joins a running fleet: it must get the blocks that are in force and the counts of busy sources from its peers.
 * The sources send to other regions only, so nothing of it can be the node's own doing.
 */
final class LateJoinerDrill implements Drill {
    private static final String BLOCKED = "203.0.113.71";
    private static final String BUSY = "203.0.113.72";
    private static final String ATTACK = "drill-attack";
    private static final String NEAR_LIMIT = "drill-near-limit";
    private static final double BUSY_PER_SECOND = 80;
    /** Nodes that stall file counts at their earliest, so a busy machine shows up to the length of its stalls less. */
    private static final double MOST_OF_IT = 0.6;

    private static final double BOUND_MILLIS = 2_000;
    private static final long SECONDS = 30;
    /** A fleet that has just started is busy loading itself, all on this one machine; who joins does so later. */
    private static final long RUNNING_MILLIS = 20_000;

    @Override
    public String name() {
        return "late-joiner";
    }

    @Override
    public String promise() {
        return "a new node has the blocks and counts of its peers within 2 s of its launch";
    }

    @Override
    public void run(DrillGround ground, Findings findings) throws InterruptedException {
        RemoteLab lab = ground.lab();
        RegionId home = lab.regions().getLast();
        List<RegionId> elsewhere =
                lab.regions().stream().filter(region -> !region.equals(home)).toList();
        ground.pardon(BLOCKED);
        findings.check(
                DrillGround.until(SECONDS, () -> isRunning(ground)),
                "every node has run for " + RUNNING_MILLIS / 1000 + " s and says so");
        long startNanos = System.nanoTime();
        try {
            findings.step(BLOCKED + " gets itself blocked, " + BUSY + " stays below the limit, both outside " + home);
            lab.control().send(ATTACK, BLOCKED, 3 * DrillGround.LIMIT, true, elsewhere);
            lab.control().send(NEAR_LIMIT, BUSY, BUSY_PER_SECOND, false, elsewhere);
            boolean blocked = DrillGround.until(
                    SECONDS,
                    () -> ground.enforcedAt(BLOCKED, startNanos).keySet().containsAll(ground.nodes()));
            lab.control().stop(ATTACK);
            if (findings.check(blocked, "the fleet blocks " + BLOCKED)) {
                join(ground, findings, home);
            }
        } finally {
            lab.control().stop(ATTACK);
            lab.control().stop(NEAR_LIMIT);
            ground.pardon(BLOCKED);
        }
    }

    private static void join(DrillGround ground, Findings findings, RegionId home) {
        long launchNanos = System.nanoTime();
        NodeId joiner = ground.lab().control().addNode(home);
        try {
            findings.step(joiner + " joins");
            boolean hasBlock = DrillGround.until(
                    SECONDS, () -> ground.enforcedAt(BLOCKED, launchNanos).containsKey(joiner));
            boolean hasBoth = DrillGround.until(
                    SECONDS,
                    () -> ground.watch()
                            .status(joiner)
                            .filter(status -> DrillGround.holds(status, BLOCKED) && knows(status))
                            .isPresent());
            long saidNanos = System.nanoTime();
            findings.check(hasBlock, "the block of " + BLOCKED + " reached the new node's kernel");
            findings.check(hasBoth, "the new node knows how much " + BUSY + " sends elsewhere");
            if (hasBlock && hasBoth) {
                long heldNanos = ground.enforcedAt(BLOCKED, launchNanos).getOrDefault(joiner, saidNanos);
                findings.figure("launch_to_block_in_kernel_ms", millis(heldNanos - launchNanos));
                findings.figure("launch_to_blocks_and_counts_ms", millis(saidNanos - launchNanos));
                findings.checkTime(
                        millis(saidNanos - launchNanos) <= BOUND_MILLIS,
                        "it says so within " + (int) BOUND_MILLIS + " ms of its launch");
            }
        } finally {
            ground.lab().control().removeNode(home);
        }
    }

    private static boolean isRunning(DrillGround ground) {
        return ground.nodes().stream()
                .allMatch(node -> ground.watch()
                        .status(node)
                        .filter(status -> status.uptimeMillis() >= RUNNING_MILLIS)
                        .isPresent());
    }

    private static boolean knows(NodeStatus status) {
        SourceKey busy = SourceKey.of(DrillGround.host(BUSY));
        return status.topSources().stream()
                .anyMatch(count -> count.source().equals(busy)
                        && count.global() > MOST_OF_IT * BUSY_PER_SECOND
                        && count.local() == 0);
    }

    private static double millis(long nanos) {
        return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
