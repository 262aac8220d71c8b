// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.cluster.NkeySigner;
import java.util.Base64;

/** Signs trust files in tests. */
public final class TrustSigning {
    private TrustSigning() {}

    public static TrustFile sign(TrustFile file, NkeySigner signer) {
        byte[] signature = signer.sign(TrustBytes.of(file, signer.publicKey()));
        return file.sealed(
                new TrustFile.Seal(signer.publicKey(), Base64.getEncoder().encodeToString(signature)));
    }
}
