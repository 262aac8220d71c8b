// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.json.JsonText;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands to a fleet share: the connection, {@code --json}, help, and how errors are told. */
@Command(mixinStandardHelpOptions = true, exitCodeListHeading = "%nExit status:%n")
abstract class FleetCommand implements Callable<Integer> {
    @Mixin
    FleetConnection connection = new FleetConnection();

    @Option(names = "--json", description = "print one JSON object instead of text")
    boolean json;

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Does the work; returns a status of {@link ExitCode}. */
    abstract int run() throws CliException, InterruptedException;

    @Override
    public Integer call() {
        try {
            return run();
        } catch (CliException e) {
            fail(String.valueOf(e.getMessage()), e.exitCode());
            return e.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted before an answer came; what was sent may have been carried out", ExitCode.FAILED);
            return ExitCode.FAILED;
        } finally {
            out().flush();
        }
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void fail(String message, int exitCode) {
        if (json) {
            out().println(JsonText.object(Map.of("error", message, "exitCode", exitCode)));
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("secbeat " + spec.name() + ": " + message);
        err.flush();
    }
}
