// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/**
 * What a journal is known to hold: kept beside it, so that records cut off at either end are missed.
 *
 * @param first number of its oldest record, or of one before that
 * @param last number of the newest record that is surely on the disk
 * @param hash of that record
 */
public record AuditHead(long first, long last, String hash) {}
