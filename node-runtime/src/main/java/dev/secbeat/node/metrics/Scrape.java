// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.metrics;

/**
 * One answer to a scraper.
 *
 * @param body owned by the receiver
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a socket; compared by no one
public record Scrape(String contentType, byte[] body) {}
