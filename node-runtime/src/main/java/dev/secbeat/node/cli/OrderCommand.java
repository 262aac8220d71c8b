// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.GuardWords;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CanaryRun;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.CommandSender;
import dev.secbeat.node.cluster.ExpectedNodes;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetOrders;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NotPermittedException;
import dev.secbeat.node.cluster.OrderAnswer;
import dev.secbeat.node.cluster.SenderAddresses;
import dev.secbeat.node.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A signed command to nodes, and the receipts for it. */
abstract class OrderCommand extends FleetCommand {
    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description =
                    "all, region.REGION or node.REGION.NODE: what these nodes decide stays with them (default: all; of"
                            + " undo, approve and unblock: the nodes that the order, or the block, is for)")
    @Nullable
    String scope;

    @Option(names = "--region", paramLabel = "REGION", description = "the same as --scope region.REGION")
    @Nullable
    String region;

    @Option(names = "--dry-run", description = "let the nodes check it, change nothing")
    boolean dryRun;

    @Option(
            names = "--wait",
            defaultValue = "5s",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long to wait for receipts (default: ${DEFAULT-VALUE})")
    Duration wait = Duration.ofSeconds(5);

    abstract CommandBody body() throws CliException;

    /** Whether it is meant even if it shuts out who gives it. */
    boolean isEvenMyself() {
        return false;
    }

    @Override
    final int run() throws CliException, InterruptedException {
        CommandBody body = body();
        Scope _ = target(); // A wrong one is told before the fleet is asked.
        try (NkeySigner signer = connection.signer();
                FleetLink link = connection.connect()) {
            return carryOut(new Orders(link, signer), body);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            int status = cause instanceof NotPermittedException ? ExitCode.REFUSED : ExitCode.NO_FLEET;
            throw new CliException(status, String.valueOf(cause.getMessage()));
        }
    }

    /** Gives the order and tells what became of it; returns the exit status. */
    int carryOut(Orders orders, CommandBody body) throws CliException, InterruptedException, ExecutionException {
        return give(orders, target(), body);
    }

    /** The same to these nodes. */
    final int give(Orders orders, Scope nodes, CommandBody body) throws InterruptedException, ExecutionException {
        OrderAnswer answer = orders.give(nodes, body, dryRun);
        report(answer);
        return ExitCode.of(answer.fate());
    }

    /** Has one region try the order for the fleet first; returns the exit status. */
    final int tryOut(CanaryOptions canary, Orders orders, CommandBody body)
            throws CliException, InterruptedException, ExecutionException {
        if (dryRun || !target().isFleet()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--canary tries an order for the fleet in one region: leave out --dry-run, --scope and --region");
        }
        CanaryRun.Report report = canary.run(orders, body, line -> {
            if (!json) {
                out().println(line);
            }
        });
        if (json) {
            out().println(JsonText.object(OrderJson.of(report)));
        }
        return OrderJson.exitCode(report);
    }

    /** Signs and sends orders, each to the nodes that are there, and waits for what they say. */
    final class Orders {
        private final FleetLink link;
        private final NkeySigner signer;

        private Orders(FleetLink link, NkeySigner signer) {
            this.link = link;
            this.signer = signer;
        }

        FleetLink link() {
            return link;
        }

        /** Signs and sends what the orchestrator that leads plans; empty when none answers in time. */
        Optional<FailoverPlan> plan(Scope scope, CommandBody body) throws InterruptedException, ExecutionException {
            Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
            Command command = FleetOrders.write(UUID.randomUUID(), now, signer, scope, dryRun, body);
            return link.sendForPlan(signer.sign(command), wait).get();
        }

        OrderAnswer give(Scope scope, CommandBody body, boolean dry) throws InterruptedException, ExecutionException {
            ExpectedNodes expected = ExpectedNodes.require(link, scope);
            Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
            Command written = FleetOrders.write(UUID.randomUUID(), now, signer, scope, dry, body);
            Command command = isEvenMyself() ? written : SenderAddresses.of(written, link);
            CommandOutcome outcome = FleetOrders.send(
                            link, signer, command, expected.nodes(), wait, OrderCommand.this::warn)
                    .get();
            return new OrderAnswer(outcome, expected.silent(), dry);
        }
    }

    /** The nodes that are named; all of them when none are. */
    final Scope target() throws CliException {
        return named().orElse(new Scope.Fleet());
    }

    /** The nodes that are named. */
    final Optional<Scope> named() throws CliException {
        if (region != null && scope != null) {
            throw new CliException(ExitCode.USAGE, "--scope and --region both say which nodes are meant: give one");
        }
        if (region != null) {
            return Optional.of(new Scope.Region(Arguments.region(region)));
        }
        return scope == null ? Optional.empty() : Optional.of(Arguments.scope(scope));
    }

    /** At once, and not with the rest: whoever looks on may have to act. */
    private void warn(SortedSet<NodeId> silent) {
        silent.forEach(node -> spec.commandLine()
                .getErr()
                .println("warning: " + node + " has said nothing for " + CommandSender.LATE.toSeconds()
                        + " s and may not be enforcing this; it is sent the command again"));
    }

    final void report(OrderAnswer answer) {
        if (json) {
            out().println(JsonText.object(OrderJson.of(answer)));
            return;
        }
        lines(answer).forEach(out()::println);
    }

    /** What became of an order, for people. */
    static List<String> lines(OrderAnswer answer) {
        List<String> lines = new ArrayList<>();
        lines.add("command " + answer.command());
        answer.receipts().forEach(receipt -> lines.add(line(receipt)));
        if (answer.dryRun()) {
            lines.addAll(GuardWords.preview(answer.receipts()));
        }
        answer.outcome()
                .missing()
                .forEach(node -> lines.add(node + "  no answer: it may not be enforcing this; see 'secbeat status'"));
        answer.silent()
                .forEach(region -> lines.add("region " + region
                        + ": nobody answered: it may be cut off and not be enforcing this; see 'secbeat status'"));
        lines.add(answer.summary());
        return lines;
    }

    private static String line(Receipt receipt) {
        String state = receipt.state().name().toLowerCase(Locale.ROOT);
        return receipt.node() + "  " + state
                + receipt.tally().map(OrderCommand::words).orElse("")
                + receipt.refusal()
                        .map(refusal -> " " + refusal.code() + ": " + refusal.text())
                        .orElse(String.format(
                                Locale.ROOT,
                                " after %.1f ms%s",
                                receipt.appliedAfterMicros() / 1_000.0,
                                receipt.isDurable() ? ", on its disk" : ""));
    }

    private static String named(Receipt.Tally tally) {
        String names = String.join(
                ", ", tally.leftAlone().stream().map(Prefix::toString).toList());
        return names + (tally.superseded() > tally.leftAlone().size() ? " and others" : "");
    }

    private static String words(Receipt.Tally tally) {
        String superseded = tally.superseded() == 0
                ? ""
                : ", " + tally.superseded() + " left alone, decided later by others: " + named(tally);
        String missing = tally.missing().isEmpty() ? "" : ", " + tally.missing().size() + " parts have not arrived";
        return " (" + tally.applied() + " as ordered, " + tally.refused() + " not" + superseded + missing + ")";
    }
}
