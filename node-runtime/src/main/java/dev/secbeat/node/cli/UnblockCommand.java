// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends blocks. */
@Command(
        name = "unblock",
        description = "Ends the blocks of exactly these prefixes, whoever or whatever set them, and for a while keeps"
                + " counting from blocking them, or anything inside or around them.",
        exitCodeList = {
            "0:ended on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused",
            "5:some nodes did not answer",
            "11:done, but for prefixes on which somebody has decided since"
        })
public final class UnblockCommand extends OrderCommand {
    @Mixin
    PrefixArguments prefixes = new PrefixArguments();

    @Option(
            names = "--for",
            defaultValue = "1h",
            paramLabel = "TIME",
            converter = DurationOrNone.class,
            description = "how long counting may not block them again, such as 10m, 2h, 7d; or none"
                    + " (default: ${DEFAULT-VALUE})")
    Duration pardon = CommandBody.Unblock.STANDARD_PARDON;

    @Option(names = "--reason", defaultValue = "", paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Unblock(prefixes.read(), pardon, reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
