// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.json.JsonText;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code secbeat blocks}: what is blocked, why, until when, and what it stopped. */
@Command(
        name = "blocks",
        description = {
            "Lists blocks in force, the one that dropped most first.",
            "Each node tells of its newest " + NodeStatus.MAX_NEWEST_BLOCKS
                    + " blocks; how many there are besides is said, too.",
            "Then come the lists that nodes drop besides (feeds, files, countries), each with its origin; not where only"
                    + " some blocks are asked for."
        },
        exitCodeList = {
            "0:listed, even if there is none",
            "2:the command line is wrong",
            "3:no fleet, or no node of it, answers"
        })
public final class BlocksCommand extends FleetCommand {
    private static final Duration ANSWERS = Duration.ofMillis(450);
    private static final String LIST_ROW = "%-43s %-9s %11s %27s %12s%n";
    private static final String ROW = "%-43s %-9s %-28s %10s %12s %9s%n";

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "only blocks that share addresses with it")
    private @Nullable String prefix;

    @Option(names = "--origin", paramLabel = "ORIGIN", description = "only blocks of this origin, such as operator")
    private @Nullable String origin;

    @Option(
            names = "--cause",
            paramLabel = "CAUSE",
            description = "only blocks that a node holds for this cause, such as rate-requests")
    private @Nullable String cause;

    @Option(
            names = "--node",
            paramLabel = "SCOPE",
            description = "only what these nodes hold: region.REGION or node.REGION.NODE")
    private @Nullable String scope;

    @Override
    int run() throws CliException, InterruptedException {
        Optional<Prefix> about = prefix == null ? Optional.empty() : Optional.of(Arguments.prefix(prefix));
        Optional<Origin> from = origin == null ? Optional.empty() : Optional.of(origin(origin));
        var nodesOf = Arguments.scope(scope == null ? "all" : scope);
        try (FleetLink link = connection.connect()) {
            Collection<NodeStatus> answers = link.ask(ANSWERS);
            List<NodeStatus> nodes = answers.stream()
                    .filter(node -> nodesOf.includes(node.node()))
                    .toList();
            List<BlockRow> rows = BlockRow.of(nodes).stream()
                    .filter(row -> about.isEmpty() || about.get().overlaps(row.prefix()))
                    .filter(row -> from.isEmpty() || from.get() == row.origin())
                    .filter(row -> cause == null || row.causes().contains(cause.toLowerCase(Locale.ROOT)))
                    .toList();
            boolean isAll = about.isEmpty() && from.isEmpty() && cause == null;
            List<ListRow> lists = isAll ? ListRow.of(nodes) : List.of();
            if (json) {
                printJson(rows, lists, nodes);
            } else {
                print(rows, nodes);
                print(lists);
            }
            return nodes.isEmpty() ? ExitCode.NO_FLEET : ExitCode.OK;
        }
    }

    private static Origin origin(String text) throws CliException {
        return Arrays.stream(Origin.values())
                .filter(known -> known.label().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "'" + text + "' is no origin: one of "
                                + Arrays.stream(Origin.values())
                                        .map(Origin::label)
                                        .collect(Collectors.joining(", "))));
    }

    /** The most that any node holds: they hold the same once they have converged. */
    private static int held(List<NodeStatus> nodes) {
        return nodes.stream()
                .mapToInt(node -> node.blocks().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .max()
                .orElse(0);
    }

    private void print(List<BlockRow> rows, List<NodeStatus> nodes) {
        if (nodes.isEmpty()) {
            out().println("No node answers: see 'secbeat status'.");
            return;
        }
        out().printf(ROW, "PREFIX", "ORIGIN", "CAUSE", "ENDS IN", "HITS", "IN KERNEL");
        long nowMillis = System.currentTimeMillis();
        for (BlockRow row : rows) {
            out().printf(
                            ROW,
                            row.prefix(),
                            row.origin().label(),
                            String.join(",", row.causes()),
                            Math.max(0, row.expiresAtMillis() - nowMillis) / 1_000 + " s",
                            row.hits(),
                            row.inKernel() + "/" + row.meant()
                                    + (row.scopes().equals(List.of("all"))
                                            ? ""
                                            : " of " + String.join(", ", row.scopes())));
        }
        out().printf(
                        "%d listed; a node holds up to %d, and tells of its newest %d%n",
                        rows.size(), held(nodes), NodeStatus.MAX_NEWEST_BLOCKS);
    }

    private void print(List<ListRow> lists) {
        if (lists.isEmpty()) {
            return;
        }
        out().printf("%n" + LIST_ROW, "LIST", "ORIGIN", "ENTRIES", "HITS", "ON NODES");
        for (ListRow list : lists) {
            out().printf(
                            LIST_ROW,
                            list.name(),
                            String.join(",", list.origins()),
                            list.entries(),
                            list.hits(),
                            list.heldBy());
        }
    }

    private void printJson(List<BlockRow> rows, List<ListRow> lists, List<NodeStatus> nodes) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("nodes", nodes.size());
        result.put("held", held(nodes));
        result.put("blocks", rows.stream().map(BlockRow::json).toList());
        result.put("lists", lists.stream().map(ListRow::json).toList());
        out().println(JsonText.object(result));
    }
}
