// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code secbeat nats ...}. */
@Command(
        name = "nats",
        mixinStandardHelpOptions = true,
        description = "Makes configurations of NATS servers.",
        subcommands = NatsConfigCommand.class)
final class NatsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
