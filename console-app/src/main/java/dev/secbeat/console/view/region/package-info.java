// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * A region from near: its nodes, one of them in full, and what they told of lately.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code i18n}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.region;

import org.jspecify.annotations.NullMarked;
