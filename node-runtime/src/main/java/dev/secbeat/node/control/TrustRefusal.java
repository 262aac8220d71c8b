// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/** Why a trust file was not taken: a stable reason and a sentence for whoever runs the fleet. */
public record TrustRefusal(Reason reason, String text) {

    /** One a rule. */
    public enum Reason {
        /** Not a trust file at all. */
        MALFORMED,
        /** This node's configuration names nobody who may sign one. */
        NO_ROOTS,
        UNSIGNED,
        /** Signed by a key that this node's configuration does not name. */
        NOT_A_ROOT,
        /** Signed by a key that the file in force has withdrawn. */
        WITHDRAWN,
        BAD_SIGNATURE,
        /** Its signer is no administrator in it: nobody could sign the next one. */
        NO_ADMIN,
        /** Another file with the same version is in force. */
        CONFLICT,
        /** A newer one is in force. */
        OLDER;

        /** As a metric's label. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
