// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.json.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code secbeat limits}: which limits operators have given, until when, and on how many nodes they are in force. */
@Command(
        name = "limits",
        description = {
            "Lists limits given by 'secbeat limit' that are in force.",
            "Those of the nodes' configurations, [[rate_limit.rules]], are not among them."
        },
        exitCodeList = {
            "0:listed, even if there is none",
            "2:the command line is wrong",
            "3:no fleet, or no node of it, answers"
        })
public final class LimitsCommand extends FleetCommand {
    private static final Duration ANSWERS = Duration.ofMillis(450);
    private static final String ROW = "%-43s %-12s %12s %7s %8s %10s %9s  %s%n";

    /**
     * A limit as several nodes hold to it.
     *
     * @param meant nodes of those that answer that it is for
     * @param inForce nodes that have read it back
     */
    private record Row(LimitKey key, LimitTerms terms, String command, int meant, int inForce) {
        Map<String, Object> json() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("of", LimitRule.named(key.within()));
            fields.put("dimension", key.dimension().label());
            fields.put("scope", key.scope());
            fields.put("most", terms.most());
            fields.put("windowMillis", terms.windowMillis());
            fields.put("blockSeconds", terms.blockSeconds());
            fields.put("untilMillis", terms.untilMillis());
            fields.put("commandId", command);
            fields.put("meant", meant);
            fields.put("inForce", inForce);
            return fields;
        }
    }

    @Override
    int run() throws CliException, InterruptedException {
        try (FleetLink link = connection.connect()) {
            Collection<NodeStatus> nodes = link.ask(ANSWERS);
            List<Row> rows = rows(nodes);
            if (json) {
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("nodes", nodes.size());
                result.put("limits", rows.stream().map(Row::json).toList());
                out().println(JsonText.object(result));
            } else {
                print(rows, nodes);
            }
            return nodes.isEmpty() ? ExitCode.NO_FLEET : ExitCode.OK;
        }
    }

    /** Nodes that hold to other terms, or have them of another command, are rows of their own: it should not be so for long. */
    private static List<Row> rows(Collection<NodeStatus> nodes) {
        Map<LimitKey, Map<NodeStatus.LimitStatus, Integer>> byKey = new TreeMap<>();
        for (NodeStatus node : nodes) {
            for (NodeStatus.LimitStatus held : node.limits()) {
                byKey.computeIfAbsent(held.key(), _ -> new LinkedHashMap<>())
                        .merge(
                                new NodeStatus.LimitStatus(held.key(), held.terms(), held.command(), true),
                                held.inForce() ? 1 : 0,
                                Integer::sum);
            }
        }
        List<Row> rows = new ArrayList<>();
        byKey.forEach((key, held) -> {
            int meant = (int) nodes.stream()
                    .filter(node -> key.scope().includes(node.node()))
                    .count();
            held.forEach((limit, inForce) ->
                    rows.add(new Row(key, limit.terms(), limit.command().toString(), meant, inForce)));
        });
        return rows;
    }

    private void print(List<Row> rows, Collection<NodeStatus> nodes) {
        if (nodes.isEmpty()) {
            out().println("No node answers: see 'secbeat status'.");
            return;
        }
        out().printf(ROW, "OF", "DIMENSION", "MOST", "IN", "BLOCKS", "ENDS IN", "IN FORCE", "COMMAND");
        long nowMillis = System.currentTimeMillis();
        for (Row row : rows) {
            out().printf(
                            ROW,
                            LimitRule.named(row.key.within()),
                            row.key.dimension().label(),
                            row.terms.most(),
                            row.terms.windowMillis() / 1_000 + " s",
                            row.terms.blockSeconds() + " s",
                            Math.max(0, row.terms.untilMillis() - nowMillis) / 1_000 + " s",
                            row.inForce + "/" + row.meant,
                            row.command + (row.key.scope().isFleet() ? "" : " on " + row.key.scope()));
        }
        out().printf("%d in force; at most %d can be%n", rows.size(), NodeStatus.MAX_LIMITS);
    }
}
