// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.AuditReader;
import dev.secbeat.node.cluster.AuditReading;
import dev.secbeat.node.cluster.AuditRow;
import dev.secbeat.node.cluster.AuditTrail;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.journal.AuditFiles;
import dev.secbeat.node.json.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code secbeat audit}: who ordered what, and what became of it. */
@Command(
        name = "audit",
        subcommands = AuditVerifyCommand.class,
        description =
                "Lists the fleet's audit trail, or a node's journal: each command's intent and outcome on each node.",
        exitCodeList = {
            "0:listed, even if nothing matches",
            "1:the stream or the journal cannot be read",
            "2:the command line is wrong",
            "3:no fleet answers"
        })
public final class AuditCommand extends FleetCommand {
    @Option(
            names = "--file",
            paramLabel = "JOURNAL",
            description = "a node's journal, such as /var/lib/secbeat/audit.log; no fleet is asked")
    private @Nullable Path file;

    @Option(
            names = "--actor",
            paramLabel = "WHO",
            description = "only what this operator ordered: a name, or a public key or its beginning")
    private String actor = "";

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "only commands about addresses of this prefix")
    private @Nullable String prefix;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moments.class,
            description = "nothing older: 2h (ago), or 2026-11-26T16:30:00Z")
    private Instant since = Instant.MIN;

    @Option(names = "--until", paramLabel = "TIME", converter = Moments.class, description = "nothing from then on")
    private Instant until = Instant.MAX;

    @Option(names = "--last", paramLabel = "N", description = "only the newest N of them")
    private int last = Integer.MAX_VALUE;

    @Override
    int run() throws CliException, InterruptedException {
        if (last < 0) {
            throw new CliException(ExitCode.USAGE, "--last is " + last + ": at least 0");
        }
        Prefix about = prefix == null ? null : Arguments.prefix(prefix);
        AuditTrail trail = file == null
                ? AuditTrail.of(reading(connection))
                : AuditTrail.of(journal(file).lines());
        Set<UUID> commands = about == null ? Set.of() : Set.copyOf(trail.commandsOn(about));
        List<AuditRow> rows = trail.rows().stream()
                .filter(row -> about == null || commands.contains(row.entry().commandId()))
                .filter(this::isWanted)
                .toList();
        rows.stream()
                .skip(Math.max(0, rows.size() - last))
                .forEach(row -> out().println(json ? JsonText.object(row.json()) : row.line()));
        return ExitCode.OK;
    }

    /** What the fleet's stream holds. */
    static AuditReading reading(FleetConnection connection) throws CliException, InterruptedException {
        try (FleetLink link = connection.connect()) {
            return AuditReader.read(link);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    "the fleet's audit trail cannot be read: " + e.getMessage()
                            + ". Each node's own is in its data_dir; see --file.");
        }
    }

    /** What a node's journal holds. */
    static AuditFiles.Content journal(Path file) throws CliException {
        try {
            return AuditFiles.read(file);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    "journal " + file + " cannot be read (" + e + "): name the audit.log in a node's data_dir");
        }
    }

    private boolean isWanted(AuditRow row) {
        // Not as an Instant: a journal may say any number.
        long millis = row.entry().epochMillis();
        boolean when = (since.equals(Instant.MIN) || millis >= since.toEpochMilli())
                && (until.equals(Instant.MAX) || millis < until.toEpochMilli());
        String wanted = actor.toLowerCase(Locale.ROOT);
        boolean who = actor.isEmpty()
                || row.operator().toLowerCase(Locale.ROOT).equals(wanted)
                || row.actor().toLowerCase(Locale.ROOT).startsWith(wanted);
        return when && who;
    }
}
