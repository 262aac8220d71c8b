// SPDX-License-Identifier: Apache-2.0
/**
 * Region health, failover plans and their safety rules, and the ports through which they see and act.
 *
 * <p>Thread rule: owned by the orchestrator's thread; records are immutable. May import: {@code api}, {@code time}.
 */
@NullMarked
package dev.secbeat.node.failover;

import org.jspecify.annotations.NullMarked;
