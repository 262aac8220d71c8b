// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/** Port: checks Ed25519 signatures. Safe for all threads, never blocks. */
@FunctionalInterface
public interface SignatureVerifier {

    /** Whether the holder of {@code publicKey} (user nkey) made {@code signature} over {@code message}; never throws. */
    boolean verify(String publicKey, byte[] message, byte[] signature);
}
