// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * NATS subjects of whoever wants to see more sources than a heartbeat tells: a {@link SourceQuestion} on {@link #ASK} has every
 * node publish pages of the sources it counts, on its own {@code secbeat.v1.source.<region>.<node>}, for {@link #LEASE_MILLIS};
 * whoever looks on asks again. A node may publish there in its own name alone, so a page proves its sender.
 */
public final class SourceSubjects {
    public static final String ALL = Subjects.ROOT + "source.>";
    public static final String ASK = Subjects.ROOT + "ask.sources";

    /** How long a node goes on telling after it was asked, in milliseconds. */
    public static final int LEASE_MILLIS = 10_000;

    private SourceSubjects() {}

    /** What a node tells of its sources. */
    public static String of(NodeId node) {
        return Subjects.ROOT + "source." + Subjects.tokens(node);
    }
}
