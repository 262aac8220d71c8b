// SPDX-License-Identifier: Apache-2.0
/**
 * The figures of counting over all regions: throughput, memory, bandwidth and latency of the counters, each measured
 * where it matters in a Java process with the flags of an installed node.
 *
 * <p>Thread rule: a benchmark runs on one thread. May import: {@code runtime} and what it imports.
 */
@NullMarked
package dev.secbeat.node.demo.bench.counting;

import org.jspecify.annotations.NullMarked;
