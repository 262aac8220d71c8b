// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.kordamp.ikonli.Ikon;

/**
 * Something a person can have the console do, wherever it is offered: rail, menu, palette or key.
 *
 * @param id stable, such as {@code block}; the menu item is called {@code menu-block}
 * @param text what it does, in the language spoken
 * @param shortcut a key combination as JavaFX writes it, such as {@code Shortcut+B}; empty for none
 * @param enabled whether it can be done now; asked whenever it is offered and before it is done
 * @param overSheets whether it can be done while a sheet is open: it neither acts on the fleet nor changes what is below
 * @param run does it, on the FX thread
 */
public record ConsoleAction(
        String id,
        Menu menu,
        String text,
        Optional<Ikon> icon,
        String shortcut,
        BooleanSupplier enabled,
        boolean overSheets,
        Runnable run) {

    /** An action that can always be done. */
    public static ConsoleAction of(String id, Menu menu, String text, Ikon icon, String shortcut, Runnable run) {
        return new ConsoleAction(id, menu, text, Optional.of(icon), shortcut, () -> true, false, run);
    }

    /** The same, only while {@code condition} holds. */
    public ConsoleAction when(BooleanSupplier condition) {
        return new ConsoleAction(id, menu, text, icon, shortcut, condition, overSheets, run);
    }

    /** The same, also while a sheet is open. */
    public ConsoleAction alsoOverSheets() {
        return new ConsoleAction(id, menu, text, icon, shortcut, enabled, true, run);
    }

    /** Its keys as they are written on this platform; empty for none. */
    public String shortcutText() {
        return Keys.text(shortcut);
    }

    /** The menus of the menu bar, in their order. */
    public enum Menu {
        /** Where data comes from and goes to. */
        FILE,
        /** How it looks. */
        VIEW,
        /** Where to look. */
        GO,
        /** What is done to the fleet. */
        ACT,
        /** What there is to know. */
        HELP;

        /** Its word in the menu bar. */
        public String text() {
            return switch (this) {
                case FILE -> Messages.of("shell.menu.file");
                case VIEW -> Messages.of("shell.menu.view");
                case GO -> Messages.of("shell.menu.go");
                case ACT -> Messages.of("shell.menu.act");
                case HELP -> Messages.of("shell.menu.help");
            };
        }
    }
}
