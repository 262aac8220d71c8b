// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A node's heartbeat, published each second; everything a console shows of a node without asking it.
 *
 * @param incarnation distinguishes starts of the same node; later starts are larger
 * @param uptimeMillis since it was started; the first heartbeat may come before its proxy listens
 * @param epochMillis sender's wall clock when taken
 * @param xdpMode {@code native}, {@code generic} (on one interface at least) or {@code off}
 * @param packetsPassed since the XDP program was first attached
 * @param packetsDropped the same
 * @param requests HTTP requests taken by the proxy since start
 * @param blocks active blocks in this node's kernel, by origin label
 * @param answers how the backend has answered since start
 * @param blockDigest order-free digest of the active block set; equal on nodes that hold the same set
 * @param sourcesTracked sources in the counting table
 * @param lagMillis by peer region: how far behind its counts are here, milliseconds: half the round trip while it is
 *     heard, the time since then once it is not
 * @param queueDropped by queue name: messages lost to full queues since start
 * @param topSources the busiest sources by global count, at most {@link #MAX_TOP_SOURCES}
 * @param newestBlocks the newest active blocks, at most {@link #MAX_NEWEST_BLOCKS}
 * @param maps of its kernel's filter, at most {@link #MAX_MAPS}; none while it does not filter, or does not tell
 * @param limits given by operators and held to here, at most {@link #MAX_LIMITS}
 * @param lists whose entries its kernel drops besides blocks, at most {@link #MAX_LISTS}
 */
public record NodeStatus(
        NodeId node,
        long incarnation,
        String version,
        long uptimeMillis,
        long epochMillis,
        Health health,
        String xdpMode,
        long packetsPassed,
        long packetsDropped,
        long requests,
        Map<String, Integer> blocks,
        long blockDigest,
        int sourcesTracked,
        Map<String, Long> lagMillis,
        Map<String, Long> queueDropped,
        List<SourceCount> topSources,
        List<BlockStatus> newestBlocks,
        Answers answers,
        List<MapFill> maps,
        List<LimitStatus> limits,
        List<ListStatus> lists) {
    public static final int MAX_TOP_SOURCES = 32;
    public static final int MAX_NEWEST_BLOCKS = 64;
    public static final int MAX_MAPS = 16;
    public static final int MAX_LIMITS = 64;
    public static final int MAX_LISTS = 16;

    /** One that tells of no lists. */
    public NodeStatus(
            NodeId node,
            long incarnation,
            String version,
            long uptimeMillis,
            long epochMillis,
            Health health,
            String xdpMode,
            long packetsPassed,
            long packetsDropped,
            long requests,
            Map<String, Integer> blocks,
            long blockDigest,
            int sourcesTracked,
            Map<String, Long> lagMillis,
            Map<String, Long> queueDropped,
            List<SourceCount> topSources,
            List<BlockStatus> newestBlocks,
            Answers answers,
            List<MapFill> maps,
            List<LimitStatus> limits) {
        this(
                node,
                incarnation,
                version,
                uptimeMillis,
                epochMillis,
                health,
                xdpMode,
                packetsPassed,
                packetsDropped,
                requests,
                blocks,
                blockDigest,
                sourcesTracked,
                lagMillis,
                queueDropped,
                topSources,
                newestBlocks,
                answers,
                maps,
                limits,
                List.of());
    }

    /**
     * How full a map of the kernel's filter is.
     *
     * @param entries held now; bytes for the ring of reports. 0 or more
     * @param capacity most it can hold, in the same unit; above 0
     */
    public record MapFill(String map, long entries, long capacity) {
        /** Share of the capacity that is taken, 0 to 1. */
        public double share() {
            return capacity <= 0 ? 0 : Math.clamp((double) entries / capacity, 0, 1);
        }
    }

    /**
     * A list of sources from a file, a feed or a database.
     *
     * @param name in the configuration
     * @param origin {@code file}, {@code feed}, {@code countries} or {@code asns}
     * @param entries in force, 0 or more
     * @param dropped packets because of it, over restarts
     */
    public record ListStatus(String name, String origin, int entries, long dropped) {}

    /**
     * A limit that operators gave, as this node holds to it.
     *
     * @param command that gave it
     * @param inForce the kernel and the proxy hold to it as far as they can, read back; counting does in any case
     */
    public record LimitStatus(LimitKey key, LimitTerms terms, UUID command, boolean inForce) {}

    /**
     * What became of the requests that were not over a limit, since start.
     *
     * @param served answered with a status below 500
     * @param failed answered with 500 or above, by the backend or for want of it
     */
    public record Answers(long served, long failed) {
        /** No request. */
        public static final Answers NONE = new Answers(0, 0);
    }

    /** How the node itself judges its state. */
    public enum Health {
        /** Enforcing, nothing being dropped beyond background noise. */
        HEALTHY,
        /** Enforcing and dropping attack traffic now. */
        MITIGATING,
        /** Enforcing, but something needs an operator: see the log and queue counters. */
        DEGRADED
    }

    /**
     * A block as this node holds it.
     *
     * @param inKernel read back from the kernel's map
     * @param hits packets dropped by it on this node
     * @param cause the rule by which this node's kernel holds it; UNKNOWN when it does not, or a node does not tell
     * @param scope nodes that it is for
     */
    public record BlockStatus(
            Prefix prefix,
            Origin origin,
            long expiresAtMillis,
            boolean inKernel,
            long hits,
            BlockCause cause,
            Scope scope) {
        /** One for the whole fleet. */
        public BlockStatus(
                Prefix prefix, Origin origin, long expiresAtMillis, boolean inKernel, long hits, BlockCause cause) {
            this(prefix, origin, expiresAtMillis, inKernel, hits, cause, new Scope.Fleet());
        }

        /** One that does not tell its cause. */
        public BlockStatus(Prefix prefix, Origin origin, long expiresAtMillis, boolean inKernel, long hits) {
            this(prefix, origin, expiresAtMillis, inKernel, hits, BlockCause.UNKNOWN);
        }
    }
}
