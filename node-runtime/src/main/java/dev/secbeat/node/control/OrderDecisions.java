// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import java.util.List;
import java.util.Optional;

/** An order on prefixes. */
record OrderDecisions(Command command, CommandBody.OnPrefixes order, CommandGuard guard, CommandApplier applier)
        implements Decisions {

    @Override
    public List<Prefix> prefixes() {
        return order.prefixes();
    }

    @Override
    public Optional<Refusal> objection(Prefix prefix, long epochMillis) {
        return guard.check(command, order.on(List.of(prefix)), epochMillis);
    }

    @Override
    public double networks(Prefix prefix, long epochMillis) {
        return CommandGuard.isLasting(order) ? CommandGuard.networks(prefix) : 0;
    }

    @Override
    public boolean needsRoom(Prefix prefix) {
        return applier.needsRoom(prefix);
    }

    @Override
    public boolean isOvertaken(Prefix prefix, long epochMillis) {
        return false;
    }

    @Override
    public void carryOut(List<Prefix> some, long epochMillis, Shortfall shortfall) {
        applier.carryOut(command, order, some, epochMillis, shortfall);
    }

    @Override
    public void lookAt(List<Prefix> some, long epochMillis, Shortfall shortfall) {
        applier.lookForCover(order, some, epochMillis, shortfall);
    }
}
