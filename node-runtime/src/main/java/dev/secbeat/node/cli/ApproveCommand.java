// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Agrees to a command of somebody else. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description =
                "Agrees, as a second administrator, to a command that waits for it: a block of more than a /16 (IPv4)"
                        + " or /32 (IPv6). The nodes then carry it out.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:in force on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused, or no such command waits there",
            "5:some nodes did not answer",
            "11:done, but for prefixes on which somebody has decided since"
        })
public final class ApproveCommand extends OrderCommand {
    @Parameters(paramLabel = "ID", description = "id of the command, as it was printed")
    String id = "";

    @Option(names = "--even-myself", description = "also when your own address is among what it blocks")
    boolean evenMyself;

    @Override
    boolean isEvenMyself() {
        return evenMyself;
    }

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Approve(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "'" + id + "' is not the id of a command: " + e.getMessage());
        }
    }
}
