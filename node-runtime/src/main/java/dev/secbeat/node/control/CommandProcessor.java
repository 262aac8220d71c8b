// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.BlockControl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A command's way through a node: check, guard, audit, apply, read back, answer.
 *
 * <p>Every command that concerns nodes is answered with exactly one receipt. Failovers are the orchestrator's and pass
 * without an answer. A command is refused as a whole or permitted as a whole; see {@link CommandApplier} for what a
 * failing kernel means then.
 *
 * <p>Owned by the node loop's thread; pure but for its ports.
 */
public final class CommandProcessor {
    /** Commands per turn of the loop: each costs a signature check, and the loop has counts to merge. */
    private static final int MAX_PER_TURN = 4;

    private final NodeId self;
    private final CommandPorts ports;
    private final CommandCheck check;
    private final CommandGuard guard;
    private final CommandApplier applier;
    private final SeenCommands seen;
    private final RefusalTrail refusals = new RefusalTrail();
    private final NodeClock clock;

    /**
     * @param trust whom to obey, asked for each command
     * @param neverBlock prefixes no command may touch
     * @param recent ids already carried out before a restart, with their expiry in epoch milliseconds
     */
    public CommandProcessor(
            NodeId self,
            Supplier<TrustFile> trust,
            List<Prefix> neverBlock,
            CommandPorts ports,
            BlockControl control,
            Map<UUID, Long> recent,
            NodeClock clock) {
        this.self = self;
        this.ports = ports;
        this.check = new CommandCheck(trust, ports.verifier());
        this.guard = new CommandGuard(neverBlock);
        this.applier = new CommandApplier(control);
        this.seen = new SeenCommands(recent);
        this.clock = clock;
    }

    /** Handles what has arrived, a few commands at most; returns how many. */
    public int doWork(long nowNanos, long epochMillis) {
        refusals.minute(epochMillis).ifPresent(ports.audit()::append);
        int work = 0;
        while (work < MAX_PER_TURN) {
            Optional<ReceivedCommand> next = ports.intake().next();
            if (next.isEmpty()) {
                break;
            }
            handle(next.get(), epochMillis);
            work++;
        }
        return work;
    }

    private void handle(ReceivedCommand received, long epochMillis) {
        switch (received) {
            case ReceivedCommand.Undecodable broken ->
                answer(
                        receipt(
                                broken.id(),
                                broken.arrivedAtNanos(),
                                Receipt.State.REFUSED,
                                Optional.of(new Refusal(
                                        Refusal.Code.MALFORMED,
                                        "this is not a command: " + broken.reason()
                                                + "; is the sender of another version?"))),
                        "unknown",
                        epochMillis);
            case ReceivedCommand.Decoded decoded -> {
                if (!(decoded.signed().command().body() instanceof CommandBody.Failover)) {
                    handle(decoded.signed(), decoded.arrivedAtNanos(), epochMillis);
                }
            }
        }
    }

    private void handle(SignedCommand signed, long arrivedAtNanos, long epochMillis) {
        Command command = signed.command();
        Optional<Refusal> refusal = check.check(signed, epochMillis)
                .or(() -> CommandCheck.checkScope(command, self))
                .or(() -> checkReplay(command, epochMillis))
                .or(() -> checkGuard(command, epochMillis));
        if (refusal.isEmpty()) {
            carryOut(command, arrivedAtNanos, epochMillis);
        } else {
            answer(receipt(command.id(), arrivedAtNanos, Receipt.State.REFUSED, refusal), command.actor(), epochMillis);
        }
    }

    private Optional<Refusal> checkReplay(Command command, long epochMillis) {
        if (seen.contains(command.id())) {
            return Optional.of(new Refusal(
                    Refusal.Code.REPLAYED,
                    "a command with this id has been handled already: to order the same again, send a new command"));
        }
        if (!seen.remember(command, epochMillis)) {
            return Optional.of(new Refusal(
                    Refusal.Code.OVERLOADED,
                    SeenCommands.MAX_IDS + " commands came within their lifetime; nothing was changed: send fewer with"
                            + " more prefixes each"));
        }
        return Optional.empty();
    }

    private Optional<Refusal> checkGuard(Command command, long epochMillis) {
        if (command.body() instanceof CommandBody.Unblock unblock) {
            return CommandGuard.check(unblock);
        }
        if (!(command.body() instanceof CommandBody.Block block)) {
            return Optional.empty();
        }
        if (command.issuedAt().plus(block.ttl()).toEpochMilli() <= epochMillis) {
            return Optional.of(new Refusal(
                    Refusal.Code.EXPIRED, "the block would have ended before it arrived: give it a longer ttl"));
        }
        return guard.check(block);
    }

    private void carryOut(Command command, long arrivedAtNanos, long epochMillis) {
        List<Prefix> prefixes = prefixes(command.body());
        Receipt.State state = Receipt.State.APPLIED;
        Optional<Refusal> failure = Optional.empty();
        if (command.dryRun()) {
            state = Receipt.State.CHECKED;
        } else if (seen.isSuperseded(command, prefixes)) {
            // As an intent, so that a restart forgets it no sooner than one carried out: it would be obeyed the next
            // time.
            auditIntent(command, epochMillis);
            state = Receipt.State.SUPERSEDED;
        } else {
            auditIntent(command, epochMillis);
            seen.decided(command, prefixes);
            failure = apply(command, epochMillis);
            state = failure.isEmpty() ? Receipt.State.APPLIED : Receipt.State.REFUSED;
        }
        answer(receipt(command.id(), arrivedAtNanos, state, failure), command.actor(), epochMillis);
    }

    private Optional<Refusal> apply(Command command, long epochMillis) {
        return switch (command.body()) {
            case CommandBody.Block block -> applier.block(command, block);
            case CommandBody.Unblock unblock -> applier.unblock(command, unblock, epochMillis);
            case CommandBody.Failover failover -> Optional.empty();
        };
    }

    private static List<Prefix> prefixes(CommandBody body) {
        return switch (body) {
            case CommandBody.Block block -> block.prefixes();
            case CommandBody.Unblock unblock -> unblock.prefixes();
            case CommandBody.Failover failover -> List.of();
        };
    }

    private Receipt receipt(UUID id, long arrivedAtNanos, Receipt.State state, Optional<Refusal> refusal) {
        long micros = Math.max(0, clock.nanoTime() - arrivedAtNanos) / 1_000;
        return new Receipt(id, self, state, state == Receipt.State.APPLIED, micros, refusal);
    }

    private void auditIntent(Command command, long epochMillis) {
        String operator = check.actor(command).map(Operator::name).orElse("");
        ports.audit()
                .append(new AuditEntry.Intent(
                        epochMillis,
                        command.id(),
                        command.actor(),
                        operator,
                        command.expiresAt().toEpochMilli(),
                        CommandWords.of(command)));
    }

    private void answer(Receipt receipt, String actor, long epochMillis) {
        String text = receipt.refusal().map(r -> r.code() + ": " + r.text()).orElse("");
        if (receipt.refusal().map(r -> refusals.admits(r.code())).orElse(true)) {
            ports.audit()
                    .append(new AuditEntry.Outcome(epochMillis, receipt.commandId(), actor, receipt.state(), text));
        }
        ports.receipts().send(receipt);
    }
}
