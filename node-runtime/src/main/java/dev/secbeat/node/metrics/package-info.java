// SPDX-License-Identifier: Apache-2.0
/**
 * The node's metrics, read from suppliers at the moment of a scrape.
 *
 * <p>Thread rule: safe for all threads; suppliers are called on the scraping thread and must be too. May import: {@code api}; the only room that uses the Prometheus client.
 */
@NullMarked
package dev.secbeat.node.metrics;

import org.jspecify.annotations.NullMarked;
