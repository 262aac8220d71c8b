// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.cluster.NkeySigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** People with real keys who sign trust files: Ada and Bob are administrators and roots, Eve is neither. */
final class TrustFolk implements AutoCloseable {
    final NkeySigner ada;
    final NkeySigner bob;
    final NkeySigner eve;

    TrustFolk(Path folder) {
        ada = create(folder.resolve("ada.nk"));
        bob = create(folder.resolve("bob.nk"));
        eve = create(folder.resolve("eve.nk"));
    }

    List<String> roots() {
        return List.of(ada.publicKey(), bob.publicKey());
    }

    /** A file of this version, with {@code extra} beside the two administrators, signed. */
    TrustFile file(long version, NkeySigner signer, Operator... extra) {
        List<Operator> operators = new ArrayList<>(List.of(
                new Operator(ada.publicKey(), Role.ADMIN, "ada"), new Operator(bob.publicKey(), Role.ADMIN, "bob")));
        operators.addAll(List.of(extra));
        return TrustSigning.sign(new TrustFile(version, operators, List.of(), List.of(), Optional.empty()), signer);
    }

    /** The same without {@code key}, which is withdrawn; one version later. */
    TrustFile without(TrustFile before, String key, NkeySigner signer) {
        List<Operator> operators = before.operators().stream()
                .filter(o -> !o.publicKey().equals(key))
                .toList();
        List<String> withdrawn = new ArrayList<>(before.withdrawn());
        withdrawn.add(key);
        return TrustSigning.sign(
                new TrustFile(before.version() + 1, operators, before.members(), withdrawn, Optional.empty()), signer);
    }

    @Override
    public void close() {
        List.of(ada, bob, eve).forEach(NkeySigner::close);
    }

    private static NkeySigner create(Path file) {
        try {
            return NkeySigner.create(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
