// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.SteeringLink;
import dev.secbeat.node.cluster.SteeringListener;
import dev.secbeat.node.json.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where clients are steered now. */
@Command(
        name = "show",
        description = "Shows the state of each region and what the DNS answers, as the leading orchestrator sees it.",
        exitCodeList = {
            "0:shown",
            "1:no orchestrator that leads answers, or it cannot read the DNS",
            "3:no fleet can be reached"
        })
public final class FailoverShowCommand extends FleetCommand {
    private static final long ASK_AGAIN_MILLIS = 1_000;

    @Option(
            names = "--wait",
            defaultValue = "5s",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "how long to wait for the answer (default: ${DEFAULT-VALUE})")
    Duration wait = Duration.ofSeconds(5);

    @Override
    int run() throws CliException, InterruptedException {
        BlockingQueue<SteeringReport> heard = new ArrayBlockingQueue<>(64);
        FleetListener listener = new FleetListener() {
            @Override
            public SteeringListener steering() {
                return new SteeringListener() {
                    @Override
                    public void onReport(SteeringReport report) {
                        heard.offer(report);
                    }
                };
            }
        };
        try (FleetLink link = connection.connect(listener)) {
            SteeringReport report = ask(link, heard);
            if (report == null) {
                throw new CliException(
                        ExitCode.FAILED,
                        "no orchestrator that leads answered within " + wait.toSeconds()
                                + " s: check that one runs and that the NATS servers let it hear the question");
            }
            if (json) {
                out().println(Json.STEERING.encodeText(report));
            } else {
                print(report);
            }
            return report.trouble().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private @Nullable SteeringReport ask(FleetLink link, BlockingQueue<SteeringReport> heard)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + wait.toNanos();
        SteeringReport report = null;
        while (report == null && System.nanoTime() - deadlineNanos < 0) {
            new SteeringLink(link).ask();
            report = heard.poll(ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
        return report;
    }

    private void print(SteeringReport report) {
        out().printf("Orchestrator %s leads, epoch %d.%n", report.orchestrator(), report.epoch());
        for (SteeringReport.Region region : report.regions()) {
            out().println(String.format(
                    Locale.ROOT,
                    "%-12s %-10s %3d node(s) %10.0f packets/s%s",
                    region.region(),
                    region.state().name().toLowerCase(Locale.ROOT),
                    region.liveNodes(),
                    region.passedPerSecond(),
                    region.capacityPerSecond() > 0
                            ? String.format(Locale.ROOT, " of %.0f", region.capacityPerSecond())
                            : ""));
            region.evidence().forEach(line -> out().println("    " + line));
        }
        if (report.answers().isEmpty() && report.trouble().isEmpty()) {
            out().println("No DNS is configured for the orchestrator, or it has not answered yet.");
        }
        for (SteeringReport.Answer answer : report.answers()) {
            out().printf(
                            "view %-8s %s %-4s %s%n",
                            answer.view(), answer.name(), answer.type(), String.join(", ", answer.addresses()));
        }
        if (!report.trouble().isEmpty()) {
            out().println("The DNS has trouble, so what is above may be old, or not what every server answers: "
                    + report.trouble());
        }
    }
}
