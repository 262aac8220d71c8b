// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What nodes said to an order.
 *
 * @param silent regions that it concerns and of which nobody answered
 * @param dryRun it was only to be checked
 */
record OrderAnswer(CommandOutcome outcome, SortedSet<String> silent, boolean dryRun) {
    OrderAnswer {
        SortedSet<String> left = new TreeSet<>(silent);
        outcome.receipts().keySet().forEach(node -> left.remove(node.region().value()));
        silent = Collections.unmodifiableSortedSet(left);
    }

    UUID command() {
        return outcome.commandId();
    }

    Collection<Receipt> receipts() {
        return outcome.receipts().values();
    }

    int exitCode() {
        boolean waits = !receipts().isEmpty()
                && receipts().stream().allMatch(receipt -> receipt.state() == Receipt.State.WAITING);
        if (waits && outcome.isComplete() && silent.isEmpty()) {
            return ExitCode.WAITING;
        }
        boolean wanted = receipts().stream()
                .filter(Receipt::isFinal) // The others are still at it.
                .allMatch(receipt -> dryRun
                        ? receipt.state() == Receipt.State.CHECKED
                        : isCarriedOut(receipt) && receipt.kernelReadBack());
        if (!wanted) {
            return ExitCode.REFUSED;
        }
        if (!outcome.isComplete() || !silent.isEmpty()) {
            return ExitCode.INCOMPLETE;
        }
        return leftAlone() > 0 ? ExitCode.PARTLY : ExitCode.OK;
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
    String summary() {
        long count = receipts().stream()
                .filter(receipt -> dryRun ? receipt.state() == Receipt.State.CHECKED : isCarriedOut(receipt))
                .count();
        return count + " of " + (receipts().size() + outcome.missing().size()) + " nodes "
                + (dryRun
                        ? "would carry this out; nothing was changed"
                        : "have it in force, read back from the kernel");
    }

    Map<String, Object> json() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("commandId", outcome.commandId());
        result.put("exitCode", exitCode());
        result.put(
                "receipts",
                receipts().stream()
                        .map(receipt -> new JsonText.Embedded(Json.RECEIPT.encodeText(receipt)))
                        .toList());
        result.put("missing", new ArrayList<>(outcome.missing()));
        result.put("silentRegions", new ArrayList<>(silent));
        return result;
    }
}
