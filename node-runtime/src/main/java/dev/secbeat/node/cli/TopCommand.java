// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.json.JsonText;
import java.io.Console;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code secbeat top}: the busiest sources, again and again. */
@Command(
        name = "top",
        description = "Shows the sources that come closest to a limit, counted over all regions, until Ctrl+C.",
        exitCodeList = {
            "0:shown",
            "2:the command line is wrong",
            "3:no fleet answers, or at the last look no node of it"
        })
public final class TopCommand extends FleetCommand {
    private static final Duration ANSWERS = Duration.ofMillis(450);
    private static final String ROW = "%-43s %-12s %12s %12s %6s  %-8s %s%n";
    private static final String CLEAR = "\033[H\033[2J";

    @Option(names = "--once", description = "look once and end; the same as --refreshes 1")
    private boolean once;

    @Option(names = "--refreshes", paramLabel = "N", description = "end after N looks")
    private long refreshes = Long.MAX_VALUE;

    @Option(
            names = "--every",
            defaultValue = "2s",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "time between looks (default: ${DEFAULT-VALUE})")
    private Duration every = Duration.ofSeconds(2);

    @Option(
            names = "--rows",
            defaultValue = "20",
            paramLabel = "N",
            description = "sources shown (default: ${DEFAULT-VALUE})")
    private int rows = 20;

    @Override
    int run() throws CliException, InterruptedException {
        if (refreshes < 1 || rows < 1) {
            throw new CliException(ExitCode.USAGE, "--refreshes and --rows are at least 1");
        }
        long left = once ? 1 : refreshes;
        try (Interruption interruption = Interruption.watch();
                FleetLink link = connection.connect()) {
            int status = look(link);
            while (--left > 0 && !interruption.requested() && !out().checkError()) {
                interruption.pause(every.toNanos());
                status = interruption.requested() ? status : look(link);
            }
            return interruption.finish(status);
        }
    }

    private int look(FleetLink link) throws InterruptedException {
        Collection<NodeStatus> nodes = link.ask(ANSWERS);
        List<TopRow> busiest = TopRow.of(nodes).stream().limit(rows).toList();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("epochMillis", System.currentTimeMillis());
            result.put("nodes", nodes.size());
            result.put("sources", busiest.stream().map(TopRow::json).toList());
            out().println(JsonText.object(result));
        } else {
            print(busiest, nodes.size());
        }
        out().flush();
        return nodes.isEmpty() ? ExitCode.NO_FLEET : ExitCode.OK;
    }

    private void print(List<TopRow> busiest, int nodes) {
        if (!once
                && Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent()) {
            out().print(CLEAR);
        }
        out().printf(ROW, "SOURCE", "DIMENSION", "PER SECOND", "LIMIT", "OF IT", "BLOCKED", "SEEN BY");
        for (TopRow row : busiest) {
            out().printf(
                            ROW,
                            row.source(),
                            row.dimension().name().toLowerCase(Locale.ROOT),
                            String.format(Locale.ROOT, "%.1f", row.perSecond()),
                            String.format(Locale.ROOT, "%.0f", row.limit()),
                            String.format(Locale.ROOT, "%.0f%%", 100 * row.share()),
                            row.blocked() ? "yes" : "no",
                            String.join(",", row.regions()));
        }
        out().println(nodes == 0 ? "No node answers: see 'secbeat status'." : nodes + " nodes asked");
    }
}
