// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
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
    private static final Duration ANSWERS = Duration.ofMillis(450);

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

    /** Where each is blocked, unless nodes are named: somebody's key may not reach others. */
    @Override
    int carryOut(Orders orders, CommandBody body) throws CliException, InterruptedException, ExecutionException {
        if (named().isPresent() || !(body instanceof CommandBody.Unblock unblock)) {
            return super.carryOut(orders, body);
        }
        int status = ExitCode.OK;
        Map<Scope, List<Prefix>> where =
                BlockedFor.of(unblock.prefixes(), orders.link().ask(ANSWERS));
        for (Map.Entry<Scope, List<Prefix>> some : where.entrySet()) {
            if (!some.getKey().isFleet() && !json) {
                out().println("on " + some.getKey() + ", for which " + words(some.getValue())
                        + " blocked; to have all nodes spare them: --scope all");
            }
            int one = give(orders, some.getKey(), unblock.on(some.getValue()));
            status = status == ExitCode.OK ? one : status;
        }
        return status;
    }

    private static String words(List<Prefix> prefixes) {
        return prefixes.size() == 1 ? prefixes.getFirst() + " is" : prefixes.size() + " prefixes are";
    }

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Unblock(prefixes.read(), pardon, reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
