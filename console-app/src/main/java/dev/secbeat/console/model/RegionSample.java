// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * Rates of one region as computed from Prometheus.
 *
 * @param regionId value of the {@code region} label
 * @param passedPerSecond NaN when only one sample has been seen so far
 * @param droppedPerSecond the same
 * @param sampledAtMillis time of the newest sample used, epoch milliseconds by Prometheus' clock
 * @param targetsUp nodes the regional Prometheus could scrape
 * @param targetsTotal nodes it tries to scrape; 0 when unknown
 */
public record RegionSample(
        String regionId,
        double passedPerSecond,
        double droppedPerSecond,
        long sampledAtMillis,
        int targetsUp,
        int targetsTotal) {}
