// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Brings a region's clients back. */
@Command(
        name = "failback",
        mixinStandardHelpOptions = true,
        description =
                "Shows the plan for bringing a region's clients back, every record as it was before they were moved;"
                        + " with --confirm carries it out.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the plan keeps every safety rule; with --confirm: it was carried out",
            "1:no orchestrator answers, or it was not carried out",
            "2:the command line is wrong",
            "3:no fleet can be reached, nothing was sent",
            "4:a safety rule forbids it"
        })
public final class FailbackCommand extends RegionCommand {
    @Parameters(index = "0", paramLabel = "REGION", description = "region whose clients come back")
    String region = "";

    @Override
    CommandBody.OnRegion body(RegionArguments arguments) throws CliException {
        return new CommandBody.Failback(Arguments.region(region), arguments.force(), arguments.reason());
    }
}
