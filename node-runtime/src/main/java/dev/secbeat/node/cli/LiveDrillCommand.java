// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.OrderAnswer;
import dev.secbeat.node.json.Json;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An exercise on the live fleet. */
@Command(
        name = "live",
        description =
                "Has the live fleet exercise an order: every node in scope carries it out on an address that is nobody's"
                        + " (192.0.2.253), all the way to its kernel and its disk, and lets it end by itself after 5 s. Nothing else is"
                        + " touched. Receipts, events and the audit trail say that it is a drill. A drain is planned by the orchestrator"
                        + " that leads, out of heartbeats and what the DNS answers; nothing is changed.",
        exitCodeList = {
            "0:every node in scope had it in force, and it is over on all of them; a drain could be made",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused or failed; a rule forbids the drain",
            "5:some nodes did not answer, or it is not over on some; no orchestrator answered"
        })
public final class LiveDrillCommand extends OrderCommand {
    private static final Duration ANSWERS = Duration.ofMillis(450);
    private static final Duration SLACK = Duration.ofSeconds(3);

    @Parameters(paramLabel = "DRILL", description = "block, limit, or drain, of the region that --region names")
    String name = "";

    @Option(names = "--reason", defaultValue = "", paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Override
    CommandBody body() throws CliException {
        if (!DrillGround.NAMES.contains(name) && !isDrain()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "'" + name + "' is no drill on a live fleet: one of " + String.join(", ", DrillGround.NAMES) + ", "
                            + DrillGround.DRAIN
                            + "; the proofs on a fleet of their own are listed by 'secbeat drill --list'");
        }
        if (isDrain() && !(target() instanceof Scope.Region)) {
            throw new CliException(
                    ExitCode.USAGE, "a drain is of one region, and it is not said of which: give --region REGION");
        }
        try {
            return new CommandBody.Drill(name, reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    int carryOut(Orders orders, CommandBody body) throws CliException, InterruptedException, ExecutionException {
        long began = System.nanoTime();
        if (isDrain()) {
            return plan(orders.plan(target(), body), began);
        }
        OrderAnswer answer = orders.give(target(), body, dryRun);
        report(answer);
        if (dryRun || answer.receipts().stream().noneMatch(one -> one.state() == Receipt.State.DRILLED)) {
            return ExitCode.of(answer.fate());
        }
        Collection<NodeId> left = stillThere(orders, began);
        if (!json) {
            double slowest = answer.receipts().stream()
                            .mapToLong(Receipt::appliedAfterMicros)
                            .max()
                            .orElse(0)
                    / 1_000.0;
            out().printf(Locale.ROOT, "drill: the slowest node took %.1f ms%n", slowest);
            out().println(left.isEmpty() ? "drill: over on all nodes" : "drill: not over on " + left);
        }
        int status = ExitCode.of(answer.fate());
        return status == ExitCode.OK && !left.isEmpty() ? ExitCode.INCOMPLETE : status;
    }

    private boolean isDrain() {
        return name.equals(DrillGround.DRAIN);
    }

    private int plan(Optional<FailoverPlan> plan, long beganNanos) throws CliException {
        if (plan.isEmpty()) {
            throw new CliException(
                    ExitCode.INCOMPLETE,
                    "no orchestrator answered within " + wait.toSeconds()
                            + " s, so a real drain would not be made now: check"
                            + " that one runs, leads, and has your key in its trust file");
        }
        double millis = (System.nanoTime() - beganNanos) / 1e6;
        if (json) {
            out().println(Json.PLAN.encodeText(plan.get()));
        } else {
            PlanWords.lines(plan.get()).forEach(out()::println);
            out().printf(Locale.ROOT, "drill: planned after %.1f ms; nothing was changed%n", millis);
        }
        return plan.get().refusal().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }

    /** Waits until the drill is over by itself; names nodes on which it is not. */
    private static Collection<NodeId> stillThere(Orders orders, long beganNanos) throws InterruptedException {
        Thread.sleep(
                DrillGround.LASTS.minusNanos(System.nanoTime() - beganNanos).plusMillis(1));
        Duration most = DrillGround.LASTS.plus(SLACK);
        Collection<NodeId> left = holding(orders.link().ask(ANSWERS));
        while (!left.isEmpty() && System.nanoTime() - beganNanos < most.toNanos()) {
            left = holding(orders.link().ask(ANSWERS));
        }
        return left;
    }

    private static Collection<NodeId> holding(Collection<NodeStatus> nodes) {
        List<NodeId> holding = nodes.stream()
                .filter(node -> node.newestBlocks().stream()
                                .anyMatch(block -> block.prefix().equals(DrillGround.ADDRESS))
                        || node.limits().stream()
                                .anyMatch(limit -> limit.key().within().equals(Optional.of(DrillGround.ADDRESS))))
                .map(NodeStatus::node)
                .toList();
        return new TreeSet<>(holding);
    }
}
