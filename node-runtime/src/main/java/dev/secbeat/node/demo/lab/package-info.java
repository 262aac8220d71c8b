// SPDX-License-Identifier: Apache-2.0
/**
 * The lab: regions, nodes and services as namespaces and processes of one machine, and their removal.
 *
 * <p>Thread rule: one thread starts and stops a lab; the journal and the table of children are safe for all threads. May
 * import: everything of node-runtime.
 */
@NullMarked
package dev.secbeat.node.demo.lab;

import org.jspecify.annotations.NullMarked;
