// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/**
 * A line of an audit chain and where it stands.
 *
 * @param at number of the line in a file or of the message in a stream; grows from line to line
 */
public record AuditLine(long at, String text) {}
