// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.demo.JsonText;
import dev.secbeat.node.demo.bench.Bench;
import dev.secbeat.node.demo.lab.LabException;
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
}
