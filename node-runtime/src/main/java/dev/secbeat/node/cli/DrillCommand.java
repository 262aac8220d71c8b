// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.demo.Demo;
import dev.secbeat.node.demo.Story;
import dev.secbeat.node.demo.drill.Drill;
import dev.secbeat.node.demo.drill.DrillRunner;
import dev.secbeat.node.demo.drill.Findings;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.LabOptions;
import dev.secbeat.node.json.JsonText;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code secbeat drill NAME}: one promise, proven on a real fleet. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        subcommands = LiveDrillCommand.class,
        description =
                "Proves one promise on the running demo, or on a fleet started for it; exit status 0 only on pass. Drills on the"
                        + " live fleet: drill live.")
public final class DrillCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which drill; --list names them.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--list", description = "Name all drills and what they prove.")
    private boolean list;

    @Option(
            names = "--json",
            description =
                    "Put the result as one JSON object on the last line of standard output; with --list, one a drill.")
    private boolean json;

    @Option(names = "--wan", description = "If a fleet has to be started: with the real distance between the regions.")
    private boolean wan;

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            Drill.all()
                    .forEach(drill -> System.out.println(
                            json
                                    ? JsonText.object(Map.of("name", drill.name(), "promise", drill.promise()))
                                    : String.format(Locale.ROOT, "%-20s %s", drill.name(), drill.promise())));
            return ExitCode.OK;
        }
        Drill drill = name.flatMap(Drill::named)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        name.map(unknown -> "there is no drill '" + unknown + "'")
                                        .orElse("which drill?")
                                + " One of: "
                                + String.join(
                                        ", ",
                                        Drill.all().stream().map(Drill::name).toList())));
        LabOptions options = LabOptions.standard().withWan(wan);
        Story story = new Story(System.err, false);
        try (var runner = DrillRunner.open(options, DrillCommand::closeOnExit, story, story::line)) {
            Findings findings = runner.run(drill);
            System.out.println(json ? findings.json() : drill.name() + (findings.passed() ? ": pass" : ": FAIL"));
            return findings.passed() ? ExitCode.OK : ExitCode.FAILED;
        } catch (LabException e) {
            System.err.println("secbeat drill: " + e.getMessage());
            e.advice().lines().forEach(line -> System.err.println("  " + line));
            return ExitCode.FAILED;
        }
    }

    private static void closeOnExit(Demo demo) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(demo::close));
    }
}
