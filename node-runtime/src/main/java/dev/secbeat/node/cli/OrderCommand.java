// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetOrders;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NotPermittedException;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Option;

/** A signed command to nodes, and the receipts for it. */
abstract class OrderCommand extends FleetCommand {
    @Option(
            names = "--scope",
            defaultValue = "all",
            paramLabel = "SCOPE",
            description = "all, region.REGION or node.REGION.NODE (default: ${DEFAULT-VALUE})")
    String scope = "all";

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

    @Override
    final int run() throws CliException, InterruptedException {
        CommandBody body = body();
        Scope target = Arguments.scope(scope);
        try (NkeySigner signer = connection.signer();
                FleetLink link = connection.connect()) {
            ExpectedNodes expected = ExpectedNodes.find(link, target);
            if (expected.nodes().isEmpty()) {
                throw new CliException(
                        ExitCode.NO_FLEET,
                        "no node of scope '" + scope + "' answers, nothing was sent: see 'secbeat status'");
            }
            Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
            Command command = FleetOrders.write(UUID.randomUUID(), now, signer, target, dryRun, body);
            CommandOutcome outcome = FleetOrders.send(link, signer, command, expected.nodes(), wait)
                    .get();
            SortedSet<String> silent = new TreeSet<>(expected.silent());
            outcome.receipts()
                    .keySet()
                    .forEach(node -> silent.remove(node.region().value()));
            report(outcome, silent);
            return exitCode(outcome, silent);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            int status = cause instanceof NotPermittedException ? ExitCode.REFUSED : ExitCode.NO_FLEET;
            throw new CliException(status, String.valueOf(cause.getMessage()));
        }
    }

    private int exitCode(CommandOutcome outcome, Set<String> silent) {
        boolean waits = !outcome.receipts().isEmpty()
                && outcome.receipts().values().stream().allMatch(receipt -> receipt.state() == Receipt.State.WAITING);
        if (waits && outcome.isComplete() && silent.isEmpty()) {
            return ExitCode.WAITING;
        }
        boolean wanted = outcome.receipts().values().stream()
                .allMatch(receipt -> dryRun
                        ? receipt.state() == Receipt.State.CHECKED
                        : receipt.state() == Receipt.State.APPLIED && receipt.kernelReadBack());
        if (!wanted) {
            return ExitCode.REFUSED;
        }
        return outcome.isComplete() && silent.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    private void report(CommandOutcome outcome, Set<String> silent) {
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("commandId", outcome.commandId());
            result.put("exitCode", exitCode(outcome, silent));
            result.put(
                    "receipts",
                    outcome.receipts().values().stream()
                            .map(receipt -> new JsonText.Embedded(Json.RECEIPT.encodeText(receipt)))
                            .toList());
            result.put("missing", new ArrayList<>(outcome.missing()));
            result.put("silentRegions", new ArrayList<>(silent));
            out().println(JsonText.object(result));
            return;
        }
        out().println("command " + outcome.commandId());
        outcome.receipts().values().forEach(receipt -> out().println(line(receipt)));
        outcome.missing()
                .forEach(node ->
                        out().println(node + "  no answer: it may not be enforcing this; see 'secbeat status'"));
        silent.forEach(region -> out().println("region " + region
                + ": nobody answered: it may be cut off and not be enforcing this; see 'secbeat status'"));
        out().printf(
                        "%d of %d nodes %s%n",
                        outcome.receipts().values().stream()
                                .filter(r -> r.state() == (dryRun ? Receipt.State.CHECKED : Receipt.State.APPLIED))
                                .count(),
                        outcome.receipts().size() + outcome.missing().size(),
                        dryRun
                                ? "would carry this out; nothing was changed"
                                : "have it in force, read back from the kernel");
    }

    private static String line(Receipt receipt) {
        String state = receipt.state().name().toLowerCase(Locale.ROOT);
        return receipt.node() + "  " + state
                + receipt.tally().map(OrderCommand::words).orElse("")
                + receipt.refusal()
                        .map(refusal -> " " + refusal.code() + ": " + refusal.text())
                        .orElse(String.format(Locale.ROOT, " after %.1f ms", receipt.appliedAfterMicros() / 1_000.0));
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
