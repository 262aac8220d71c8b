// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the console says, in the languages it speaks: one {@link java.util.ResourceBundle} a room, named as the room is.
 * All other rooms may import it.
 *
 * <p>Thread rule: safe for all threads. May import: nothing of the console.
 */
@NullMarked
package dev.secbeat.console.i18n;

import org.jspecify.annotations.NullMarked;
