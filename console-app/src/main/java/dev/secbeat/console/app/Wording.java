// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Digits;
import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.settings.Preferences;
import java.util.Locale;

/** How texts, times and figures are written from now on; what is already shown stays. */
final class Wording {
    private Wording() {}

    static void use(Preferences preferences) {
        Messages.speak(preferences.language());
        Locale.setDefault(preferences.language()); // what JavaFX itself says, such as in the menu of a text field
        Times.in(preferences.zoneOrLocal());
        Digits.writeWhole(preferences.wholeFigures());
    }
}
