// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds sources to a limit, beside those that the nodes' configurations name. */
@Command(
        name = "limit",
        description =
                "Holds each source of a prefix, or all sources, to a limit, counted over every node in scope: who does"
                        + " more is blocked for a while. Given again for the same prefix, dimension and scope it takes the place of"
                        + " the one before.",
        exitCodeList = {
            "0:in force on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused",
            "5:some nodes did not answer",
            "9:it waits until another administrator approves it",
            "10:it was taken back in the region that tried it, or not tried for want of traffic; the fleet has not got it"
        })
public final class LimitCommand extends OrderCommand {
    @Parameters(
            paramLabel = "PREFIX|all",
            description = "whose sources: an address or a prefix, or all; a source is an address, of IPv6 a /64")
    String of = "";

    @ArgGroup(multiplicity = "1")
    Most most = new Most();

    /** One of them. */
    static final class Most {
        @Option(names = "--requests", paramLabel = "N", description = "most HTTP requests")
        @Nullable
        Long requests;

        @Option(names = "--packets", paramLabel = "N", description = "most packets; more are dropped at once, too")
        @Nullable
        Long packets;

        @Option(names = "--bytes", paramLabel = "N", description = "most bytes; more are dropped at once, too")
        @Nullable
        Long bytes;

        @Option(
                names = "--connections",
                paramLabel = "N",
                description = "most new connections; more SYNs are dropped at once, too")
        @Nullable
        Long connections;

        LimitRule rule(Optional<Prefix> within, Duration per, Duration block) {
            int window = (int) Math.min(Integer.MAX_VALUE, per.toMillis());
            int seconds = (int) Math.min(Integer.MAX_VALUE, block.toSeconds());
            if (requests != null) {
                return new LimitRule(within, Dimension.REQUESTS, requests, window, seconds);
            }
            if (packets != null) {
                return new LimitRule(within, Dimension.PACKETS, packets, window, seconds);
            }
            return bytes != null
                    ? new LimitRule(within, Dimension.BYTES, bytes, window, seconds)
                    : new LimitRule(
                            within, Dimension.CONNECTIONS, connections == null ? 0 : connections, window, seconds);
        }
    }

    @Option(
            names = "--per",
            defaultValue = "1s",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "in any span as long as this, 1s to 60s (default: ${DEFAULT-VALUE})")
    Duration per = Duration.ofSeconds(1);

    @Option(
            names = "--for",
            defaultValue = "1h",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long the limit lasts, such as 30m, 2h, 7d (default: ${DEFAULT-VALUE})")
    Duration lasting = Duration.ofHours(1);

    @Option(
            names = "--block",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long who does more is blocked (default: ${DEFAULT-VALUE})")
    Duration block = Duration.ofSeconds(60);

    @Mixin
    CanaryOptions canary = new CanaryOptions();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Limit(most.rule(LimitRule.target(of), per, block), lasting, reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    int carryOut(Orders orders, CommandBody body) throws CliException, InterruptedException, ExecutionException {
        return canary.areGiven() ? tryOut(canary, orders, body) : super.carryOut(orders, body);
    }
}
