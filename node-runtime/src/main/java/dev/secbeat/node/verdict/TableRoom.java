// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

/**
 * What a table of a sink can take.
 *
 * @param table what it holds, in words: "single IPv4 addresses"; tells it from the sink's other tables
 * @param setting of the configuration that gives it its size
 * @param left how many more of operators' blocks, for which automatic ones make way; at least 0
 */
public record TableRoom(String table, String setting, int left) {}
