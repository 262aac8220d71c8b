// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import java.util.List;
import java.util.Optional;

/** An order on prefixes. */
final class OrderDecisions implements Decisions {
    private final Command command;
    private final CommandBody.OnPrefixes order;
    private final CommandGuard guard;
    private final CommandApplier applier;
    private final Optional<BlastCheck> blast;

    OrderDecisions(Command command, CommandBody.OnPrefixes order, CommandGuard guard, CommandApplier applier) {
        this.command = command;
        this.order = order;
        this.guard = guard;
        this.applier = applier;
        blast = order instanceof CommandBody.Block block
                ? Optional.of(guard.blast(command, block.overrides()))
                : Optional.empty();
    }

    @Override
    public List<Prefix> prefixes() {
        return order.prefixes();
    }

    @Override
    public List<Refusal> objections(List<Prefix> some, long epochMillis) {
        if (guard.check(command, order.on(some), epochMillis).isEmpty()) {
            return List.of();
        }
        return some.stream()
                .flatMap(prefix -> guard.check(command, order.on(List.of(prefix)), epochMillis).stream())
                .toList();
    }

    @Override
    public double networks(Prefix prefix, long epochMillis) {
        return CommandGuard.isLasting(order) ? CommandGuard.networks(prefix) : 0;
    }

    @Override
    public boolean weigh(Prefix prefix, long epochMillis) {
        if (blast.isEmpty()) {
            return false;
        }
        blast.get().add(prefix);
        return true;
    }

    @Override
    public Optional<BlastCheck> blast() {
        return blast;
    }

    @Override
    public void decline(List<Prefix> some, boolean waits, long epochMillis) {
        applier.decline(command, some, _ -> CommandApplier.meaning(command, order), waits, epochMillis);
    }

    @Override
    public boolean isOvertaken(Prefix prefix, long decidedHereMillis, long epochMillis) {
        return applier.isOverruled(command, order, prefix, decidedHereMillis, epochMillis);
    }

    @Override
    public void keepApart(Prefix prefix, long epochMillis) {
        applier.keepApart(command, order, List.of(prefix));
    }

    @Override
    public void carryOut(List<Prefix> some, boolean alone, long epochMillis, Shortfall shortfall) {
        applier.carryOut(command, order, some, alone, epochMillis, shortfall);
    }

    @Override
    public void lookAt(List<Prefix> some, long epochMillis, Shortfall shortfall) {
        applier.lookForCover(order, some, epochMillis, shortfall);
    }
}
