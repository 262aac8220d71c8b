// SPDX-License-Identifier: Apache-2.0
/**
 * The demonstration: a whole fleet of real parts on one machine, its traffic, its drills and its benchmarks.
 *
 * <p>Thread rule: see the sub-packages {@code lab}, {@code wan}, {@code traffic} and {@code drill}. May import:
 * everything of node-runtime; nothing but {@code cli} may import it.
 */
@NullMarked
package dev.secbeat.node.demo;

import org.jspecify.annotations.NullMarked;
