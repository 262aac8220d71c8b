// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.demo.Demo;
import dev.secbeat.node.demo.DemoOptions;
import dev.secbeat.node.demo.FleetWatch;
import dev.secbeat.node.demo.Story;
import dev.secbeat.node.demo.drill.Drill;
import dev.secbeat.node.demo.drill.DrillRunner;
import dev.secbeat.node.demo.drill.Findings;
import dev.secbeat.node.demo.lab.Child;
import dev.secbeat.node.demo.lab.LabOptions;
import dev.secbeat.node.demo.lab.ProcFs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A whole fleet: how soon it is ready, what a node costs at rest and at work, and every drill's figures. */
final class FleetBench implements Bench {
    /** Young processes still compile themselves: not what a node costs. */
    private static final long SETTLE_SECONDS = 20;

    private static final long MEASURE_SECONDS = 15;

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public String measures() {
        return "seconds to ready, a node's memory and CPU at rest and at work, the console's memory, every drill's figures";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        var story = new Story(System.err, false);
        var demo = new Demo(
                new DemoOptions(LabOptions.standard(), DemoOptions.Console.NONE, Optional.empty(), false), story);
        Thread onExit = Thread.ofPlatform().unstarted(demo::close);
        Runtime.getRuntime().addShutdownHook(onExit);
        try (FleetWatch watch = demo.bringUp()) {
            figures.put("ready_s", story.seconds());
            Map<NodeId, Long> nodes = demo.remote().nodes();
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            figures.put("node_cpu_idle_percent", cpuPercent(nodes));
            figures.put("node_rss_idle_mb", largestMegabytes(nodes));
            measureConsole(demo, figures);
            demo.startTraffic();
            figures.put("node_cpu_legitimate_traffic_percent", cpuPercent(nodes));
            for (Drill drill : Drill.all()) {
                runDrill(drill, story, tell, figures);
            }
            figures.put("node_rss_worked_mb", largestMegabytes(demo.remote().nodes()));
            tell.accept(watch.statuses().size() + " nodes were heard");
        } finally {
            demo.close();
            Runtime.getRuntime().removeShutdownHook(onExit);
        }
        return figures;
    }

    /** A console that draws without a window; it is closed again, so that the drills have the machine. */
    private static void measureConsole(Demo demo, Map<String, Double> figures) throws InterruptedException {
        Optional<Child> console = demo.openConsole(DemoOptions.Console.HEADLESS);
        if (console.isEmpty()) {
            return;
        }
        demo.awaitConsole();
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        long pid = console.get().pid();
        long before = ProcFs.cpuNanos(pid);
        TimeUnit.SECONDS.sleep(MEASURE_SECONDS);
        long used = ProcFs.cpuNanos(pid) - before;
        figures.put("console_cpu_percent", 100.0 * used / TimeUnit.SECONDS.toNanos(MEASURE_SECONDS));
        figures.put("console_rss_mb", ProcFs.residentBytes(pid) / 1e6);
        console.get().process().destroy();
        console.get().process().waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
    }

    private static void runDrill(Drill drill, Story story, Consumer<String> tell, Map<String, Double> figures)
            throws InterruptedException {
        try (var runner = DrillRunner.open(LabOptions.standard(), _ -> {}, story, tell)) {
            Findings findings = runner.run(drill);
            figures.put(drill.name() + ".pass", findings.passed() ? 1.0 : 0.0);
            findings.figures().forEach((name, value) -> figures.put(drill.name() + "." + name, value));
        }
    }

    /** Share of one core that a node takes on average. */
    private static double cpuPercent(Map<NodeId, Long> nodes) throws InterruptedException {
        long before = nodes.values().stream().mapToLong(ProcFs::cpuNanos).sum();
        TimeUnit.SECONDS.sleep(MEASURE_SECONDS);
        long used = nodes.values().stream().mapToLong(ProcFs::cpuNanos).sum() - before;
        return 100.0 * used / nodes.size() / TimeUnit.SECONDS.toNanos(MEASURE_SECONDS);
    }

    private static double largestMegabytes(Map<NodeId, Long> nodes) {
        return nodes.values().stream().mapToLong(ProcFs::residentBytes).max().orElse(0) / 1e6;
    }
}
