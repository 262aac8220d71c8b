// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the orchestrator what moving a region's clients would change. */
@picocli.CommandLine.Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description = "Shows the orchestrator's plan for moving the clients of one region to another; changes nothing.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the plan keeps every safety rule",
            "1:no orchestrator answers",
            "2:the command line is wrong",
            "3:no fleet can be reached, nothing was sent",
            "4:a safety rule forbids it"
        })
public final class FailoverCommand extends FleetCommand {
    private static final Duration LIFE = Duration.ofSeconds(60);

    @Parameters(index = "0", paramLabel = "FROM", description = "region to leave")
    String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "region to go to")
    String to = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Option(
            names = "--wait",
            defaultValue = "10s",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long to wait for the plan (default: ${DEFAULT-VALUE})")
    Duration wait = Duration.ofSeconds(10);

    @Override
    int run() throws CliException, InterruptedException {
        CommandBody body = body();
        try (NkeySigner signer = connection.signer();
                FleetLink link = connection.connect()) {
            Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
            Command command = new Command(
                    UUID.randomUUID(), now, now.plus(LIFE), signer.publicKey(), new Scope.Fleet(), true, body);
            Optional<FailoverPlan> plan =
                    link.sendForPlan(signer.sign(command), wait).get();
            if (plan.isEmpty()) {
                throw new CliException(
                        ExitCode.FAILED,
                        "no orchestrator answered within " + wait.toSeconds() + " s, nothing was changed: check that one runs and"
                                + " that its trust file has your key (" + signer.publicKey() + ")");
            }
            print(plan.get());
            return plan.get().refusal().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CliException(ExitCode.NO_FLEET, String.valueOf(cause.getMessage()));
        }
    }

    private CommandBody body() throws CliException {
        try {
            return new CommandBody.Failover(Arguments.region(from), Arguments.region(to), reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private void print(FailoverPlan plan) {
        if (json) {
            out().println(Json.PLAN.encodeText(plan));
            return;
        }
        out().printf("Plan of orchestrator %s: from %s to %s. Nothing was changed.%n", plan.orchestrator(), plan.from(), plan.to());
        for (FailoverPlan.RecordChange change : plan.changes()) {
            out().printf(
                            "  %s %s (view %s): %s -> %s%n",
                            change.name(), change.type(), change.view(), change.before(), change.after());
        }
        out().println(String.format(
                Locale.ROOT,
                "  clients moved: %.1f %%; load of %s afterwards: %.0f %%",
                100 * plan.clientsMoved(),
                plan.to(),
                100 * plan.utilisationAfter()));
        plan.notes().forEach(note -> out().println("  note: " + note));
        plan.refusal()
                .ifPresent(refusal -> out().println("  forbidden, " + refusal.code() + ": " + refusal.text()));
    }
}
