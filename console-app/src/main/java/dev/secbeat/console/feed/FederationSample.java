// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

/**
 * One sample of one series as federated.
 *
 * @param metric name of the metric
 * @param region value of the {@code region} label; empty when it has none
 * @param instance value of the {@code instance} label; empty when it has none
 * @param action value of the {@code action} label; empty when it has none
 * @param reason value of the {@code reason} label; empty when it has none
 * @param timestampMillis when the regional Prometheus took it, epoch milliseconds
 */
record FederationSample(
        String metric,
        String region,
        String instance,
        String action,
        String reason,
        double value,
        long timestampMillis) {}
