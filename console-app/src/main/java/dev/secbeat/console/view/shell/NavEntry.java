// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import org.kordamp.ikonli.Ikon;

/**
 * One entry of the navigation rail.
 *
 * @param id stable id of the button, such as {@code nav-map}
 * @param text the word below the icon
 * @param shortcut a key combination as JavaFX writes it, such as {@code Shortcut+1}
 * @param isPlace whether it is a place one stays at and is marked as such, rather than a dialog that opens
 * @param action what choosing it does, on the FX thread
 */
public record NavEntry(String id, String text, Ikon icon, String shortcut, boolean isPlace, Runnable action) {}
