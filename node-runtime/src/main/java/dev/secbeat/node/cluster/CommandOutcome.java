// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What became of a command in the fleet.
 *
 * @param receipts first final receipt of each node that answered, a later one only tells of a repetition; else its newest
 * @param missing nodes that were expected to answer and have not, or wait for parts
 */
public record CommandOutcome(UUID commandId, SortedMap<NodeId, Receipt> receipts, SortedSet<NodeId> missing) {

    public CommandOutcome {
        receipts = new TreeMap<>(receipts);
        missing = new TreeSet<>(missing);
    }

    static CommandOutcome of(UUID commandId, Map<NodeId, Receipt> receipts, Set<NodeId> expected) {
        SortedSet<NodeId> missing = new TreeSet<>(expected);
        receipts.forEach((node, receipt) -> {
            if (receipt.isFinal()) {
                missing.remove(node);
            }
        });
        return new CommandOutcome(commandId, new TreeMap<>(receipts), missing);
    }

    /** Whether every expected node answered. */
    public boolean isComplete() {
        return missing.isEmpty();
    }

    /** Whether every expected node, and at least one, has the command in force and read back from its kernel. */
    public boolean isInForce() {
        return isComplete()
                && !receipts.isEmpty()
                && receipts.values().stream().allMatch(r -> r.state() == Receipt.State.APPLIED && r.kernelReadBack());
    }

    /** Receipts of nodes that refused. */
    public List<Receipt> refusals() {
        return receipts.values().stream()
                .filter(r -> r.state() == Receipt.State.REFUSED)
                .toList();
    }
}
