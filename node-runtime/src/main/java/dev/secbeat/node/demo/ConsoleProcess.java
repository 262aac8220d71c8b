// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import dev.secbeat.node.demo.lab.Child;
import dev.secbeat.node.demo.lab.Children;
import dev.secbeat.node.demo.lab.Lab;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The console, as a process of the demo; it reaches the fleet over loopback like any other user. */
final class ConsoleProcess {
    private static final String NAME = "console";

    private ConsoleProcess() {}

    /** Where a console without a window draws itself. */
    static Path pictures(Path stateDirectory) {
        return stateDirectory.resolve(NAME);
    }

    /** Whether its log says that it is connected; also true once it has ended, so that nobody waits for it. */
    static boolean hearsFleet(Children children) {
        return children.find(NAME)
                .map(child -> !child.runs() || contains(child.log(), "event=nats_connected"))
                .orElse(true);
    }

    /** Whether one that draws pictures has drawn the first, after which it only goes on; or has ended. */
    static boolean hasDrawn(Children children, Path stateDirectory) {
        File[] drawn = pictures(stateDirectory).toFile().listFiles();
        return (drawn != null && drawn.length > 0)
                || children.find(NAME).map(child -> !child.runs()).orElse(true);
    }

    private static boolean contains(Path log, String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts it; empty when there is none to start. */
    static Optional<Child> start(Children children, Path stateDirectory, DemoOptions.Console console) {
        Path launcher = Path.of(System.getProperty("secbeat.root", ""), "secbeat");
        if (console == DemoOptions.Console.NONE || !Files.isExecutable(launcher)) {
            return Optional.empty();
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
        return Optional.of(children.start(NAME, "", Children.yielding(command), Map.of()));
    }
}
