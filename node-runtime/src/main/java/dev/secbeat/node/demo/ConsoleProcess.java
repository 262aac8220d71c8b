// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import dev.secbeat.node.demo.lab.Children;
import dev.secbeat.node.demo.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The console, as a process of the demo; it reaches the fleet over loopback like any other user. */
final class ConsoleProcess {
    private static final String NAME = "console";

    private ConsoleProcess() {}

    /** Where a console without a window draws itself. */
    static Path pictures(Path stateDirectory) {
        return stateDirectory.resolve(NAME);
    }

    /** Starts it; returns whether there is one to start. */
    static boolean start(Children children, Path stateDirectory, DemoOptions.Console console) {
        Path launcher = Path.of(System.getProperty("secbeat.root", ""), "secbeat");
        if (console == DemoOptions.Console.NONE || !Files.isExecutable(launcher)) {
            return false;
        }
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "console",
                "--connection",
                stateDirectory.resolve(Lab.CONNECTION_FILE).toString()));
        if (console == DemoOptions.Console.HEADLESS) {
            command.addAll(
                    List.of("--headless", "--snapshot", pictures(stateDirectory).toString()));
        }
        children.start(NAME, "", command, Map.of());
        return true;
    }
}
