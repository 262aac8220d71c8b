// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.NodeStatus.BlockStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Works out, from the nodes' heartbeats, which block is in force where. */
final class BlockBook {
    private static final int MAX_ROWS = 20_000;

    private static final BlockReasons.Reason UNHEARD = new BlockReasons.Reason("", "");

    private BlockBook() {}

    /** One row for each block that has not expired, by prefix. */
    static List<BlockRow> rows(List<NodeStatus> nodes, BlockTimes times, BlockReasons reasons, long epochMillis) {
        Map<Prefix, Map<NodeStatus, BlockStatus>> holders = new TreeMap<>();
        for (NodeStatus node : nodes) {
            for (BlockStatus block : node.newestBlocks()) {
                boolean known = holders.containsKey(block.prefix());
                if (block.expiresAtMillis() > epochMillis && (known || holders.size() < MAX_ROWS)) {
                    holders.computeIfAbsent(block.prefix(), prefix -> new HashMap<>())
                            .put(node, block);
                }
            }
        }
        List<BlockRow> rows = new ArrayList<>();
        holders.forEach((prefix, held) -> rows.add(row(prefix, held, nodes, times, reasons)));
        return rows;
    }

    private static BlockRow row(
            Prefix prefix,
            Map<NodeStatus, BlockStatus> held,
            List<NodeStatus> nodes,
            BlockTimes times,
            BlockReasons reasons) {
        int inKernel = 0;
        List<String> missing = new ArrayList<>();
        for (NodeStatus node : nodes) {
            BlockStatus block = held.get(node);
            if (block != null ? block.inKernel() : sharesSet(node, held)) {
                inKernel++;
            } else if (block != null || listsAll(node)) {
                missing.add(node.node().toString());
            }
        }
        BlockStatus any = held.values().iterator().next();
        long expires = held.values().stream()
                .mapToLong(BlockStatus::expiresAtMillis)
                .max()
                .orElse(0);
        long hits = held.values().stream().mapToLong(BlockStatus::hits).sum();
        String text = prefix.toString();
        BlockReasons.Reason reason =
                any.origin() == Origin.OPERATOR ? reasons.of(prefix).orElse(UNHEARD) : UNHEARD;
        return new BlockRow(
                text,
                any.origin().label(),
                causes(held),
                expires,
                hits,
                inKernel,
                nodes.size(),
                missing.stream().sorted().toList(),
                times.millis(text),
                reason.text(),
                reason.by(),
                places(held));
    }

    private static List<BlockRow.Place> places(Map<NodeStatus, BlockStatus> held) {
        return held.entrySet().stream()
                .map(entry -> new BlockRow.Place(
                        entry.getKey().node().toString(),
                        entry.getValue().inKernel(),
                        entry.getValue().hits(),
                        entry.getValue().cause(),
                        entry.getValue().scope()))
                .sorted(Comparator.comparing(BlockRow.Place::nodeId))
                .toList();
    }

    private static Map<BlockCause, List<String>> causes(Map<NodeStatus, BlockStatus> held) {
        Map<BlockCause, List<String>> causes = new EnumMap<>(BlockCause.class);
        held.forEach((node, block) -> {
            if (block.inKernel()) {
                causes.computeIfAbsent(block.cause(), cause -> new ArrayList<>())
                        .add(node.node().toString());
            }
        });
        causes.values().forEach(Collections::sort);
        return causes;
    }

    /** A heartbeat lists only the newest blocks; a node with the same digest as one that lists it holds it too. */
    private static boolean sharesSet(NodeStatus node, Map<NodeStatus, BlockStatus> held) {
        return !listsAll(node)
                && held.entrySet().stream()
                        .anyMatch(holder -> holder.getKey().blockDigest() == node.blockDigest()
                                && holder.getValue().inKernel());
    }

    private static boolean listsAll(NodeStatus node) {
        int active = node.blocks().values().stream().mapToInt(Integer::intValue).sum();
        return active <= node.newestBlocks().size();
    }
}
