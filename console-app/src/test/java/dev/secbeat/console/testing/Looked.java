// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import javafx.scene.Node;
import javafx.scene.control.Labeled;
import org.testfx.api.FxRobot;

/** What stands in a view; fails when it is not there. */
public final class Looked {
    private Looked() {}

    /** The node of this selector. */
    public static Node node(FxRobot robot, String selector) {
        return robot.lookup(selector).query();
    }

    /** Its words. */
    public static String text(FxRobot robot, String selector) {
        return robot.lookup(selector).queryAs(Labeled.class).getText();
    }
}
