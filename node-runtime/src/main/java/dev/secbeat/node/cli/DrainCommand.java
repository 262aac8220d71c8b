// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Moves a region's clients to where most room is, while it goes on serving. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Shows the plan for moving a region's clients to where most room is, as before maintenance; with"
                + " --confirm carries it out. The region serves on; bring its clients back with 'secbeat failback'.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the plan keeps every safety rule; with --confirm: it was carried out",
            "1:no orchestrator answers, or it was not carried out",
            "2:the command line is wrong",
            "3:no fleet can be reached, nothing was sent",
            "4:a safety rule forbids it"
        })
public final class DrainCommand extends RegionCommand {
    @Parameters(index = "0", paramLabel = "REGION", description = "region to empty")
    String region = "";

    @Override
    CommandBody.OnRegion body(RegionArguments arguments) throws CliException {
        return new CommandBody.Drain(Arguments.region(region), arguments.force(), arguments.reason());
    }
}
