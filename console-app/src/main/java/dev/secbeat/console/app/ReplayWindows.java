// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.settings.Preferences;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Recordings that are shown beside a fleet, each in a window of its own. FX thread only, {@link #endSessions} excepted. */
final class ReplayWindows {
    private final List<ReplayWindow> all = new CopyOnWriteArrayList<>();

    void add(ReplayWindow window) {
        all.removeIf(known -> !known.isOpen());
        all.add(window);
    }

    /** Those that are still open. */
    List<ReplayWindow> open() {
        return all.stream().filter(ReplayWindow::isOpen).toList();
    }

    void restyle(Preferences preferences) {
        open().forEach(window -> window.restyle(preferences));
    }

    void redraw(Preferences preferences) {
        open().forEach(window -> window.redraw(preferences));
    }

    void close() {
        all.forEach(ReplayWindow::close);
    }

    /** Gives all recordings back; any thread. */
    void endSessions() {
        all.forEach(ReplayWindow::endSession);
    }
}
