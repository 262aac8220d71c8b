// SPDX-License-Identifier: Apache-2.0
/**
 * What must outlive a process, on local disk: operator blocks and the audit trail.
 *
 * <p>Thread rule: each journal is used by one thread at a time. May import: {@code api}, {@code control}, {@code json}.
 */
@NullMarked
package dev.secbeat.node.journal;

import org.jspecify.annotations.NullMarked;
