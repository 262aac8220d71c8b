// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.AuditStream;
import dev.secbeat.node.cluster.FailoverReports;
import dev.secbeat.node.json.JsonText;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Series;
import dev.secbeat.node.time.NodeClock;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Says it to the fleet, to the audit stream and to who scrapes. Owned by one thread, read by scrapes on others. */
final class FleetVoice implements FailoverVoice {
    private record Kind(FailoverPlan.Act act, FailoverOutcome.Result result) {}

    private final FailoverReports reports;
    private final AuditStream audit;
    private final NodeClock clock;
    private final Map<Kind, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Map<Refusal.Code, AtomicLong> untold = new ConcurrentHashMap<>();

    FleetVoice(FailoverReports reports, AuditStream audit, NodeClock clock) {
        this.reports = reports;
        this.audit = audit;
        this.clock = clock;
        for (FailoverPlan.Act act : FailoverPlan.Act.values()) {
            for (FailoverOutcome.Result result : FailoverOutcome.Result.values()) {
                counts.put(new Kind(act, result), new AtomicLong());
            }
        }
    }

    void register(NodeMetrics metrics) {
        metrics.register(
                Series.FAILOVERS,
                out -> counts.forEach(
                        (kind, count) -> out.put((double) count.get(), word(kind.act()), word(kind.result()))));
        metrics.register(
                Series.REFUSALS_UNTOLD,
                out -> untold.forEach((code, count) -> out.put((double) count.get(), word(code))));
    }

    @Override
    public void tell(FailoverPlan plan) {
        reports.publish(plan);
    }

    @Override
    public void tell(FailoverOutcome outcome) {
        counts.computeIfAbsent(new Kind(outcome.plan().act(), outcome.result()), _ -> new AtomicLong())
                .incrementAndGet();
        // The stream hears the outcome besides; of what a stranger may send without end, that is enough.
        if (outcome.result() != FailoverOutcome.Result.REFUSED) {
            append(outcomeEntry(outcome));
        }
        reports.publish(outcome);
    }

    @Override
    public void tell(SteeringReport report) {
        reports.publish(report);
    }

    @Override
    public void untold(Refusal.Code code) {
        untold.computeIfAbsent(code, _ -> new AtomicLong()).incrementAndGet();
    }

    @Override
    public void intend(FailoverPlan plan, String actor, String reason) {
        Map<String, Object> entry = entry("failover-intent", plan);
        entry.put("actor", actor);
        entry.put("reason", reason);
        append(entry);
        audit.drain();
    }

    private Map<String, Object> outcomeEntry(FailoverOutcome outcome) {
        Map<String, Object> entry = entry("failover-outcome", outcome.plan());
        entry.put("result", outcome.result());
        entry.put("epoch", outcome.epoch());
        entry.put("tookMillis", outcome.tookMillis());
        entry.put("evidence", outcome.evidence());
        return entry;
    }

    private Map<String, Object> entry(String type, FailoverPlan plan) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", type);
        entry.put("atMillis", clock.epochMillis());
        entry.put("commandId", plan.commandId());
        entry.put("orchestrator", plan.orchestrator());
        entry.put("act", plan.act());
        entry.put("from", plan.from());
        entry.put("to", plan.to());
        return entry;
    }

    private void append(Map<String, Object> entry) {
        audit.append(JsonText.object(entry).getBytes(StandardCharsets.UTF_8));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
