// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.control.TrustFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this orchestrator stands in the trust file in force, and which nodes no longer do. One whose own key was withdrawn acts
 * no more: it gives the lease back and leaves everything to others, for good, since a withdrawn key is not trusted again.
 * {@link #goBy} belongs to the orchestrator's thread, the rest to all.
 */
final class OwnStanding {
    private static final Logger LOG = LoggerFactory.getLogger(OwnStanding.class);

    private final Optional<Path> seedFile;
    private @Nullable TrustFile file;
    private @Nullable String ownKey;
    private volatile Set<NodeId> withdrawnNodes = Set.of();
    private volatile boolean withdrawn;

    /** @param seedFile this orchestrator's key; one that cannot be read yet is asked for again */
    OwnStanding(Optional<Path> seedFile) {
        this.seedFile = seedFile;
    }

    /** Goes by {@code newest} from now on; {@code leadership} ends when it has withdrawn the own key. */
    void goBy(TrustFile newest, Leadership leadership) {
        if (!newest.equals(file)) {
            withdrawnNodes = newest.withdrawnNodes();
            file = newest;
        }
        if (!withdrawn && !newest.withdrawn().isEmpty() && newest.hasWithdrawn(ownKey())) {
            withdrawn = true;
            LOG.error(
                    "event=own_key_withdrawn version={} text=\"an administrator has withdrawn this orchestrator's key, so it"
                            + " leads no more, answers no order and changes nothing; give it a new key ('secbeat keys new',"
                            + " 'secbeat keys add') and restart it, or take it out of service\"",
                    newest.version());
            leadership.retire();
        }
    }

    /** Whether the word of {@code node} counts. */
    boolean hears(NodeId node) {
        return !withdrawnNodes.contains(node);
    }

    /** Why this orchestrator is of no use, if so. */
    List<String> faults() {
        return withdrawn
                ? List.of(
                        "an administrator has withdrawn this orchestrator's key, so it acts no more: give it a new one and"
                                + " restart it, or take it out of service")
                : List.of();
    }

    /** The own public key; empty while the file cannot be read, and without a key the servers let nobody in. */
    private String ownKey() {
        String known = ownKey;
        if (known == null && seedFile.isPresent()) {
            try (NkeySigner signer = NkeySigner.load(seedFile.get())) {
                known = signer.publicKey();
                ownKey = known;
            } catch (KeyFileException e) {
                LOG.debug("event=own_key_unknown error=\"{}\"", e.getMessage());
            }
        }
        return known == null ? "" : known;
    }
}
