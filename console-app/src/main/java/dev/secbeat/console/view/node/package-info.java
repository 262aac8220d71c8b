// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The node embedded in the console: start, stop, its log, its kernel maps.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code i18n}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.node;

import org.jspecify.annotations.NullMarked;
