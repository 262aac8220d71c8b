// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The window's frame: top bar with the state of the connections, navigation rail, banner, status bar, and the places
 * where the other views go; the theme that all views share.
 *
 * <p>Thread rule: FX thread only. May import: {@code console.model}.
 */
@NullMarked
package dev.secbeat.console.view.shell;

import org.jspecify.annotations.NullMarked;
