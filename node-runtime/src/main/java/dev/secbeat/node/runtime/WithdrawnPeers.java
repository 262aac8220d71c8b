// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.PeerSilence;
import dev.secbeat.node.control.TrustFile;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Has the link take no word of nodes whose key was withdrawn, as soon as the file that says so is in force. The NATS servers let
 * such a key in until somebody makes their configuration anew; that they still do is told. Owned by the loop's thread.
 */
final class WithdrawnPeers implements LoopStep {
    private static final int MOST_NAMED = 5;

    private final Supplier<TrustFile> trust;
    private final PeerSilence silence;
    private final TroubleReporter troubles;
    private TrustFile file;
    private Set<NodeId> withdrawn;
    private long heard;

    WithdrawnPeers(Supplier<TrustFile> trust, PeerSilence silence, TroubleReporter troubles) {
        this.trust = trust;
        this.silence = silence;
        this.troubles = troubles;
        this.file = trust.get();
        this.withdrawn = file.withdrawnNodes();
        silence.set(withdrawn);
    }

    @Override
    public int doWork(long nowNanos, long epochMillis) {
        TrustFile newest = trust.get();
        if (!newest.equals(file)) {
            file = newest;
            withdrawn = newest.withdrawnNodes();
            silence.set(withdrawn);
        }
        long words = silence.words();
        if (words != heard && !withdrawn.isEmpty()) {
            troubles.report(
                    "withdrawn-node",
                    (words - heard) + " message(s) came from nodes whose key was withdrawn (" + some()
                            + ") and were not taken: the NATS servers still let the key in; make their configuration anew"
                            + " ('secbeat nats config') and reload them",
                    epochMillis);
        }
        heard = words;
        return 0;
    }

    private String some() {
        return withdrawn.stream()
                        .map(NodeId::toString)
                        .sorted()
                        .limit(MOST_NAMED)
                        .collect(Collectors.joining(", "))
                + (withdrawn.size() > MOST_NAMED ? " and others" : "");
    }
}
