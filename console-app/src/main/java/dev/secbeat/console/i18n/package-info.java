// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the console says, in the languages it speaks: one {@link java.util.ResourceBundle} a room, named as the room is.
 * Times and figures are written here as well.
 *
 * <p>Thread rule: safe for all threads. May import: nothing of the console; all other rooms may import it.
 */
@NullMarked
package dev.secbeat.console.i18n;

import org.jspecify.annotations.NullMarked;
