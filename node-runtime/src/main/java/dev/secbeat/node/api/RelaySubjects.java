// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * NATS subjects of a fleet whose regions hear each other by one relay each: {@code secbeat.v1.relay.<region>.<node>}, on which
 * a node speaks for its region. It may publish there in its own name alone, so a message proves for which region it can be.
 */
public final class RelaySubjects {
    public static final String ALL = Subjects.ROOT + "relay.>";

    private RelaySubjects() {}

    /** What a node tells of its region as the region's relay. */
    public static String of(NodeId node) {
        return Subjects.ROOT + "relay." + Subjects.tokens(node);
    }

    /** What the nodes of one region count, in place of {@link Subjects#ALL_STATE}. */
    public static String statesOf(RegionId region) {
        return Subjects.ROOT + "state." + region + ".*";
    }
}
