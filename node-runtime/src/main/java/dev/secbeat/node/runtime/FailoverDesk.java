// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.failover.DnsAnswers;
import dev.secbeat.node.failover.FailoverPlanner;
import dev.secbeat.node.failover.FailoverPlanner.Order;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.Planned;
import dev.secbeat.node.failover.ShownPlans;
import dev.secbeat.node.failover.Standings;
import java.util.List;
import java.util.Optional;

/** Turns a signed order on a region into a plan, refused or not. Changes nothing; owned by one thread. */
final class FailoverDesk {
    private static final String DRILL = "this is a drill: nothing is changed, whatever the plan says";

    private final FailoverPlanner planner;
    private final SteeredDns dns;
    private final CommandCheck check;
    private final ShownPlans shown = new ShownPlans();

    FailoverDesk(FailoverPlanner planner, SteeredDns dns, CommandCheck check) {
        this.planner = planner;
        this.dns = dns;
        this.check = check;
    }

    SteeredDns dns() {
        return dns;
    }

    /** Why the order must not even be planned, if so; the DNS is not asked. */
    Optional<Refusal> check(SignedCommand signed, long nowMillis) {
        return check.check(signed, nowMillis);
    }

    /**
     * Plans what {@link #check} let pass. What its sender was shown otherwise is refused.
     *
     * @param health regions by their health alone
     */
    Planned plan(Command command, FleetView health, long nowMillis) {
        SteeredDns.Records records = dns.records(health);
        FleetView fleet = new Standings(health, records.answers(), nowMillis, dns.ttlMillis()).fleet();
        Planned planned = planner.plan(order(command), fleet, records.answers(), nowMillis);
        FailoverPlan plan = planned.plan().withNotes(records.notes());
        if (isDrill(command)) {
            plan = plan.withNotes(List.of(DRILL));
        }
        Optional<Refusal> changed = order(command).body().plan().flatMap(confirmed -> shown.check(confirmed, planned));
        Optional<Refusal> held =
                isDry(command) ? changed : refuseToAct(command, records).or(() -> changed);
        FailoverPlan meant = isDry(command) ? plan : plan.forReal();
        FailoverPlan looked = held.map(meant::refusedFor).orElse(meant);
        Optional<Refusal> stranger = check.reaches(command, meant.from()).or(() -> check.reaches(command, meant.to()));
        if (stranger.isEmpty()) {
            shown.show(planned);
        }
        return planned.with(stranger.map(looked::refusedFor).orElse(looked));
    }

    /** The plan of an order that is refused for {@code why}, whatever the DNS says. */
    FailoverPlan refused(Command command, FleetView health, Refusal why, long nowMillis) {
        FailoverPlan plan = planner.plan(order(command), health, DnsAnswers.of(List.of()), nowMillis)
                .plan()
                .refusedFor(why);
        return isDry(command) ? plan : plan.forReal();
    }

    /** Whether {@code command} changes nothing, whatever the plan. */
    static boolean isDry(Command command) {
        return command.dryRun() || isDrill(command);
    }

    private static boolean isDrill(Command command) {
        return DrillGround.onRegion(command).isPresent();
    }

    private static Order order(Command command) {
        CommandBody.OnRegion body = command.body() instanceof CommandBody.OnRegion order
                ? order
                : DrillGround.onRegion(command)
                        .orElseThrow(() -> new IllegalArgumentException("not an order on a region: " + command.body()));
        return new Order(command.id(), command.issuedAt().toEpochMilli(), body);
    }

    private Optional<Refusal> refuseToAct(Command command, SteeredDns.Records records) {
        if (dns.worker().isEmpty()) {
            return Optional.of(new Refusal(
                    Refusal.Code.DRY_RUN_ONLY,
                    "this orchestrator knows no DNS, so it shows what would change and changes nothing: send it as a dry run"
                            + " and make the listed changes at your DNS, or give the orchestrator [orchestrator.dns]"));
        }
        if (!records.isRead()) {
            return Optional.of(new Refusal(
                    Refusal.Code.DNS_UNREACHABLE,
                    "the DNS could not be read, so nothing was changed: "
                            + String.join("; ", records.notes())
                            + "; try again, or change the records at the DNS by hand"));
        }
        return planner.supersededBy(order(command), records.answers());
    }
}
