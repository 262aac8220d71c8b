// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.NodeStatus.BlockStatus;
import dev.secbeat.node.api.NodeStatus.Health;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes heartbeats as a test node would send them. */
public final class Fleet {
    private final NodeId node;
    private long incarnation = 1;
    private long uptimeMillis = 1_000;
    private long passed;
    private long dropped;
    private int windowMillis = 1_000;
    private Health health = Health.HEALTHY;
    private final Map<String, Long> lag = new HashMap<>();
    private final Map<String, Long> lost = new HashMap<>();
    private final List<SourceCount> sources = new ArrayList<>();
    private final List<BlockStatus> blocks = new ArrayList<>();
    private final List<NodeStatus.LimitStatus> limits = new ArrayList<>();

    private Fleet(NodeId node) {
        this.node = node;
    }

    /** A node that has just started. */
    public static Fleet node(String region, String name) {
        return new Fleet(NodeId.of(region, name));
    }

    public NodeId id() {
        return node;
    }

    public Fleet health(Health next) {
        health = next;
        return this;
    }

    public Fleet lag(String peer, long millis) {
        lag.put(peer, millis);
        return this;
    }

    /** Lets time pass with these rates. */
    public Fleet pass(long millis, long passedPerSecond, long droppedPerSecond) {
        uptimeMillis += millis;
        passed += passedPerSecond * millis / 1000;
        dropped += droppedPerSecond * millis / 1000;
        return this;
    }

    public Fleet source(String address, double local, double global, double limit, boolean blocked) {
        sources.add(new SourceCount(
                SourceKey.ofPrefix(Prefix.parse(address)),
                Dimension.REQUESTS,
                local,
                global,
                limit,
                windowMillis,
                blocked));
        return this;
    }

    /** Sources named from now on are counted over this span. */
    public Fleet window(int millis) {
        windowMillis = millis;
        return this;
    }

    public Fleet forgetSources() {
        sources.clear();
        return this;
    }

    /** A queue of the node loses messages. */
    public Fleet lose(String queue, long messages) {
        lost.merge(queue, messages, Long::sum);
        return this;
    }

    public Fleet forgetBlocks() {
        blocks.clear();
        return this;
    }

    /** Starts the node anew: it forgets what it counted; its blocks stay. */
    public Fleet restart() {
        incarnation++;
        uptimeMillis = 1_000;
        blocks.replaceAll(block -> hits(block, 0));
        return this;
    }

    /** The block of this prefix drops so many packets more; fewer when it was made anew. */
    public Fleet hit(String prefix, long more) {
        Prefix parsed = Prefix.parse(prefix);
        blocks.replaceAll(block -> block.prefix().equals(parsed) ? hits(block, block.hits() + more) : block);
        return this;
    }

    private static BlockStatus hits(BlockStatus block, long hits) {
        return new BlockStatus(
                block.prefix(),
                block.origin(),
                block.expiresAtMillis(),
                block.inKernel(),
                hits,
                block.cause(),
                block.scope());
    }

    public Fleet block(String prefix, long expiresAtMillis, boolean inKernel) {
        return block(prefix, expiresAtMillis, inKernel, BlockCause.UNKNOWN);
    }

    public Fleet block(String prefix, long expiresAtMillis, boolean inKernel, BlockCause cause) {
        blocks.add(new BlockStatus(Prefix.parse(prefix), Origin.RATE_LIMIT, expiresAtMillis, inKernel, 7, cause));
        return this;
    }

    /** A block that an operator gave for these nodes. */
    public Fleet block(String prefix, long expiresAtMillis, Scope scope) {
        blocks.add(new BlockStatus(
                Prefix.parse(prefix), Origin.OPERATOR, expiresAtMillis, true, 7, BlockCause.OPERATOR, scope));
        return this;
    }

    /** A limit on requests that an operator gave, as this node holds to it. */
    public Fleet limit(String of, long most, int windowMillis, long untilMillis, Scope scope) {
        LimitKey key = new LimitKey(LimitRule.target(of), Dimension.REQUESTS, scope);
        LimitTerms terms = new LimitTerms(most, windowMillis, 60, untilMillis);
        limits.add(new NodeStatus.LimitStatus(key, terms, new UUID(7, 7), true));
        return this;
    }

    /** The heartbeat as of now. */
    public NodeStatus status() {
        Map<String, Integer> byOrigin = blocks.isEmpty() ? Map.of() : Map.of("rate-limit", blocks.size());
        return new NodeStatus(
                node,
                incarnation,
                "0.1.0",
                uptimeMillis,
                1_700_000_000_000L + uptimeMillis,
                health,
                "native",
                passed,
                dropped,
                0,
                byOrigin,
                blocks.hashCode(),
                18_212,
                Map.copyOf(lag),
                Map.copyOf(lost),
                List.copyOf(sources),
                List.copyOf(blocks),
                NodeStatus.Answers.NONE,
                List.of(
                        new NodeStatus.MapFill("block4", blocks.size(), 262_144),
                        new NodeStatus.MapFill("sources4", 40_551, 65_536),
                        new NodeStatus.MapFill("reports", 1_024, 262_144)),
                List.copyOf(limits));
    }
}
