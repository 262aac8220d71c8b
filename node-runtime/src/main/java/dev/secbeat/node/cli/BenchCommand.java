// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.demo.JsonText;
import dev.secbeat.node.demo.bench.Bench;
import dev.secbeat.node.demo.bench.ConsoleBench;
import dev.secbeat.node.demo.bench.SimBench;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.sim.Trouble;
import dev.secbeat.node.kernel.XdpException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code secbeat bench NAME}: figures, measured the same way each time. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures and prints figures.")
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which benchmark; --list names them.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--list", description = "Name all benchmarks and what they measure.")
    private boolean list;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE as one JSON object.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--nodes", paramLabel = "N", description = "sim: nodes of a fleet, 3 to 1000.")
    private Optional<Integer> nodes = Optional.empty();

    @Option(names = "--seed", paramLabel = "S", description = "sim: seed of the first run.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--runs", paramLabel = "R", description = "sim: how many seeds, each once calm and once rough.")
    private Optional<Integer> runs = Optional.empty();

    @Option(
            names = "--troubles",
            paramLabel = "LIST",
            description =
                    "sim: what each run has to bear, in place of calm and rough: loss, repeat, reorder, skew, drift,"
                            + " cut, hold, freeze, pause, stall, restart, rule with commas between, or none.")
    private Optional<String> troubles = Optional.empty();

    @Option(names = "--minutes", paramLabel = "M", description = "console: minutes of load, 10 unless told.")
    private Optional<Double> minutes = Optional.empty();

    @Option(names = "--relay", description = "sim: regions hear each other by one relay each")
    private boolean relay;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (list) {
            Bench.all().forEach(bench -> System.out.printf("%-10s %s%n", bench.name(), bench.measures()));
            return ExitCode.OK;
        }
        Bench bench = name.flatMap(Bench::named)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        name.map(unknown -> "there is no benchmark '" + unknown + "'")
                                        .orElse("which benchmark?")
                                + " One of: "
                                + String.join(
                                        ", ",
                                        Bench.all().stream().map(Bench::name).toList())));
        bench = shaped(bench);
        try {
            Map<String, Double> figures = bench.run(System.err::println);
            figures.forEach((figure, value) -> System.out.printf("%-44s %12.3f%n", figure, value));
            if (json.isPresent()) {
                Files.writeString(
                        json.get(),
                        "{\"bench\":" + JsonText.quoted(bench.name()) + ",\"method\":" + JsonText.quoted(bench.method())
                                + ",\"figures\":" + JsonText.numbers(figures) + "}\n");
            }
            return ExitCode.OK;
        } catch (LabException e) {
            System.err.println("secbeat bench: " + e.getMessage());
            e.advice().lines().forEach(line -> System.err.println("  " + line));
            return ExitCode.FAILED;
        } catch (XdpException e) {
            System.err.println("secbeat bench: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private Bench lasting(Bench bench, double span) {
        if (!(bench instanceof ConsoleBench)) {
            throw new ParameterException(spec.commandLine(), "--minutes is for the benchmark console");
        }
        try {
            return new ConsoleBench(span);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Bench shaped(Bench chosen) {
        Bench bench = minutes.isPresent() ? lasting(chosen, minutes.get()) : chosen;
        if (nodes.isEmpty() && seed.isEmpty() && runs.isEmpty() && troubles.isEmpty() && !relay) {
            return bench;
        }
        if (!(bench instanceof SimBench sim)) {
            throw new ParameterException(
                    spec.commandLine(), "--nodes, --seed, --runs, --troubles and --relay are for the benchmark sim");
        }
        try {
            return new SimBench(
                    nodes.orElse(sim.nodes()),
                    seed.orElse(sim.seed()),
                    runs.orElse(sim.runs()),
                    troubles.map(Trouble::parse),
                    relay);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
