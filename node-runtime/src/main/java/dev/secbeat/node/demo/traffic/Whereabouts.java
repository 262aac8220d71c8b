// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

/**
 * How a stream's sources use one target.
 *
 * @param sources those that sent their last request there
 * @param lastSentNanos when any of them last did, CLOCK_MONOTONIC; 0 for never
 */
public record Whereabouts(int sources, long lastSentNanos) {}
