// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Moves a region's clients to another one. */
@Command(
        name = "failover",
        subcommands = FailoverShowCommand.class,
        description =
                "Shows the orchestrator's plan for moving the clients of one region to another; with --confirm carries it out.")
public final class FailoverCommand extends RegionCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FROM", description = "region to leave")
    String from = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "TO", description = "region to go to")
    String to = "";

    @Override
    CommandBody.OnRegion body(RegionArguments arguments) throws CliException {
        if (from.isEmpty() || to.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "name two regions: secbeat failover FROM TO --reason TEXT, or secbeat failover show");
        }
        return new CommandBody.Failover(
                Arguments.region(from), Arguments.region(to), arguments.force(), arguments.reason());
    }
}
