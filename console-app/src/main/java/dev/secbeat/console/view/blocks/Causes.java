// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockRow;
import dev.secbeat.node.api.BlockCause;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Words about why a block is there. */
final class Causes {
    private static final int NODES_NAMED = 4;

    private Causes() {}

    /**
     * The causes that say most: who ordered it or which limit was passed, on whatever node; that others told of it, or that
     * nobody knows, only where there is nothing better. Empty while no node tells any.
     */
    static String brief(BlockRow row) {
        Set<BlockCause> all = row.causes().keySet();
        List<BlockCause> found = all.stream()
                .filter(cause -> cause != BlockCause.PEER && cause != BlockCause.UNKNOWN)
                .toList();
        if (!found.isEmpty()) {
            return found.stream().map(BlockCause::label).collect(Collectors.joining(", "));
        }
        if (all.contains(BlockCause.PEER)) {
            return BlockCause.PEER.label();
        }
        return all.isEmpty() ? "" : BlockCause.UNKNOWN.label();
    }

    /** A line for each cause: what it means, and on which nodes. */
    static String full(BlockRow row) {
        return row.causes().entrySet().stream()
                .map(entry ->
                        entry.getKey().label() + ": " + meaning(entry.getKey()) + "\n    " + named(entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String meaning(BlockCause cause) {
        return switch (cause) {
            case UNKNOWN -> Messages.of("blocks.cause.unknown");
            case OPERATOR -> Messages.of("blocks.cause.operator");
            case PEER -> Messages.of("blocks.cause.peer");
            case RATE_LIMIT -> Messages.of("blocks.cause.rate-limit");
            case RATE_REQUESTS -> Messages.of("blocks.cause.rate-requests");
            case RATE_CONNECTIONS -> Messages.of("blocks.cause.rate-connections");
            case RATE_PACKETS -> Messages.of("blocks.cause.rate-packets");
            case RATE_BYTES -> Messages.of("blocks.cause.rate-bytes");
        };
    }

    private static String named(List<String> nodes) {
        String first = nodes.stream().limit(NODES_NAMED).collect(Collectors.joining(", "));
        return nodes.size() <= NODES_NAMED
                ? first
                : Messages.of("blocks.cause.more", first, nodes.size() - NODES_NAMED);
    }
}
