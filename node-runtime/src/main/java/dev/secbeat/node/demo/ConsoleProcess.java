// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import dev.secbeat.node.demo.lab.Children;
import dev.secbeat.node.demo.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The console, as a process of the lab, in the namespace of this machine and on its display. */
final class ConsoleProcess {
    private static final String NAME = "console";

    private ConsoleProcess() {}

    /** Starts it where there is a display and a built console. Returns whether it did. */
    static boolean start(Children children, Path stateDirectory) {
        Path launcher = Path.of(System.getProperty("secbeat.root", ""), "secbeat");
        if (!hasDisplay() || !Files.isExecutable(launcher)) {
            return false;
        }
        children.start(
                NAME,
                "",
                List.of(
                        launcher.toString(),
                        "console",
                        "--connection",
                        stateDirectory.resolve(Lab.CONNECTION_FILE).toString()),
                Map.of());
        return true;
    }

    private static boolean hasDisplay() {
        Map<String, String> environment = System.getenv();
        return !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    }
}
