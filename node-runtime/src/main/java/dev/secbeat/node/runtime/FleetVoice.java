// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.FailoverReports;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Series;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Says it to the fleet and to who scrapes. Owned by one thread, read by scrapes on others. */
final class FleetVoice implements FailoverVoice {
    private record Kind(FailoverPlan.Act act, FailoverOutcome.Result result) {}

    private final FailoverReports reports;
    private final Map<Kind, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Map<Refusal.Code, AtomicLong> untold = new ConcurrentHashMap<>();

    FleetVoice(FailoverReports reports) {
        this.reports = reports;
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

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
