// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Brings a region's clients back. */
@Command(
        name = "failback",
        description =
                "Shows the plan for bringing a region's clients back, every record as it was before they were moved;"
                        + " with --confirm carries it out.")
public final class FailbackCommand extends RegionCommand {
    @Parameters(index = "0", paramLabel = "REGION", description = "region whose clients come back")
    String region = "";

    @Override
    CommandBody.OnRegion body(RegionArguments arguments) throws CliException {
        return new CommandBody.Failback(Arguments.region(region), arguments.force(), arguments.reason());
    }
}
