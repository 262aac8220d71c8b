// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.util.List;
import javafx.application.Application;
import org.jspecify.annotations.Nullable;

/** The console's entry. Not an {@link Application} itself, so that JavaFX may stand on the class path. */
public final class ConsoleMain {
    private static final int FAILED = 1;
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
        if (given.size() == 2 && given.getFirst().equals(ConsoleBench.OPTION)) {
            drawWithoutDisplay();
            Application.launch(ConsoleBench.class, words);
            System.exit(0);
        }
        try {
            ConsoleOptions options = ConsoleOptions.parse(given);
            if (!options.headless() && lacksDisplay(System.getProperty("os.name", ""), System.getenv("DISPLAY"))) {
                System.err.println(
                        "secbeat console: there is no display to open a window on: set DISPLAY to an X server"
                                + " (under Wayland: Xwayland), or add --headless, with --snapshot DIR for pictures.");
                System.exit(FAILED);
            }
            prepare(options);
        } catch (UsageException e) {
            System.err.println("secbeat console: " + e.getMessage());
            System.exit(USAGE_ERROR);
        }
        Application.launch(ConsoleApplication.class, words);
    }

    /** On Linux JavaFX draws on an X server alone, and without one fails with a stack trace only. */
    static boolean lacksDisplay(String system, @Nullable String display) {
        return system.equals("Linux") && (display == null || display.isBlank());
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
