// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Blocks prefixes. */
@Command(
        name = "block",
        mixinStandardHelpOptions = true,
        description = "Drops traffic from addresses or prefixes, on every node in scope.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:in force on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused",
            "5:some nodes did not answer"
        })
public final class BlockCommand extends OrderCommand {
    @Parameters(arity = "1..*", paramLabel = "PREFIX", description = "203.0.113.42, 203.0.113.0/24 or 2001:db8::/32")
    List<String> prefixes = List.of();

    @Option(
            names = "--ttl",
            defaultValue = "10m",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long, such as 30s, 10m, 2h, 7d (default: ${DEFAULT-VALUE})")
    Duration ttl = Duration.ofMinutes(10);

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Block(prefixes(prefixes), ttl, reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
