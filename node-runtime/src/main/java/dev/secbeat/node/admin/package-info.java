// SPDX-License-Identifier: Apache-2.0
/**
 * The local HTTP endpoint: metrics, liveness, readiness, counters.
 *
 * <p>Thread rule: handlers run on a Vert.x event loop; the suppliers they call must be safe there and must not block. May import: {@code api}; with {@code proxy} the only room that uses Vert.x.
 */
@NullMarked
package dev.secbeat.node.admin;

import org.jspecify.annotations.NullMarked;
