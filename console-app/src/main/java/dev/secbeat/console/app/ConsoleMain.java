// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.util.List;
import javafx.application.Application;

/** The console's entry. Not an {@link Application} itself, so that JavaFX may stand on the class path. */
public final class ConsoleMain {
    private static final int USAGE_ERROR = 2;

    private ConsoleMain() {}

    /** Reads the options, says clearly what is wrong with them, and shows the window until it is closed. */
    public static void main(String[] words) {
        List<String> given = List.of(words);
        if (given.contains("--help")) {
            System.out.println(ConsoleOptions.USAGE);
            return;
        }
        if (given.equals(List.of(Rehearsal.OPTION))) {
            drawWithoutDisplay();
            Application.launch(Rehearsal.class);
            System.exit(0);
        }
        try {
            prepare(ConsoleOptions.parse(given));
        } catch (UsageException e) {
            System.err.println("secbeat console: " + e.getMessage());
            System.exit(USAGE_ERROR);
        }
        Application.launch(ConsoleApplication.class, words);
    }

    /** JavaFX reads these once, before its first window. */
    private static void prepare(ConsoleOptions options) {
        if (options.headless()) {
            drawWithoutDisplay();
        }
    }

    private static void drawWithoutDisplay() {
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
    }
}
