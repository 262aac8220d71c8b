// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.GuardRule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Blocks prefixes. */
@Command(
        name = "block",
        description = "Drops traffic from addresses or prefixes, on every node in scope.",
        exitCodeList = {
            "0:in force on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused",
            "5:some nodes did not answer",
            "9:it waits until another administrator approves it",
            "10:it was taken back in the region that tried it, or not tried for want of traffic; the fleet has not got it",
            "11:done, but for prefixes on which somebody has decided since"
        })
public final class BlockCommand extends OrderCommand {
    @Mixin
    PrefixArguments prefixes = new PrefixArguments();

    @Option(
            names = "--ttl",
            defaultValue = "10m",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long, such as 30s, 10m, 2h, 7d (default: ${DEFAULT-VALUE})")
    Duration ttl = Duration.ofMinutes(10);

    @Option(names = "--even-myself", description = "also when your own address is among them")
    boolean evenMyself;

    @Option(
            names = "--override",
            split = ",",
            paramLabel = "GUARD",
            description = "guard that is not to hold this back: traffic-share; takes an administrator")
    List<String> overrides = List.of();

    @Mixin
    CanaryOptions canary = new CanaryOptions();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Override
    boolean isEvenMyself() {
        return evenMyself;
    }

    @Override
    CommandBody body() throws CliException {
        try {
            CommandBody.Block block = new CommandBody.Block(
                    prefixes.read(),
                    ttl,
                    reason,
                    overrides.stream().map(GuardRule::ofLabel).collect(Collectors.toSet()));
            if (!evenMyself) {
                OwnAddresses.here().refuse(block.prefixes());
            }
            return block;
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    int carryOut(Orders orders, CommandBody body) throws CliException, InterruptedException, ExecutionException {
        return canary.areGiven() ? tryOut(canary, orders, body) : super.carryOut(orders, body);
    }
}
