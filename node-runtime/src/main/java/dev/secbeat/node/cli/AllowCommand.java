// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps counting from blocking prefixes. */
@Command(
        name = "allow",
        description =
                "For a while keeps counting from blocking these prefixes, or anything inside or around them, on every"
                        + " node; ends what it has blocked so, and every block of exactly these prefixes. What operators block"
                        + " around them stays blocked.",
        exitCodeList = {
            "0:allowed on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused, or a wider block shuts a prefix out",
            "5:some nodes did not answer",
            "11:done, but for prefixes on which somebody has decided since"
        })
public final class AllowCommand extends OrderCommand {
    @Mixin
    PrefixArguments prefixes = new PrefixArguments();

    @Option(
            names = "--for",
            required = true,
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long, such as 10m, 2h, 7d; at most 30d")
    Duration ttl = Duration.ofHours(1);

    @Option(names = "--reason", defaultValue = "", paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Allow(prefixes.read(), ttl, reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
