// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * An incident as it is told, recorded and replayed: the page with its timeline, and the bar that a replay lives under.
 *
 * <p>Thread rule: FX thread only; a page that is not shown draws nothing. May import: {@code model}, {@code i18n}, {@code
 * view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.incident;

import org.jspecify.annotations.NullMarked;
