// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustGate;
import dev.secbeat.node.control.TrustRefusal;
import dev.secbeat.node.journal.TrustStore;
import dev.secbeat.node.json.DecodeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which trust file a node or orchestrator begins with. */
final class TrustFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TrustFiles.class);

    private TrustFiles() {}

    /** The configured file. One with a signature must be a root's word; one without is taken as it is. */
    static TrustFile read(Path file, TrustGate gate) {
        try {
            TrustFile trust = TrustStore.read(file);
            Optional<TrustRefusal> refusal = trust.seal().flatMap(_ -> gate.checkSeal(trust));
            if (refusal.isPresent()) {
                throw new StartException("the trust file " + file + " is not to be trusted: "
                        + refusal.get().text());
            }
            return trust;
        } catch (IOException | DecodeException e) {
            throw new StartException(
                    "the trust file " + file + " cannot be read (" + e.getMessage()
                            + "), so no operator could be told from a stranger: write"
                            + " {\"operators\":[{\"key\":\"U...\",\"role\":\"OPERATOR\",\"name\":\"...\"}]} there, keys as"
                            + " 'secbeat keys new' prints them",
                    e);
        }
    }

    /**
     * The newer of the configured file and the one kept in {@code store}. Should the kept one be damaged, or not the word of
     * a root any more, an unsigned file is no way back: it may trust who was withdrawn since. The node then obeys nobody
     * until a peer gives it the fleet's; it enforces all the same.
     */
    static TrustFile newest(TrustFile configured, TrustStore store, TrustGate gate) {
        if (!gate.isOpen()) {
            return configured;
        }
        String damage;
        try {
            Optional<TrustFile> kept = store.read();
            if (kept.isEmpty()) {
                return configured;
            }
            Optional<TrustRefusal> refusal = gate.checkSeal(kept.get());
            if (refusal.isEmpty()) {
                return kept.get().version() >= configured.version() ? kept.get() : configured;
            }
            damage = refusal.get().text();
        } catch (IOException | DecodeException e) {
            damage = String.valueOf(e.getMessage());
        }
        boolean signed = configured.version() > 0;
        LOG.error(
                "event=kept_trust_unusable error=\"{}\" text=\"{}\"",
                damage,
                signed
                        ? "going by control.trust_file until a node of the fleet tells of a newer one"
                        : "obeying nobody until a node of the fleet gives the newest; with none there, put a signed file"
                                + " ('secbeat keys fetch') at control.trust_file and restart");
        return signed ? configured : TrustFile.nobody();
    }
}
