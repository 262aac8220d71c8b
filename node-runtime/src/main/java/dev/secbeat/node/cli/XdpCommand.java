// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code secbeat xdp}: the filters in this machine's kernel. */
@Command(
        name = "xdp",
        description = "Look at the filters in this machine's kernel, or remove one.",
        mixinStandardHelpOptions = true,
        subcommands = {XdpStatusCommand.class, DetachCommand.class})
final class XdpCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // filled in by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
