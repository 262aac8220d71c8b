// SPDX-License-Identifier: Apache-2.0
/**
 * Wires rooms into running processes: the node loop, the node, the orchestrator. The only room that imports edges.
 *
 * <p>Thread rule: one thread owns all node state ({@code NodeLoop}); other threads offer to bounded queues. May import:
 * every room but {@code cli} and {@code demo}.
 */
@NullMarked
package dev.secbeat.node.runtime;

import org.jspecify.annotations.NullMarked;
