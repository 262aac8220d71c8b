// SPDX-License-Identifier: Apache-2.0
/**
 * Traffic for the lab: many legitimate clients and a few attackers, paced exactly, each request accounted for on the
 * sender's side.
 *
 * <p>Thread rule: the engine's one thread owns all sockets and streams; its public methods are safe for all threads. May
 * import: {@code api}.
 */
@NullMarked
package dev.secbeat.node.demo.traffic;

import org.jspecify.annotations.NullMarked;
