// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * What the leading orchestrator says each time it has taken or renewed its lease.
 *
 * @param orchestrator its name
 * @param epoch grows with every change of leader: of two that claim to lead, the higher one does
 * @param leaseMillis how long its lease stands from now on unless it is renewed, milliseconds; above 0
 */
public record Leader(String orchestrator, long epoch, long leaseMillis) {}
