// SPDX-License-Identifier: Apache-2.0
/**
 * The clock port: one way to read time, so that a simulator can own it.
 *
 * <p>Thread rule: clocks are safe for all threads. May import: nothing but {@code java.*}.
 */
@NullMarked
package dev.secbeat.node.time;

import org.jspecify.annotations.NullMarked;
