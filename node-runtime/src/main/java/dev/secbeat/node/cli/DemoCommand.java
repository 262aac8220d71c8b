// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.demo.Demo;
import dev.secbeat.node.demo.DemoOptions;
import dev.secbeat.node.demo.Story;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.LabOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code secbeat demo}: the whole fleet on this machine, and an attack on it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts three regions on this machine, all parts real; sends traffic and an attack; shows the result.")
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--headless",
            description = "Let the console draw picture files only, as where there is no display.")
    private boolean headless;

    @Option(names = "--no-console", description = "Do not start the console.")
    private boolean noConsole;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "End by itself so long after it is ready, such as 60s or 5m.")
    private Optional<Duration> lasts = Optional.empty();

    @Option(
            names = "--nodes-per-region",
            paramLabel = "N",
            defaultValue = "2",
            description = "Mitigation nodes in each region (default: ${DEFAULT-VALUE}).")
    private int nodesPerRegion;

    @Option(
            names = "--wan",
            description = "Put the real distance between the regions: 80-120, 150-250 and 200-300 ms round trip.")
    private boolean wan;

    @Option(names = "--json", description = "Tell milestones and figures as one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        LabOptions lab =
                LabOptions.standard().withNodesPerRegion(nodesPerRegion).withWan(wan);
        var options = new DemoOptions(lab, console(), lasts, json);
        var story = new Story(new PrintStream(System.out, true, StandardCharsets.UTF_8), json);
        var demo = new AtomicReference<Demo>();
        Thread end = Thread.ofPlatform().unstarted(() -> {
            synchronized (demo) { // what is being made when the signal comes is taken down too
                close(demo.get(), story);
            }
        });
        Runtime.getRuntime().addShutdownHook(end);
        try {
            synchronized (demo) {
                demo.set(new Demo(options, story));
            }
            demo.get().run();
            return ExitCode.OK;
        } catch (LabException e) {
            tell(e);
            return ExitCode.FAILED;
        }
    }

    private DemoOptions.Console console() {
        if (noConsole) {
            return DemoOptions.Console.NONE;
        }
        return headless || !hasDisplay() ? DemoOptions.Console.HEADLESS : DemoOptions.Console.WINDOW;
    }

    private static boolean hasDisplay() {
        Map<String, String> environment = System.getenv();
        return !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    }

    private static void close(Demo demo, Story story) {
        if (demo == null) {
            return;
        }
        story.step("taking everything down");
        try {
            demo.close();
        } catch (LabException e) {
            tell(e);
        }
        List<String> left = demo.leftovers();
        story.event("closed", Map.of("left", (double) left.size()));
        if (left.isEmpty()) {
            story.step("looked over the machine: nothing is left");
        } else {
            System.err.println("secbeat demo: " + left.size() + " things are left; the next start takes them away:");
            left.forEach(line -> System.err.println("  " + line));
        }
    }

    private static void tell(LabException e) {
        System.err.println("secbeat demo: " + e.getMessage());
        e.advice().lines().forEach(line -> System.err.println("  " + line));
    }
}
