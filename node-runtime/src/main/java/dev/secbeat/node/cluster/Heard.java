// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeStatus;

/**
 * A heartbeat and when it came.
 *
 * @param atNanos monotonic nanoseconds ({@link System#nanoTime()}) of its arrival here
 */
public record Heard(NodeStatus status, long atNanos) {}
