// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Nodes that a link takes no word of, though the servers pass it on; nobody at first. Safe for all threads. */
public final class PeerSilence {
    private final AtomicLong words = new AtomicLong();
    private volatile Set<NodeId> nodes = Set.of();

    PeerSilence() {}

    /** Whom {@code link} does not hear. */
    public static PeerSilence of(NatsLink link) {
        return link.silence();
    }

    /** Takes no word of {@code silenced} from now on, also none that waits, and of all others again. */
    public void set(Set<NodeId> silenced) {
        nodes = Set.copyOf(silenced);
    }

    /** Messages of silenced nodes since start. */
    public long words() {
        return words.get();
    }

    /** Whether a message of {@code sender} is to be taken; counts it when not. */
    boolean hears(NodeId sender) {
        if (!nodes.contains(sender)) {
            return true;
        }
        words.incrementAndGet();
        return false;
    }
}
