// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The column of region tiles with rates, sparklines and the fleet's summary.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.throughput;

import org.jspecify.annotations.NullMarked;
