// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Optional;

/** Something that happened on a node and is worth a line in a timeline. */
public sealed interface FleetEvent {
    NodeId node();

    /** Wall clock of the node, epoch milliseconds. */
    long epochMillis();

    /**
     * A block reached this node's kernel, or its end did. A block that merely expires is no event, and one that a kernel
     * had lost and was given again is the same event anew.
     *
     * @param version of the decision, as in {@link BlockEntry#version}: nodes that enforce one decision name the same
     * @param decidedAtNanos the node loop's monotonic clock (CLOCK_MONOTONIC) when it learnt or made the decision
     * @param enforcedAtNanos the same clock after the kernel map took the entry; comparable between processes of one
     *     machine only
     * @param others prefixes that were enforced along with this one and alike: of an order on more than {@link
     *     CommandBody#MAX_PREFIXES} prefixes, of a peer's whole map and after a restart one event stands for many
     */
    record Enforced(
            NodeId node,
            long epochMillis,
            Prefix prefix,
            Origin origin,
            boolean active,
            long version,
            long decidedAtNanos,
            long enforcedAtNanos,
            int others)
            implements FleetEvent {
        public Enforced {
            if (others < 0 || others >= CommandBody.MAX_PREFIXES_IN_PARTS) {
                throw new IllegalArgumentException("one event tells of 1 to " + CommandBody.MAX_PREFIXES_IN_PARTS
                        + " prefixes, got 1 and " + others + " others");
            }
        }

        /** One that stands for itself. */
        public Enforced(
                NodeId node,
                long epochMillis,
                Prefix prefix,
                Origin origin,
                boolean active,
                long version,
                long decidedAtNanos,
                long enforcedAtNanos) {
            this(node, epochMillis, prefix, origin, active, version, decidedAtNanos, enforcedAtNanos, 0);
        }
    }

    /** This node's own count found a source over its limit. */
    record Detected(
            NodeId node, long epochMillis, SourceKey source, Dimension dimension, double perSecond, double limit)
            implements FleetEvent {}

    /** This node has begun to hold sources to a limit that operators gave, or has ceased to before its time. */
    record Limited(NodeId node, long epochMillis, LimitKey key, Optional<LimitTerms> terms) implements FleetEvent {}

    /** Something went wrong that an operator should read: what happened, what it means, what to do. */
    record Trouble(NodeId node, long epochMillis, String code, String text) implements FleetEvent {}
}
