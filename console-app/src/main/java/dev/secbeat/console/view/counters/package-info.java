// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The table of the busiest sources over all regions, with its filter, copy and export.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.counters;

import org.jspecify.annotations.NullMarked;
