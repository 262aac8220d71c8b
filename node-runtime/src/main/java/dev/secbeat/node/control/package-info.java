// SPDX-License-Identifier: Apache-2.0
/**
 * Commands of operators: verify, guard, audit, apply, read back, answer.
 *
 * <p>Thread rule: owned by the node loop's thread; the ports say what their implementations must bear. May import:
 * {@code api}, {@code crdt}, {@code verdict}, {@code time}.
 */
@NullMarked
package dev.secbeat.node.control;

import org.jspecify.annotations.NullMarked;
