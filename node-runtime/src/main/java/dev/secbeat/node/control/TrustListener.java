// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/** Port: told what becomes of trust files, on the keeper's thread; must not block. */
public interface TrustListener {
    /** {@code file} is in force from now on. */
    void taken(TrustFile file);

    /** Whether the last file that was {@link #taken} would survive a restart. */
    boolean isKept();

    /** An offered file was not taken. */
    void refused(TrustRefusal refusal);

    /** Whether commands are refused from now on since nobody confirms the file in force; told when that changes. */
    void unconfirmed(boolean refusing);
}
