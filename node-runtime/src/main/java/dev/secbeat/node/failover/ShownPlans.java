// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The newest plans that were shown, so that whoever confirms one that no longer holds can be told what is different. What is not
 * among them, such as another leader's, is still told from the one that holds now. Owned by one thread.
 */
public final class ShownPlans {
    /** Plans that are remembered; the oldest go first. */
    static final int MOST = 64;

    private static final int NAMED = 4;

    private final Map<PlanDigest, Planned> shown = new LinkedHashMap<>();

    /** {@code planned} is shown to whoever asked for it. */
    public void show(Planned planned) {
        planned.plan().digest().ifPresent(digest -> {
            shown.remove(digest);
            shown.put(digest, planned);
            if (shown.size() > MOST) {
                shown.remove(shown.keySet().iterator().next());
            }
        });
    }

    /** Why {@code now} is not what the sender of an order was shown under {@code confirmed}, if so. */
    public Optional<Refusal> check(PlanDigest confirmed, Planned now) {
        Optional<PlanDigest> digest = now.plan().digest();
        if (digest.isEmpty() || digest.get().equals(confirmed)) {
            return Optional.empty(); // What has none could not be planned, and is refused for that.
        }
        Planned then = shown.get(confirmed);
        List<String> different = then == null
                ? List.of("plan " + confirmed
                        + " was not shown by this orchestrator, or too long ago to say what differs")
                : differences(then, now);
        String named = different.stream().limit(NAMED).collect(Collectors.joining("; "));
        int more = different.size() - NAMED;
        return Optional.of(new Refusal(
                Refusal.Code.PLAN_CHANGED,
                "the plan is no longer the one that was confirmed, so nothing was changed: " + named
                        + (more > 0 ? "; and " + more + " more" : "")
                        + ": look at the new plan, and confirm that one if it is still wanted"));
    }

    private static List<String> differences(Planned then, Planned now) {
        List<String> different = new ArrayList<>();
        String before = words(then.plan());
        String after = words(now.plan());
        if (!before.equals(after)) {
            different.add("it was a " + before + ", it is a " + after);
        }
        Set<String> sets = new LinkedHashSet<>();
        Map<String, RecordChange> old = bySet(then.plan().changes(), sets);
        Map<String, RecordChange> fresh = bySet(now.plan().changes(), sets);
        for (String set : sets) {
            String was = words(old.get(set));
            String is = words(fresh.get(set));
            if (!was.equals(is)) {
                different.add(set + " was to change " + was + ", now " + is);
            }
        }
        now.broken().stream()
                .filter(rule -> !codes(then).contains(rule.code()))
                .forEach(rule -> different.add("a rule forbids it now, " + rule.code() + ": " + rule.text()));
        codes(then).stream()
                .filter(code -> !codes(now).contains(code))
                .forEach(code -> different.add("a rule no longer forbids it, " + code));
        return different;
    }

    private static Map<String, RecordChange> bySet(List<RecordChange> changes, Set<String> sets) {
        Map<String, RecordChange> bySet = new LinkedHashMap<>();
        changes.forEach(
                change -> bySet.put(change.name() + " " + change.type() + " (view " + change.view() + ")", change));
        sets.addAll(bySet.keySet());
        return bySet;
    }

    private static String words(@Nullable RecordChange change) {
        return change == null
                ? "not at all"
                : "from " + change.before().stream().sorted().toList() + " to "
                        + change.after().stream().sorted().toList();
    }

    private static String words(FailoverPlan plan) {
        return plan.act().name().toLowerCase(Locale.ROOT) + " from " + plan.from() + " to " + plan.to();
    }

    private static Collection<Refusal.Code> codes(Planned planned) {
        return planned.broken().stream().map(Refusal::code).toList();
    }
}
