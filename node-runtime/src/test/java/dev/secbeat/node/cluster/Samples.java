// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Values for tests. */
public final class Samples {
    public static final NodeId EAST = NodeId.of("us-east", "us-east-node-1");
    public static final NodeId WEST = NodeId.of("eu-west", "eu-west-node-1");

    private Samples() {}

    public static NodeStatus status(NodeId node, long epochMillis) {
        return status(node, epochMillis, List.of());
    }

    /** The same, of a node that holds to {@code limits}. */
    public static NodeStatus status(NodeId node, long epochMillis, List<NodeStatus.LimitStatus> limits) {
        NodeStatus.BlockStatus block =
                new NodeStatus.BlockStatus(Prefix.parse("2001:db8::/32"), Origin.OPERATOR, 99, true, 4);
        return status(node, epochMillis, List.of(block), limits);
    }

    /** A block that an operator has given for {@code scope}. */
    public static NodeStatus.BlockStatus blocked(Prefix prefix, Scope scope) {
        return new NodeStatus.BlockStatus(prefix, Origin.OPERATOR, 99, true, 4, BlockCause.OPERATOR, scope);
    }

    /** The same, of a node that holds {@code blocks}. */
    public static NodeStatus status(
            NodeId node, long epochMillis, List<NodeStatus.BlockStatus> blocks, List<NodeStatus.LimitStatus> limits) {
        return new NodeStatus(
                node,
                7,
                "test",
                1_000,
                epochMillis,
                NodeStatus.Health.HEALTHY,
                "native",
                10,
                5,
                3,
                Map.of("operator", 1),
                0xFEDC_BA98_7654_3210L,
                2,
                Map.of(EAST.region().value(), 12L, WEST.region().value(), 34L),
                Map.of("delta-in", 0L),
                List.of(new SourceCount(
                        SourceKey.of(Prefix.parse("203.0.113.42")), Dimension.REQUESTS, 1.5, 4.5, 100, 1_000, true)),
                blocks,
                NodeStatus.Answers.NONE,
                List.of(),
                limits);
    }

    /** The same, of a node whose kernel drops lists as well. */
    public static NodeStatus withLists(NodeStatus status, NodeStatus.ListStatus... lists) {
        return new NodeStatus(
                status.node(),
                status.incarnation(),
                status.version(),
                status.uptimeMillis(),
                status.epochMillis(),
                status.health(),
                status.xdpMode(),
                status.packetsPassed(),
                status.packetsDropped(),
                status.requests(),
                status.blocks(),
                status.blockDigest(),
                status.sourcesTracked(),
                status.lagMillis(),
                status.queueDropped(),
                status.topSources(),
                status.newestBlocks(),
                status.answers(),
                status.maps(),
                status.limits(),
                List.of(lists));
    }

    public static Command block(String actor, Scope scope, String... prefixes) {
        return command(
                actor,
                scope,
                new CommandBody.Block(
                        List.of(prefixes).stream().map(Prefix::parse).toList(), Duration.ofMinutes(10), "test"));
    }

    public static Command command(String actor, Scope scope, CommandBody body) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        return new Command(UUID.randomUUID(), now, now.plusSeconds(60), actor, scope, false, body);
    }
}
