// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Receipt;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What nodes said to an order.
 *
 * @param silent regions that it concerns and of which nobody answered
 * @param dryRun it was only to be checked
 */
public record OrderAnswer(CommandOutcome outcome, SortedSet<String> silent, boolean dryRun) {
    public OrderAnswer {
        SortedSet<String> left = new TreeSet<>(silent);
        outcome.receipts().keySet().forEach(node -> left.remove(node.region().value()));
        silent = Collections.unmodifiableSortedSet(left);
    }

    /** What became of an order as a whole. */
    public enum Fate {
        /** As wanted, on every node. */
        DONE,
        /** As wanted, but for prefixes on which somebody has decided since. */
        PARTLY,
        /** Held by every node until a second person agrees. */
        WAITING,
        /** Refused by a node, or carried out without being read back. */
        REFUSED,
        /** As wanted by those that answered; some did not. */
        INCOMPLETE
    }

    /** Id of the order. */
    public UUID command() {
        return outcome.commandId();
    }

    /** What the nodes said that answered. */
    public Collection<Receipt> receipts() {
        return outcome.receipts().values();
    }

    /** All of it in one word. */
    public Fate fate() {
        boolean waits = !receipts().isEmpty()
                && receipts().stream().allMatch(receipt -> receipt.state() == Receipt.State.WAITING);
        if (waits && outcome.isComplete() && silent.isEmpty()) {
            return Fate.WAITING;
        }
        boolean wanted = receipts().stream()
                .filter(Receipt::isFinal) // The others are still at it.
                .allMatch(receipt -> dryRun
                        ? receipt.state() == Receipt.State.CHECKED
                        : isCarriedOut(receipt) && receipt.kernelReadBack());
        if (!wanted) {
            return Fate.REFUSED;
        }
        if (!outcome.isComplete() || !silent.isEmpty()) {
            return Fate.INCOMPLETE;
        }
        return leftAlone() > 0 ? Fate.PARTLY : Fate.DONE;
    }

    /** Most prefixes that one node has left as somebody else had decided. */
    private int leftAlone() {
        return receipts().stream()
                .flatMap(receipt -> receipt.tally().stream())
                .mapToInt(Receipt.Tally::superseded)
                .max()
                .orElse(0);
    }

    private static boolean isCarriedOut(Receipt receipt) {
        return receipt.state() == Receipt.State.APPLIED || receipt.state() == Receipt.State.DRILLED;
    }

    /** As wanted, of all that answered or should have. */
    public String summary() {
        long count = receipts().stream()
                .filter(receipt -> dryRun ? receipt.state() == Receipt.State.CHECKED : isCarriedOut(receipt))
                .count();
        return count + " of " + (receipts().size() + outcome.missing().size()) + " nodes "
                + (dryRun
                        ? "would carry this out; nothing was changed"
                        : "have it in force, read back from the kernel");
    }
}
