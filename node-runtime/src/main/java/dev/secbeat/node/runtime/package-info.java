// SPDX-License-Identifier: Apache-2.0
/**
 * Wires the rooms into running programs: the node, with its one loop that owns all state, and the orchestrator.
 *
 * <p>Thread rule: the node loop's thread owns all state of a node; everyone else offers to bounded queues. May import:
 * every room but {@code cli} and {@code demo}.
 */
@NullMarked
package dev.secbeat.node.runtime;

import org.jspecify.annotations.NullMarked;
