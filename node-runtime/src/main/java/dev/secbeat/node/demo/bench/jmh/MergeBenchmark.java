// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.jmh;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaCodec;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.demo.bench.counting.PeerMessages;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Joins what five peers report, message after message, as fast as one core can: sources, buckets and clocks move on as they
 * would, so that each message brings counts that are new. An operation is one message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class MergeBenchmark {
    private static final int PEERS = 5;
    private static final int PER_SECOND = 10;

    /** How many sources each peer reports. */
    @Param("10000")
    public int sources = 10_000;

    private PeerMessages messages = PeerMessages.record(1, 1, 1);
    private GlobalCounter counter = new GlobalCounter(NodeId.of("region-0", "self"), 1, PeerMessages.settings(1));
    private long overLimit;

    /** Entries joined, the figure that counts: messages differ in length. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Joined {
        /** Read by JMH. */
        public long entries;
    }

    /** Records the messages. */
    @Setup
    public void record() {
        messages = PeerMessages.record(PEERS, sources, PER_SECOND);
        counter = new GlobalCounter(NodeId.of("region-0", "self"), 1, PeerMessages.settings(sources));
        counter.setLimits(List.of(PeerMessages.LIMIT), List.of());
        counter.setPeers(PEERS);
    }

    /** Joining alone. */
    @Benchmark
    public void merge(Joined joined) {
        long _ = join(joined);
    }

    /** Joining, and judging what grew by it. */
    @Benchmark
    public long mergeAndJudge(Joined joined) {
        long now = join(joined);
        int _ = counter.judge((source, limit, proven, estimate, sustained) -> overLimit++, now);
        return overLimit;
    }

    private long join(Joined joined) {
        long now = messages.dueNanos();
        NodeId sender = messages.sender();
        byte[] bytes = messages.take();
        if (counter.merge(sender, bytes, now) != DeltaCodec.Outcome.TAKEN) {
            throw new IllegalStateException("a message of " + sender + " was not taken");
        }
        joined.entries += PeerMessages.entries(bytes);
        return now;
    }
}
