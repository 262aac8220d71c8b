// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.control.TrustFile;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Nodes that a link takes no word of, though the servers pass it on; nobody at first. Safe for all threads. */
public final class PeerSilence {
    private final AtomicLong words = new AtomicLong();
    private @Nullable TrustFile last;
    private volatile Set<NodeId> nodes = Set.of();

    PeerSilence() {}

    /** Whom {@code link} does not hear. */
    public static PeerSilence of(NatsLink link) {
        return link.silence();
    }

    /** Whom {@code link} does not hear: set by an orchestrator; where the settings name roots, by the link itself. */
    public static PeerSilence of(FleetLink link) {
        return link.silence();
    }

    /** Takes no word of {@code silenced} from now on, also none that waits, and of all others again. */
    public void set(Set<NodeId> silenced) {
        nodes = Set.copyOf(silenced);
    }

    /** Takes no word of whom {@code file} names as withdrawn; costs nothing while it is the same file. One thread. */
    public void setOf(TrustFile file) {
        if (!file.equals(last)) {
            last = file;
            set(file.withdrawnNodes());
        }
    }

    /** Messages of silenced nodes since start. */
    public long words() {
        return words.get();
    }

    /** Whether it takes no word of {@code node}. */
    boolean isSilent(NodeId node) {
        return nodes.contains(node);
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
