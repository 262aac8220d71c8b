// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.settings.Layout;

/** Layouts by fleet. That of a recording lasts as long as the console: files of layouts are for fleets. FX thread only. */
final class LayoutHome {
    private final SettingsHome settings;
    private Layout ofRecordings = Layout.STANDARD;

    LayoutHome(SettingsHome settings) {
        this.settings = settings;
    }

    /** @param fleet name of its profile; empty for a recording */
    Layout of(String fleet) {
        return fleet.isEmpty() ? ofRecordings : settings.layout(fleet);
    }

    void keep(String fleet, Layout layout) {
        if (fleet.isEmpty()) {
            ofRecordings = layout;
        } else {
            settings.setLayout(fleet, layout);
        }
    }
}
