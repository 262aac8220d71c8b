// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import javafx.scene.Scene;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/** Binds the shortcuts of all actions to a scene. FX thread only. */
final class Keys {
    /** Takes typing back where one types, the last order elsewhere. */
    private static final KeyCombination UNDO = KeyCombination.valueOf("Shortcut+Z");

    private Keys() {}

    /** Makes the shortcuts work; {@code ?} shows them, except where it is typed as text. */
    static void install(Scene scene, Actions actions) {
        for (ConsoleAction action : actions.all()) {
            if (!action.shortcut().isEmpty()) {
                bind(scene, action.shortcut(), () -> actions.run(action.id()));
            }
        }
        scene.addEventHandler(KeyEvent.KEY_PRESSED, key -> {
            // Also when nothing is left to take back there: else one press too many would reach the fleet.
            if (UNDO.match(key) && isTyping(scene)) {
                key.consume();
            }
        });
        scene.addEventHandler(KeyEvent.KEY_TYPED, key -> {
            // By character: on which key it stands differs from keyboard to keyboard.
            if (key.getCharacter().equals("?") && !isTyping(scene)) {
                actions.run(ShortcutSheet.ACTION);
            }
        });
    }

    private static boolean isTyping(Scene scene) {
        return scene.getFocusOwner() instanceof TextInputControl
                || (scene.getFocusOwner() instanceof ComboBoxBase<?> box && box.isEditable());
    }

    private static void bind(Scene scene, String shortcut, Runnable run) {
        scene.getAccelerators().put(KeyCombination.valueOf(shortcut), run);
        if (shortcut.endsWith("+Plus")) { // where plus needs the Shift key, nobody presses it
            String stem = shortcut.substring(0, shortcut.length() - "Plus".length());
            scene.getAccelerators().put(KeyCombination.valueOf(stem + "Equals"), run);
            scene.getAccelerators().put(KeyCombination.valueOf(stem + "Add"), run);
        }
    }

    /** How a shortcut is written on this platform: {@code Ctrl+K}, {@code ⌘K}; empty for none. */
    static String text(String shortcut) {
        return shortcut.isEmpty() ? "" : KeyCombination.valueOf(shortcut).getDisplayText();
    }
}
