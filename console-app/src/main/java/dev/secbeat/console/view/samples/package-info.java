// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Packets as the nodes saw them: a table of the newest samples, filtered and paused, and one of them in full.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.samples;

import org.jspecify.annotations.NullMarked;
