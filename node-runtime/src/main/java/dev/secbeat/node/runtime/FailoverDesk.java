// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.failover.FailoverPlanner;
import dev.secbeat.node.failover.FleetView;
import java.util.List;
import java.util.Optional;

/** Turns a signed failover command into a plan, refused or not. Changes nothing; owned by one thread. */
final class FailoverDesk {
    private final FailoverPlanner planner;
    private final SteeredDns dns;
    private final CommandCheck check;

    FailoverDesk(FailoverPlanner planner, SteeredDns dns, CommandCheck check) {
        this.planner = planner;
        this.dns = dns;
        this.check = check;
    }

    FailoverPlan plan(SignedCommand signed, FleetView fleet, long nowMillis) {
        Command command = signed.command();
        if (!(command.body() instanceof CommandBody.Failover failover)) {
            throw new IllegalArgumentException("not a failover: " + command.body());
        }
        // First: a stranger must not make this thread wait for the DNS.
        Optional<Refusal> refusal = check.check(signed, nowMillis);
        if (refusal.isPresent()) {
            return planner.plan(command.id(), failover, fleet, List.of()).refusedFor(refusal.get());
        }
        SteeredDns.Records records = dns.records(fleet);
        FailoverPlan plan =
                planner.plan(command.id(), failover, fleet, records.records()).withNotes(records.notes());
        return refuseToAct(command).map(plan::refusedFor).orElse(plan);
    }

    private static Optional<Refusal> refuseToAct(Command command) {
        return command.dryRun()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Refusal.Code.DRY_RUN_ONLY,
                        "this orchestrator shows what a failover would change and changes nothing: send it as a dry run, and"
                                + " make the listed changes at your DNS"));
    }
}
