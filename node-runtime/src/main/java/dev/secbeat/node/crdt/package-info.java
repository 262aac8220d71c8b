// SPDX-License-Identifier: Apache-2.0
/**
 * Windowed grow-only counters, the last-writer-wins block map, their codecs and the port they travel through.
 *
 * <p>Thread rule: owned by the node loop's thread. May import: {@code api}, {@code traffic}.
 */
@NullMarked
package dev.secbeat.node.crdt;

import org.jspecify.annotations.NullMarked;
