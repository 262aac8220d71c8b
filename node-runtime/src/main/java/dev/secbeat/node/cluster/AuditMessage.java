// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

/**
 * A message of the fleet's audit stream.
 *
 * @param sequence its number in the stream, from 1
 * @param subject what it was published on; the servers let only its owner do so
 * @param text its content, UTF-8
 */
public record AuditMessage(long sequence, String subject, String text) {}
