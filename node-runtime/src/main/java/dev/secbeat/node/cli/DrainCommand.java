// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Moves a region's clients to where most room is, while it goes on serving. */
@Command(
        name = "drain",
        description = "Shows the plan for moving a region's clients to where most room is, as before maintenance; with"
                + " --confirm carries it out. The region serves on; bring its clients back with 'secbeat failback'.")
public final class DrainCommand extends RegionCommand {
    @Parameters(index = "0", paramLabel = "REGION", description = "region to empty")
    String region = "";

    @Override
    CommandBody.OnRegion body(RegionArguments arguments) throws CliException {
        return new CommandBody.Drain(Arguments.region(region), arguments.force(), arguments.reason());
    }
}
