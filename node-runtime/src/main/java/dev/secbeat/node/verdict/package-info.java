// SPDX-License-Identifier: Apache-2.0
/**
 * Policy and decision: counts in, difference of verdicts out.
 *
 * <p>Thread rule: owned by the node loop's thread. May import: {@code api}, {@code traffic}, {@code crdt}.
 */
@NullMarked
package dev.secbeat.node.verdict;

import org.jspecify.annotations.NullMarked;
