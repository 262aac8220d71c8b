// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.model.Intent;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetOrders;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.SenderAddresses;
import dev.secbeat.node.cluster.SteeringLink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Turns acts into signed commands, as the command line does, and sends them. Safe for all threads. */
final class CommandDesk implements AutoCloseable {
    private final NkeySigner signer;
    private final InstantSource clock;

    CommandDesk(NkeySigner signer, InstantSource clock) {
        this.signer = signer;
        this.clock = clock;
    }

    /** The key that signs. */
    String publicKey() {
        return signer.publicKey();
    }

    /**
     * The act as a command.
     *
     * @throws IllegalArgumentException when the act breaks a rule of the command's own; the message says which
     */
    Command write(Intent.Act act) {
        return write(act.id(), scope(act), isDryRun(act), body(act));
    }

    /** An order as a command that lives from now; as {@link #write(Intent.Act)}. */
    Command write(UUID id, Scope scope, boolean dryRun, CommandBody body) {
        return FleetOrders.write(id, clock.instant(), signer, scope, dryRun, body);
    }

    /** Sends it to the nodes; large orders go in parts. */
    CompletableFuture<CommandOutcome> send(
            FleetLink link, Command command, Collection<NodeId> expected, Duration patience) {
        Command told = SenderAddresses.of(command, link);
        return FleetOrders.send(link, signer, told, expected, patience, silent -> {});
    }

    /** Sends it to the orchestrator, which answers with a plan. */
    CompletableFuture<Optional<FailoverPlan>> sendForPlan(FleetLink link, Command command, Duration patience) {
        return link.sendForPlan(signer.sign(command), patience);
    }

    /** Sends it to the orchestrator to be carried out; what becomes of it is told to all. */
    CompletableFuture<Optional<FailoverOutcome>> steer(FleetLink link, Command command, Duration patience) {
        return new SteeringLink(link).order(signer.sign(command), patience);
    }

    static boolean isDryRun(Intent.Act act) {
        return switch (act) {
            case Intent.Block block -> block.dryRun();
            case Intent.Allow allow -> allow.dryRun();
            case Intent.Limit limit -> limit.dryRun();
            case Intent.PlanFailover plan -> true;
            case Intent.MoveClients move -> move.dryRun();
            case Intent.Unblock _,
                    Intent.Unlimit _,
                    Intent.Undo _,
                    Intent.Approve _,
                    Intent.Drill _,
                    Intent.TryFirst _ -> false;
        };
    }

    /** Whether the nodes can bring back what was before it. */
    static boolean isUndoable(Intent.Act act) {
        return switch (act) {
            case Intent.Block block -> !block.dryRun();
            case Intent.Allow allow -> !allow.dryRun();
            case Intent.Limit limit -> !limit.dryRun();
            case Intent.Unblock _, Intent.Unlimit _, Intent.Undo _ -> true;
            case Intent.Approve _, Intent.Drill _, Intent.TryFirst _, Intent.PlanFailover _, Intent.MoveClients _ ->
                false;
        };
    }

    /** When what it orders ends by itself, epoch milliseconds; 0 when it does not. */
    static long endsAtMillis(Command command) {
        return switch (command.body()) {
            case CommandBody.Block block -> command.issuedAt().plus(block.ttl()).toEpochMilli();
            case CommandBody.Allow allow -> command.issuedAt().plus(allow.ttl()).toEpochMilli();
            case CommandBody.Limit limit -> command.issuedAt().plus(limit.ttl()).toEpochMilli();
            default -> 0;
        };
    }

    /** Which nodes it is for. */
    static Scope scope(Intent.Act act) {
        return switch (act) {
            case Intent.Block block -> block.scope();
            case Intent.Allow allow -> allow.scope();
            case Intent.Unblock unblock -> unblock.scope();
            case Intent.Limit limit -> limit.scope();
            case Intent.Unlimit unlimit -> unlimit.limit().scope();
            case Intent.Undo undo -> undo.scope();
            case Intent.Approve approve -> approve.scope();
            case Intent.Drill drill -> drill.scope();
            case Intent.TryFirst _ -> new Scope.Fleet();
            case Intent.PlanFailover plan -> new Scope.Region(new RegionId(plan.fromRegion()));
            case Intent.MoveClients move -> new Scope.Region(new RegionId(move.region()));
        };
    }

    /** What it orders, whomever it is for. */
    static CommandBody body(Intent.Act act) {
        return switch (act) {
            case Intent.Block block ->
                new CommandBody.Block(block.prefixes(), block.ttl(), block.reason(), block.overrides());
            case Intent.Allow allow -> new CommandBody.Allow(allow.prefixes(), allow.ttl(), allow.reason());
            case Intent.Unblock unblock ->
                new CommandBody.Unblock(unblock.prefixes(), CommandBody.Unblock.STANDARD_PARDON, unblock.reason());
            case Intent.Limit limit -> new CommandBody.Limit(limit.rule(), limit.ttl(), limit.reason());
            case Intent.Unlimit unlimit ->
                new CommandBody.Unlimit(
                        unlimit.limit().within(), Optional.of(unlimit.limit().dimension()), unlimit.reason());
            case Intent.Drill drill -> new CommandBody.Drill(drill.name(), drill.reason());
            case Intent.TryFirst first -> body(first.order());
            case Intent.Undo undo -> new CommandBody.Undo(undo.command(), undo.reason());
            case Intent.Approve approve -> new CommandBody.Approve(approve.command());
            case Intent.PlanFailover plan ->
                new CommandBody.Failover(new RegionId(plan.fromRegion()), new RegionId(plan.toRegion()), plan.reason());
            case Intent.MoveClients move -> moving(move);
        };
    }

    /** The one place where moving clients becomes an order. */
    private static CommandBody moving(Intent.MoveClients move) {
        RegionId region = new RegionId(move.region());
        CommandBody.OnRegion order = switch (move.move()) {
            case FAILOVER -> new CommandBody.Failover(region, new RegionId(move.to()), move.force(), move.reason());
            case DRAIN -> new CommandBody.Drain(region, move.force(), move.reason());
            case FAILBACK -> new CommandBody.Failback(region, move.force(), move.reason());
        };
        return move.plan().map(order::as).orElse(order);
    }

    @Override
    public void close() {
        signer.close();
    }
}
