// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Preferences, connection profiles, and the page that welcomes who has none yet.
 *
 * <p>Thread rule: FX thread only; what needs a file or the network is asked of the {@code app} and answered later. May
 * import: {@code model}, {@code settings}, {@code i18n}; {@code view.shell}, {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.settings;

import org.jspecify.annotations.NullMarked;
