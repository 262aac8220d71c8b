// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitRule;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends limits that operators gave. */
@Command(
        name = "unlimit",
        description =
                "Ends limits given by 'secbeat limit' for exactly this prefix, or for all sources. What they have blocked"
                        + " stays blocked until its time is over. To put back what a limit replaced, undo its command instead.",
        exitCodeList = {
            "0:ended on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused, or has no such limit",
            "5:some nodes did not answer"
        })
public final class UnlimitCommand extends OrderCommand {
    @Parameters(paramLabel = "PREFIX|all", description = "the prefix that the limit was given for, or all")
    String of = "";

    @Option(
            names = "--dimension",
            paramLabel = "DIMENSION",
            description = "only the limit on requests, connections, packets or bytes (default: whatever there is)")
    @Nullable
    String dimension;

    @Option(names = "--reason", defaultValue = "", paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Unlimit(LimitRule.target(of), wanted(), reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private Optional<Dimension> wanted() throws CliException {
        String text = dimension;
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(Dimension.values())
                .filter(known -> known.label().equals(text))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "'" + text + "' is no dimension: one of "
                                + Arrays.stream(Dimension.values())
                                        .map(Dimension::label)
                                        .collect(Collectors.joining(", ")))));
    }
}
