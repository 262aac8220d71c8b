// SPDX-License-Identifier: Apache-2.0
/**
 * The clock port: one way to read time, so that a simulator can own it.
 *
 * <p>Thread rule: a {@code NodeClock} is safe for all threads, a {@code SteadyClock} belongs to one. May import: nothing but {@code java.*}.
 */
@NullMarked
package dev.secbeat.node.time;

import org.jspecify.annotations.NullMarked;
