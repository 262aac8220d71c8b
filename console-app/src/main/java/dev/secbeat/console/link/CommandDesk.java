// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Intent;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Turns an act into a signed command. Safe for all threads. */
final class CommandDesk implements AutoCloseable {
    /** A command that has not arrived by then is stale: the operator has moved on. */
    private static final Duration VALID_FOR = Duration.ofSeconds(30);

    private final NkeySigner signer;
    private final InstantSource clock;

    CommandDesk(NkeySigner signer, InstantSource clock) {
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * The command, signed.
     *
     * @throws IllegalArgumentException when the act breaks a rule of the command's own; the message says which
     */
    SignedCommand sign(Intent.Act act) {
        CommandBody body = body(act);
        if (CommandParts.isNeeded(body)) {
            throw new IllegalArgumentException(Messages.of("link.too-many", CommandBody.MAX_PREFIXES));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Command command = new Command(
                act.id(), now, now.plus(VALID_FOR), signer.publicKey(), new Scope.Fleet(), isDryRun(act), body);
        return signer.sign(command);
    }

    static boolean isDryRun(Intent.Act act) {
        return switch (act) {
            case Intent.Block block -> block.dryRun();
            case Intent.Unblock unblock -> false;
            case Intent.PlanFailover plan -> true;
        };
    }

    private static CommandBody body(Intent.Act act) {
        return switch (act) {
            case Intent.Block block -> new CommandBody.Block(block.prefixes(), block.ttl(), block.reason());
            case Intent.Unblock unblock ->
                new CommandBody.Unblock(unblock.prefixes(), CommandBody.Unblock.STANDARD_PARDON, unblock.reason());
            case Intent.PlanFailover plan ->
                new CommandBody.Failover(new RegionId(plan.fromRegion()), new RegionId(plan.toRegion()), plan.reason());
        };
    }

    @Override
    public void close() {
        signer.close();
    }
}
