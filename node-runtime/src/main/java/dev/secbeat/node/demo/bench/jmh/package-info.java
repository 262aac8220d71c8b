// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks under JMH; the only package that names it. Neither is in the node's jar nor among its libraries: both lie in
 * {@code target/bench}, and a process of their own runs them.
 *
 * <p>Thread rule: JMH's. May import: {@code crdt} and {@code demo.bench.counting}.
 */
@NullMarked
package dev.secbeat.node.demo.bench.jmh;

import org.jspecify.annotations.NullMarked;
