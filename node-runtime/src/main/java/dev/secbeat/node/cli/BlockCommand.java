// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CanaryRule;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.json.JsonText;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            "5:some nodes did not answer",
            "9:it waits until another administrator approves it",
            "10:it was taken back in the region that tried it, or not tried for want of traffic; the fleet has not got it",
            "11:done, but for prefixes on which somebody has decided since"
        })
public final class BlockCommand extends OrderCommand {
    private static final double PERCENT = 100;

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

    @Option(
            names = "--canary",
            paramLabel = "REGION",
            description = "try it in this region first; the fleet gets it when nothing is wrong there")
    @Nullable
    String canary;

    @Option(
            names = "--watch",
            defaultValue = "10s",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long a region tries it, 3s to 5m (default: ${DEFAULT-VALUE})")
    Duration watch = Duration.ofSeconds(10);

    @Option(
            names = "--max-loss",
            defaultValue = "20",
            paramLabel = "PERCENT",
            description = "what the region may lose of its traffic beyond what the block should take"
                    + " (default: ${DEFAULT-VALUE})")
    int mostLoss = 20;

    @Option(
            names = "--even-unjudged",
            description = "with --canary: also when too little goes through the region to tell whether it does harm")
    boolean evenUnjudged;

    @Option(
            names = "--max-errors",
            defaultValue = "5",
            paramLabel = "PERCENT",
            description =
                    "by how much the share of requests that its backend fails may rise (default: ${DEFAULT-VALUE})")
    int mostErrors = 5;

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
        if (canary == null || !(body instanceof CommandBody.Block block)) {
            return super.carryOut(orders, body);
        }
        CanaryRun.Report report =
                new CanaryRun(desk(orders), canaryRegion(block), watch, rule(), evenUnjudged).run(block);
        if (json) {
            out().println(JsonText.object(report.json()));
        }
        return report.exitCode();
    }

    private RegionId canaryRegion(CommandBody.Block block) throws CliException {
        if (dryRun || !target().isFleet()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--canary tries a block for the fleet in one region: leave out --dry-run, --scope and --region");
        }
        if (watch.compareTo(Duration.ofSeconds(3)) < 0 || watch.compareTo(CanaryRun.LONGEST_WATCH) > 0) {
            throw new CliException(ExitCode.USAGE, "--watch is " + watch.toSeconds() + " s: allowed are 3s to 5m");
        }
        if (CommandCheck.mayNeedApproval(block)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "this block takes two administrators, so it cannot be tried by one: leave out --canary, or try a part of it");
        }
        return Arguments.region(canary == null ? "" : canary);
    }

    private CanaryRule rule() throws CliException {
        try {
            return new CanaryRule(mostLoss / PERCENT, mostErrors / PERCENT);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "--max-loss and --max-errors are percentages of 0 to 100");
        }
    }

    private CanaryRun.Desk desk(Orders orders) {
        return new CanaryRun.Desk() {
            @Override
            public OrderAnswer give(Scope scope, CommandBody body, boolean dry)
                    throws CliException, InterruptedException, ExecutionException {
                OrderAnswer answer = orders.give(scope, body, dry);
                if (!dry || answer.exitCode() != ExitCode.OK) {
                    lines(answer).forEach(this::tell);
                }
                return answer;
            }

            @Override
            public Collection<NodeStatus> statuses(Duration answers, Duration age) throws InterruptedException {
                Collection<NodeStatus> _ = orders.link().ask(answers);
                return orders.link().live(age);
            }

            @Override
            public void tell(String line) {
                if (!json) {
                    out().println(line);
                }
            }
        };
    }
}
