// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.FailoverPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An orchestrator's plan, for people. */
final class PlanWords {
    private PlanWords() {}

    static List<String> lines(FailoverPlan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("Plan of orchestrator " + plan.orchestrator() + ": "
                + plan.act().name().toLowerCase(Locale.ROOT) + ", from " + plan.from() + " to " + plan.to() + ".");
        for (FailoverPlan.RecordChange change : plan.changes()) {
            lines.add("  " + change.name() + " " + change.type() + " (view " + change.view() + "): " + change.before()
                    + " -> " + change.after());
        }
        lines.add(String.format(
                Locale.ROOT,
                "  clients moved: %.1f %%; load of %s afterwards: %s",
                100 * plan.clientsMoved(),
                plan.to(),
                plan.utilisationAfter() > 0
                        ? String.format(
                                Locale.ROOT,
                                "%.0f %%, capacity left: %.0f %%",
                                100 * plan.utilisationAfter(),
                                Math.max(0, 100 - 100 * plan.utilisationAfter()))
                        : "unknown"));
        plan.notes().forEach(note -> lines.add("  note: " + note));
        plan.digest().ifPresent(digest -> lines.add("  digest: " + digest));
        plan.refusal().ifPresent(refusal -> lines.add("  forbidden, " + refusal.code() + ": " + refusal.text()));
        return lines;
    }

    /** The options that have {@code plan} carried out, and no other where its orchestrator can tell. */
    static String confirmation(FailoverPlan plan) {
        return "--confirm " + plan.region()
                + plan.digest().map(digest -> " --plan " + digest).orElse("");
    }
}
