// SPDX-License-Identifier: Apache-2.0
/**
 * What kernel and proxy saw of each source, and the port that hands it over.
 *
 * <p>Thread rule: called by the node loop's thread alone. May import: {@code api}.
 */
@NullMarked
package dev.secbeat.node.traffic;

import org.jspecify.annotations.NullMarked;
