// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NotPermittedException;
import dev.secbeat.node.cluster.SteeringLink;
import dev.secbeat.node.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** A signed order on a region: shows the orchestrator's plan, and with the region's name typed has it carried out. */
@CommandLine.Command(
        exitCodeList = {
            "0:the plan keeps every safety rule; with --confirm: it was carried out",
            "1:no orchestrator answers, or it was not carried out",
            "2:the command line is wrong",
            "3:no fleet can be reached, nothing was sent",
            "4:a safety rule forbids it; with --plan: or the plan has changed"
        })
abstract class RegionCommand extends FleetCommand {
    private static final Duration LIFE = Duration.ofSeconds(60);

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; kept in the audit trail; always needed")
    String reason = "";

    @Option(
            names = "--confirm",
            paramLabel = "REGION",
            description = "the region's name once more: carries the plan out; without it nothing is changed")
    @Nullable
    String confirm;

    @Option(
            names = "--plan",
            paramLabel = "DIGEST",
            description = "with --confirm: carries out the plan that was shown with this digest, or nothing if it has"
                    + " changed since; without it whatever is planned at that moment")
    @Nullable
    String plan;

    @Option(names = "--force", description = "skip every safety rule but 'minimum', that enough healthy regions remain")
    boolean force;

    @Option(
            names = "--wait",
            defaultValue = "20s",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long to wait for the answer (default: ${DEFAULT-VALUE})")
    Duration wait = Duration.ofSeconds(20);

    /** What is ordered. @throws IllegalArgumentException saying what is wrong with it */
    abstract CommandBody.OnRegion body(RegionArguments arguments) throws CliException;

    /** What all such orders have. */
    record RegionArguments(boolean force, String reason) {}

    @Override
    final int run() throws CliException, InterruptedException {
        CommandBody.OnRegion body = checked();
        try (NkeySigner signer = connection.signer();
                FleetLink link = connection.connect()) {
            Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
            Command command = new Command(
                    UUID.randomUUID(),
                    now,
                    now.plus(LIFE),
                    signer.publicKey(),
                    new Scope.Region(body.region()), // So that somebody may who may command this region alone.
                    confirm == null,
                    body);
            return command.dryRun()
                    ? plan(link.sendForPlan(signer.sign(command), wait).get(), signer)
                    : outcome(
                            new SteeringLink(link)
                                    .order(signer.sign(command), wait)
                                    .get(),
                            signer);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            int status = cause instanceof NotPermittedException ? ExitCode.REFUSED : ExitCode.NO_FLEET;
            throw new CliException(status, String.valueOf(cause.getMessage()));
        }
    }

    private CommandBody.OnRegion checked() throws CliException {
        if (reason.isBlank()) {
            throw new CliException(ExitCode.USAGE, "--reason is missing: say why, for those who read the audit trail");
        }
        CommandBody.OnRegion body;
        try {
            body = body(new RegionArguments(force, reason));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        RegionId region = body.region();
        if (confirm != null && !confirm.equals(region.value())) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--confirm is '" + confirm + "', the order is on '" + region
                            + "', so nothing was sent: type the name of the region you mean");
        }
        return plan == null ? body : body.as(digest(plan));
    }

    private PlanDigest digest(String text) throws CliException {
        if (confirm == null) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--plan says which plan is to be carried out, and nothing is without --confirm REGION: give both to"
                            + " have it carried out, or neither to see the plan as it is now");
        }
        try {
            return new PlanDigest(text.strip().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "--plan '" + text + "': " + e.getMessage());
        }
    }

    private int plan(Optional<FailoverPlan> plan, NkeySigner signer) throws CliException {
        if (plan.isEmpty()) {
            throw silence("nothing was changed", signer);
        }
        if (json) {
            out().println(Json.PLAN.encodeText(plan.get()));
        } else {
            print(plan.get());
            out().println(
                            plan.get().refusal().isPresent()
                                    ? "Nothing was changed."
                                    : "Nothing was changed. To carry it out: " + PlanWords.confirmation(plan.get()));
        }
        return plan.get().refusal().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }

    private int outcome(Optional<FailoverOutcome> outcome, NkeySigner signer) throws CliException {
        if (outcome.isEmpty()) {
            throw silence("whether anything was changed is not known: see 'secbeat failover show'", signer);
        }
        if (json) {
            out().println(Json.OUTCOME.encodeText(outcome.get()));
        } else {
            print(outcome.get().plan());
            print(outcome.get());
            hint(outcome.get().plan());
        }
        return switch (outcome.get().result()) {
            case APPLIED -> ExitCode.OK;
            case REFUSED -> ExitCode.REFUSED;
            case FENCED, ROLLED_BACK, FAILED -> ExitCode.FAILED;
        };
    }

    /** What to do about the plan that one was shown, or was not. */
    private void hint(FailoverPlan now) {
        if (now.refusal().filter(why -> why.code() == Refusal.Code.PLAN_CHANGED).isPresent()) {
            out().println("To carry this one out: " + PlanWords.confirmation(now));
        } else if (plan == null && now.refusal().isEmpty()) {
            out().println("Without --plan it was what was planned at that moment, whatever was shown before.");
        }
    }

    private CliException silence(String change, NkeySigner signer) {
        return new CliException(
                ExitCode.FAILED,
                "no orchestrator answered within " + wait.toSeconds() + " s, " + change + "; check that one runs and"
                        + " that its trust file has your key (" + signer.publicKey() + ")"
                        + (plan == null ? "" : "; one of an earlier release does not take --plan"));
    }

    private void print(FailoverPlan plan) {
        PlanWords.lines(plan).forEach(out()::println);
    }

    private void print(FailoverOutcome outcome) {
        String said = switch (outcome.result()) {
            case APPLIED -> "Done: every authoritative server that answers says so.";
            case REFUSED -> "Refused, nothing was changed.";
            case FENCED -> "Not done: a later leader has taken over, or the lease was over.";
            case ROLLED_BACK -> "Not done: every record is as it was before.";
            case FAILED -> "FAILED: look at the DNS, it may be half changed.";
        };
        out().printf("%s (%d ms, epoch %d)%n", said, outcome.tookMillis(), outcome.epoch());
        outcome.evidence().forEach(line -> out().println("  " + line));
    }
}
