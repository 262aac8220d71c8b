// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * NATS subjects of what one node tells another alone, {@code secbeat.v1.peer.<from>.<to>}, both as region and name. A node
 * may publish from itself and listen to what is for it, so a message proves its sender and is heard by nobody else.
 */
public final class DirectSubjects {
    public static final String ALL = Subjects.ROOT + "peer.>";

    private DirectSubjects() {}

    public static String of(NodeId from, NodeId to) {
        return Subjects.ROOT + "peer." + Subjects.tokens(from) + "." + Subjects.tokens(to);
    }

    /** All that {@code from} tells others; what it may publish. */
    public static String allFrom(NodeId from) {
        return Subjects.ROOT + "peer." + Subjects.tokens(from) + ".>";
    }

    /** All that others tell {@code to}; what it may listen to. */
    public static String allTo(NodeId to) {
        return Subjects.ROOT + "peer.*.*." + Subjects.tokens(to);
    }
}
