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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Works out, from the nodes' heartbeats, which block is in force where. */
final class BlockBook {
    private static final int MAX_ROWS = 20_000;

    private static final BlockReasons.Reason UNHEARD = new BlockReasons.Reason("", "");

    /** A node and what it says of a block. */
    private record Holder(NodeStatus node, BlockStatus block) {
        boolean is(NodeStatus other) {
            return node.node().equals(other.node());
        }
    }

    private BlockBook() {}

    /** One row for each block that has not expired, by prefix. */
    static List<BlockRow> rows(List<NodeStatus> nodes, BlockTimes times, BlockReasons reasons, long epochMillis) {
        Map<Prefix, List<Holder>> holders = new TreeMap<>();
        for (NodeStatus node : nodes) {
            for (BlockStatus block : node.newestBlocks()) {
                boolean known = holders.containsKey(block.prefix());
                if (block.expiresAtMillis() > epochMillis && (known || holders.size() < MAX_ROWS)) {
                    hold(holders.computeIfAbsent(block.prefix(), prefix -> new ArrayList<>()), node, block);
                }
            }
        }
        List<BlockRow> rows = new ArrayList<>();
        holders.forEach((prefix, held) -> rows.add(row(prefix, held, nodes, times, reasons)));
        return rows;
    }

    /** What a node says twice of one block counts once; it comes after all that was said by nodes before it. */
    private static void hold(List<Holder> held, NodeStatus node, BlockStatus block) {
        if (!held.isEmpty() && held.getLast().is(node)) {
            held.removeLast();
        }
        held.add(new Holder(node, block));
    }

    /** @param held in the order of the nodes */
    private static BlockRow row(
            Prefix prefix, List<Holder> held, List<NodeStatus> nodes, BlockTimes times, BlockReasons reasons) {
        int inKernel = 0;
        List<String> missing = new ArrayList<>();
        Set<Long> sets = new HashSet<>();
        held.stream()
                .filter(holder -> holder.block().inKernel())
                .forEach(holder -> sets.add(holder.node().blockDigest()));
        int next = 0;
        for (NodeStatus node : nodes) {
            boolean lists = next < held.size() && held.get(next).is(node);
            if (lists ? held.get(next).block().inKernel() : sharesSet(node, sets)) {
                inKernel++;
            } else if (lists || listsAll(node)) {
                missing.add(node.node().toString());
            }
            next += lists ? 1 : 0;
        }
        BlockStatus any = held.getFirst().block();
        long expires = held.stream()
                .mapToLong(holder -> holder.block().expiresAtMillis())
                .max()
                .orElse(0);
        long hits = held.stream().mapToLong(holder -> holder.block().hits()).sum();
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

    private static List<BlockRow.Place> places(List<Holder> held) {
        return held.stream()
                .map(holder -> new BlockRow.Place(
                        holder.node().node().toString(),
                        holder.block().inKernel(),
                        holder.block().hits(),
                        holder.block().cause(),
                        holder.block().scope()))
                .sorted(Comparator.comparing(BlockRow.Place::nodeId))
                .toList();
    }

    private static Map<BlockCause, List<String>> causes(List<Holder> held) {
        Map<BlockCause, List<String>> causes = new EnumMap<>(BlockCause.class);
        held.forEach(holder -> {
            if (holder.block().inKernel()) {
                causes.computeIfAbsent(holder.block().cause(), cause -> new ArrayList<>())
                        .add(holder.node().node().toString());
            }
        });
        causes.values().forEach(Collections::sort);
        return causes;
    }

    /** A heartbeat lists only the newest blocks; a node with the same digest as one that lists it holds it too. */
    private static boolean sharesSet(NodeStatus node, Set<Long> digests) {
        return !listsAll(node) && digests.contains(node.blockDigest());
    }

    private static boolean listsAll(NodeStatus node) {
        int active = 0;
        for (int held : node.blocks().values()) {
            active += held;
        }
        return active <= node.newestBlocks().size();
    }
}
