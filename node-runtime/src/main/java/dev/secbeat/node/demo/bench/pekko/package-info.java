// SPDX-License-Identifier: Apache-2.0
/**
 * Counters of Apache Pekko Distributed Data at the same work as SecBeat's; the only package that names Pekko. Neither is in
 * the node's jar nor among its libraries: both lie in {@code target/bench}, and a process of their own runs them.
 *
 * <p>Thread rule: a fleet is made and used on one thread; its nodes answer all. May import: {@code demo.bench} and
 * {@code demo.wan}.
 */
@NullMarked
package dev.secbeat.node.demo.bench.pekko;

import org.jspecify.annotations.NullMarked;
