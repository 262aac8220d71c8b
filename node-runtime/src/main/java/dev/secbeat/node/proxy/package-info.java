// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP reverse proxy in front of a backend: counts requests and connections per source, turns blocked sources away.
 *
 * <p>Thread rule: HTTP runs on Vert.x event loops, the ports are called by the node loop; what both touch is concurrent and bounded. May import: {@code api}, {@code traffic}, {@code verdict}; with {@code admin} the only room that uses Vert.x.
 */
@NullMarked
package dev.secbeat.node.proxy;

import org.jspecify.annotations.NullMarked;
