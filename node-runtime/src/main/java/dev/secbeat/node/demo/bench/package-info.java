// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks: figures measured the same way each time, behind one command.
 *
 * <p>Thread rule: a benchmark runs on one thread. May import: everything of node-runtime.
 */
@NullMarked
package dev.secbeat.node.demo.bench;

import org.jspecify.annotations.NullMarked;
