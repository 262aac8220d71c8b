// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.control.TrustRefusal.Reason;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Which trust files a node takes: signed by one of its roots, who is an administrator in the file and was not withdrawn by
 * the one in force, and newer than that. Safe for all threads.
 */
public final class TrustGate {
    private final List<String> roots;
    private final SignatureVerifier verifier;

    /** @param roots public keys of the administrators who may sign trust files; empty: none is ever taken */
    public TrustGate(List<String> roots, SignatureVerifier verifier) {
        this.roots = List.copyOf(roots);
        this.verifier = verifier;
    }

    /** Whether any signed file could be taken. */
    public boolean isOpen() {
        return !roots.isEmpty();
    }

    /** Why {@code offered} does not replace {@code held}, if so; OLDER is no fault, and the same one again is OLDER. */
    public Optional<TrustRefusal> check(TrustFile offered, TrustFile held) {
        if (offered.version() < held.version() || offered.equals(held)) {
            return refusal(
                    Reason.OLDER,
                    "version " + offered.version() + " was offered, " + held.version() + " is in force and stays");
        }
        Optional<TrustRefusal> forged = checkSeal(offered);
        if (forged.isPresent()) {
            return forged;
        }
        String signer = offered.seal().map(TrustFile.Seal::signer).orElse("");
        if (held.hasWithdrawn(signer)) {
            return refusal(
                    Reason.WITHDRAWN,
                    "version " + offered.version() + " is signed by " + signer
                            + ", which was withdrawn: if its holder did not mean to, the key is in wrong hands; take it out of"
                            + " control.trust_roots everywhere");
        }
        Optional<String> forgotten = held.withdrawn().stream()
                .filter(key -> !offered.hasWithdrawn(key))
                .findFirst()
                .or(() -> held.formerMembers().stream()
                        .filter(member -> !offered.formerMembers().contains(member))
                        .map(Member::publicKey)
                        .findFirst());
        if (forgotten.isPresent() && offered.version() > held.version()) {
            return refusal(
                    Reason.WITHDRAWN,
                    "version " + offered.version() + ", signed by " + signer + ", does not name " + forgotten.get()
                            + " as withdrawn, as the one in force here does: it was made from an older one; get the fleet's with"
                            + " 'secbeat keys fetch', change that, and sign it");
        }
        if (offered.version() == held.version()) {
            return TrustBytes.digest(offered).equals(TrustBytes.digest(held))
                    ? refusal(Reason.OLDER, "the same content is in force already")
                    : refusal(
                            Reason.CONFLICT,
                            "another version " + offered.version() + ", signed by " + signer
                                    + ", is in the fleet; the one in force here stays: two administrators changed the same"
                                    + " version. 'secbeat keys fetch' shows what nodes hold; write the wanted content, with all keys that they withdrew, as version "
                                    + (offered.version() + 1) + " with 'secbeat keys sign'");
        }
        return Optional.empty();
    }

    /** Why {@code file} is not the word of one of the roots, if so; whatever is in force. */
    public Optional<TrustRefusal> checkSeal(TrustFile file) {
        if (!isOpen()) {
            return refusal(
                    Reason.NO_ROOTS,
                    "a signed trust file was offered, but control.trust_roots names nobody who"
                            + " may sign one: name your administrators' public keys there and restart");
        }
        if (file.seal().isEmpty()) {
            return refusal(
                    Reason.UNSIGNED, "a trust file without a signature was offered: sign it with 'secbeat keys sign'");
        }
        TrustFile.Seal seal = file.seal().get();
        if (!roots.contains(seal.signer())) {
            return refusal(
                    Reason.NOT_A_ROOT,
                    "version " + file.version() + " is signed by " + seal.signer()
                            + ", which control.trust_roots does not name: let an administrator sign it who is named there");
        }
        byte[] signature = Base64.getDecoder().decode(seal.signature());
        if (!verifier.verify(seal.signer(), TrustBytes.of(file, seal.signer()), signature)) {
            return refusal(
                    Reason.BAD_SIGNATURE,
                    "the signature of version " + file.version()
                            + " does not fit its content: it was changed after signing, or forged");
        }
        boolean signerStays =
                file.find(seal.signer()).filter(o -> o.role() == Role.ADMIN).isPresent();
        return signerStays
                ? Optional.empty()
                : refusal(
                        Reason.NO_ADMIN,
                        "version " + file.version() + " does not keep its signer " + seal.signer()
                                + " as ADMIN: nobody withdraws the key that signs, so that somebody is left who can sign the"
                                + " next version");
    }

    private static Optional<TrustRefusal> refusal(Reason reason, String text) {
        return Optional.of(new TrustRefusal(reason, text));
    }
}
