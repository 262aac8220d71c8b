// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.settings.Preferences;
import java.util.Optional;

/** The wallboard of the fleet that is looked at, and how it was left. FX thread only. */
final class WallboardHome {
    private Optional<Wallboard> board = Optional.empty();

    /** Opens it as it was left; one that is open is made anew. */
    void open(FleetModel model, String title, Preferences preferences, Layout layout) {
        Optional<Layout.Wall> left = board.map(Wallboard::wall).or(layout::wall);
        close();
        board = Optional.of(Wallboard.open(model, title, preferences, left));
    }

    /** The same layout with the wallboard as it is now; what was not opened since is as it was. */
    Layout keep(Layout layout) {
        return layout.with(board.map(Wallboard::wall).or(layout::wall));
    }

    void restyle(Preferences preferences) {
        board.ifPresent(open -> open.restyle(preferences));
    }

    boolean isOpen() {
        return board.filter(Wallboard::isOpen).isPresent();
    }

    /** The last that was opened over this fleet, which a person may have closed. */
    Optional<Wallboard> board() {
        return board;
    }

    /** Closes it for good; {@link #keep} comes before. */
    void close() {
        board.ifPresent(Wallboard::close);
        board = Optional.empty();
    }
}
