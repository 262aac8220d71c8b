// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.shell.ConsoleAction.Menu;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.kordamp.ikonli.feather.Feather;

/** What can be done with the console itself, whichever fleet it shows. FX thread only. */
final class DeskActions {
    /** Those that the welcome page offers as ways to a fleet. */
    static final Set<String> WAYS_IN = Set.of("profiles", "incident-open", "incident-open-sample");

    private static final int SCALE_STEP = 10;

    private final Workplace desk;

    DeskActions(Workplace desk) {
        this.desk = desk;
    }

    /** All of them, their texts in the language spoken now. */
    List<ConsoleAction> all() {
        return Stream.concat(files().stream(), views().stream()).toList();
    }

    private List<ConsoleAction> files() {
        return List.of(
                ConsoleAction.of(
                        "profiles",
                        Menu.FILE,
                        Messages.of("app.action.profiles"),
                        Feather.LINK,
                        "Shortcut+Shift+C",
                        desk::openProfiles),
                ConsoleAction.of(
                                "leave",
                                Menu.FILE,
                                Messages.of("app.action.leave"),
                                Feather.LOG_OUT,
                                "Shortcut+Shift+L",
                                desk::leave)
                        .when(desk::hasVisit),
                ConsoleAction.of(
                        "incident-open",
                        Menu.FILE,
                        Messages.of("app.action.incident-open"),
                        Feather.FOLDER,
                        "Shortcut+O",
                        desk.incidents()::open),
                ConsoleAction.of(
                        "incident-open-sample",
                        Menu.FILE,
                        Messages.of("app.action.incident-sample"),
                        Feather.FILM,
                        "Shortcut+Shift+O",
                        desk.incidents()::openSample),
                ConsoleAction.of(
                        "preferences",
                        Menu.FILE,
                        Messages.of("app.action.preferences"),
                        Feather.SETTINGS,
                        "Shortcut+Comma",
                        desk::openPreferences),
                ConsoleAction.of(
                                "quit",
                                Menu.FILE,
                                Messages.of("app.action.quit"),
                                Feather.POWER,
                                "Shortcut+Q",
                                desk::quit)
                        .alsoOverSheets());
    }

    private List<ConsoleAction> views() {
        return List.of(
                ConsoleAction.of(
                                "theme",
                                Menu.VIEW,
                                Messages.of("app.action.theme"),
                                Feather.MOON,
                                "Shortcut+Shift+D",
                                () -> desk.preferByKey(now().with(now().look().next())))
                        .alsoOverSheets(),
                scale("zoom-in", Messages.of("app.action.larger"), "Shortcut+Plus", SCALE_STEP),
                scale("zoom-out", Messages.of("app.action.smaller"), "Shortcut+Minus", -SCALE_STEP),
                ConsoleAction.of(
                                "zoom-reset",
                                Menu.VIEW,
                                Messages.of("app.action.size"),
                                Feather.MAXIMIZE,
                                "Shortcut+0",
                                () -> desk.preferByKey(now().scaled(100)))
                        .alsoOverSheets(),
                ConsoleAction.of(
                                "look-back",
                                Menu.VIEW,
                                Messages.of("app.action.look-back"),
                                Feather.REWIND,
                                "F9",
                                desk.moments()::toggle)
                        .when(desk.moments()::canChange),
                ConsoleAction.of(
                                "full-screen",
                                Menu.VIEW,
                                Messages.of("app.action.full-screen"),
                                Feather.MAXIMIZE_2,
                                "F11",
                                desk::toggleFullScreen)
                        .alsoOverSheets(),
                ConsoleAction.of(
                                "wallboard",
                                Menu.VIEW,
                                Messages.of("app.action.wallboard"),
                                Feather.MONITOR,
                                "Shortcut+Shift+W",
                                desk::openWallboard)
                        .when(desk::hasVisit));
    }

    private ConsoleAction scale(String id, String text, String keys, int step) {
        return ConsoleAction.of(
                        id,
                        Menu.VIEW,
                        text,
                        step > 0 ? Feather.ZOOM_IN : Feather.ZOOM_OUT,
                        keys,
                        () -> desk.preferByKey(now().scaled(now().scalePercent() + step)))
                .alsoOverSheets();
    }

    private Preferences now() {
        return desk.preferences();
    }
}
