// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/**
 * Which trust file somebody holds; as a question it means "is there a newer one?".
 *
 * @param version 0 for one without a signature, -1 when the asker holds none
 * @param digest of its content, see {@link TrustBytes#digest}
 * @param sure whether the sender has heard that its peers have nothing newer, or that there are none
 */
public record TrustHello(long version, String digest, boolean sure) {
    /** Of somebody who holds none: whatever a node has is the answer. */
    public static final TrustHello NONE = new TrustHello(-1, "", false);

    public TrustHello {
        if (version < -1 || version > TrustFile.MAX_VERSION || !digest.matches("[0-9a-f]{0,32}")) {
            throw new IllegalArgumentException("no version " + version + " or no digest");
        }
    }
}
