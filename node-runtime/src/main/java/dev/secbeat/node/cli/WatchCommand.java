// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.json.JsonText;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code secbeat watch}: what the fleet says, as it says it. */
@Command(
        name = "watch",
        description = {
            "Prints events, receipts, commands, failover plans and changes of the connection as they come, until Ctrl+C.",
            "A command is shown as it was published: whether it is genuine, the receipts say."
        },
        exitCodeList = {"0:ended as asked", "2:the command line is wrong", "3:no fleet answers"})
public final class WatchCommand extends FleetCommand {
    private static final long LOOK_MILLIS = 200;

    @Option(
            names = "--kind",
            split = ",",
            paramLabel = "KIND",
            description = "only these: ${COMPLETION-CANDIDATES} (default: all)")
    private Set<WatchKind> kinds = EnumSet.allOf(WatchKind.class);

    @Option(
            names = "--scope",
            defaultValue = "all",
            paramLabel = "SCOPE",
            description = "only what these nodes say: region.REGION or node.REGION.NODE (default: ${DEFAULT-VALUE})")
    private String scope = "all";

    @Option(names = "--for", paramLabel = "TIME", converter = Durations.class, description = "end after this time")
    private Duration time = Duration.ofDays(36_500);

    @Option(names = "--count", paramLabel = "N", description = "end after N lines")
    private long count = Long.MAX_VALUE;

    @Override
    int run() throws CliException, InterruptedException {
        Scope nodes = Arguments.scope(scope);
        if (count < 1) {
            throw new CliException(ExitCode.USAGE, "--count is at least 1");
        }
        FleetWatch watch = new FleetWatch(nodes, kinds);
        try (Interruption interruption = Interruption.watch();
                FleetLink _ = connection.connect(watch)) {
            long beganNanos = System.nanoTime();
            while (count > 0 && !interruption.requested() && System.nanoTime() - beganNanos < time.toNanos()) {
                WatchLine line = watch.next(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
                if (line != null) {
                    out().println(json ? JsonText.object(line.json()) : line.text());
                    count = out().checkError() ? 0 : count - 1; // Nobody reads it any more, as behind "head".
                }
            }
            return interruption.finish(ExitCode.OK);
        }
    }
}
