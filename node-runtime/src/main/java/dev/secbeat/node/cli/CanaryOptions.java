// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CanaryRule;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.GuardWords;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CanaryRun;
import dev.secbeat.node.cluster.CanaryStep;
import dev.secbeat.node.cluster.OrderAnswer;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an order for the fleet is tried in one region first. */
final class CanaryOptions {
    private static final double PERCENT = 100;

    @Option(
            names = "--canary",
            paramLabel = "REGION",
            description = "try it in this region first; the fleet gets it when nothing is wrong there")
    @Nullable
    String region;

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
            description = "what the region may lose of its traffic beyond what a block should take"
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

    boolean areGiven() {
        return region != null;
    }

    /** Tries {@code body}; {@code out} takes the lines that people read. */
    CanaryRun.Report run(OrderCommand.Orders orders, CommandBody body, Consumer<String> out)
            throws CliException, InterruptedException, ExecutionException {
        try {
            String where = region == null ? "" : region;
            return new CanaryRun(new Teller(orders, out), Arguments.region(where), watch, rule(), evenUnjudged)
                    .run(body);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private CanaryRule rule() throws CliException {
        try {
            return new CanaryRule(mostLoss / PERCENT, mostErrors / PERCENT);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "--max-loss and --max-errors are percentages of 0 to 100");
        }
    }

    /** Gives the orders of a trial and tells of each step. */
    private record Teller(OrderCommand.Orders orders, Consumer<String> out) implements CanaryRun.Desk {
        @Override
        public OrderAnswer give(Scope scope, CommandBody body, boolean dryRun)
                throws InterruptedException, ExecutionException {
            OrderAnswer answer = orders.give(scope, body, dryRun);
            if (!dryRun || answer.fate() != OrderAnswer.Fate.DONE) {
                OrderCommand.lines(answer).forEach(out);
            }
            return answer;
        }

        @Override
        public Collection<NodeStatus> statuses(Duration answers, Duration age) throws InterruptedException {
            Collection<NodeStatus> _ = orders.link().ask(answers);
            return orders.link().live(age);
        }

        @Override
        public void tell(CanaryStep step) {
            switch (step) {
                case CanaryStep.Checked(OrderAnswer answer) ->
                    GuardWords.preview(answer.receipts()).forEach(out);
                case CanaryStep.Before(var flow) -> out.accept("before: " + GuardWords.flow(flow));
                case CanaryStep.NotTried(String why) -> out.accept("not tried: " + why);
                case CanaryStep.Watching _ -> {}
                case CanaryStep.Watched(var flow) -> out.accept("with it: " + GuardWords.flow(flow));
                case CanaryStep.TakenBack(String objection) -> out.accept("taken back: " + objection);
                case CanaryStep.Unreached(String why, Duration within) ->
                    out.accept(why + "; it ends by itself within " + within.toSeconds() + " s");
            }
        }
    }
}
