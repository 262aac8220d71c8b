// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.model.DnsAnswer;
import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.SteeringListener;
import java.util.Locale;

/** Hears where clients are steered and what became of orders on regions, and passes it on at once. */
final class SteeringEar implements SteeringListener {
    private final FleetInbox inbox;

    SteeringEar(FleetInbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void onOutcome(FailoverOutcome outcome) {
        FailoverPlan plan = outcome.plan();
        String what = plan.act().name().toLowerCase(Locale.ROOT) + " " + plan.from() + " → " + plan.to();
        inbox.offer(new Update.Stepped(new FailoverStep(
                outcome.commandId(),
                what,
                plan.refusal()
                        .filter(refusal -> refusal.code() == Refusal.Code.PLAN_CHANGED)
                        .map(refusal -> FailoverStep.PLAN_CHANGED)
                        .orElse(outcome.result().name()),
                outcome.atMillis(),
                outcome.tookMillis(),
                outcome.isAlarm(),
                plan.refusal()
                        .filter(refusal -> outcome.evidence().isEmpty())
                        .map(refusal -> java.util.List.of(refusal.code() + ": " + refusal.text()))
                        .orElse(outcome.evidence()))));
    }

    @Override
    public void onReport(SteeringReport report) {
        inbox.offer(new Update.Steered(
                report.regions().stream()
                        .map(region -> new RegionStanding(
                                region.region().value(),
                                region.state().name(),
                                0,
                                region.evidence(),
                                region.movedTo().map(RegionId::value).orElse("")))
                        .toList(),
                report.answers().stream()
                        .map(answer -> new DnsAnswer(answer.view(), answer.name(), answer.type(), answer.addresses()))
                        .toList(),
                report.trouble(),
                System.nanoTime()));
    }
}
