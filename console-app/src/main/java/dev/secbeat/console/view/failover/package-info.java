// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Regions and the orchestrator's dry-run plan for moving clients away from one.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.failover;

import org.jspecify.annotations.NullMarked;
