// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.control.CommandWords;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** How a person's order becomes commands on the wire: the same from the command line and the console. All threads. */
public final class FleetOrders {
    private static final Duration LIFE = Duration.ofSeconds(60);
    private static final int SINGLE_SOURCES = 16;
    private static final Duration PATIENCE_FOR_PARTS = Duration.ofSeconds(30);

    private FleetOrders() {}

    /**
     * The order as a command that lives from {@code now}: a minute, or as long as nodes allow where a second person may
     * have to agree.
     *
     * @throws IllegalArgumentException when it breaks a rule of the command's own; the message says which
     */
    public static Command write(
            UUID id, Instant now, NkeySigner signer, Scope scope, boolean dryRun, CommandBody body) {
        Instant issued = now.truncatedTo(ChronoUnit.MILLIS);
        Duration life = CommandCheck.mayNeedApproval(body) || isNetworks(body) ? CommandCheck.MAX_LIFE : LIFE;
        return new Command(id, issued, issued.plus(life), signer.publicKey(), scope, dryRun, body);
    }

    /** Whether nodes that know countries may hold {@code body} for a second person, because it blocks much of one. */
    private static boolean isNetworks(CommandBody body) {
        return body instanceof CommandBody.Block block
                && (block.prefixes().size() > SINGLE_SOURCES
                        || block.prefixes().stream().anyMatch(prefix -> !SourceKey.isOneSource(prefix)));
    }

    /**
     * Signs and publishes {@code command}, in parts where one message does not hold it, and collects the receipts. A node that has
     * forgotten what an approval is about, for it was restarted, is given the order again and the approval after it.
     *
     * @param expected nodes that must answer: the live nodes in the command's scope
     * @param patience how long receipts are waited for; those for parts at least half a minute
     * @param whenLate as of {@link CommandSender#send}
     * @return as {@link FleetLink#send}
     */
    public static CompletableFuture<CommandOutcome> send(
            FleetLink link,
            NkeySigner signer,
            Command command,
            Collection<NodeId> expected,
            Duration patience,
            Consumer<SortedSet<NodeId>> whenLate) {
        if (command.body() instanceof CommandBody.Approve approve && !command.dryRun()) {
            return ApprovalSender.send(link, signer.sign(command), approve.command(), expected, patience, whenLate);
        }
        if (!CommandParts.isNeeded(command.body())) {
            return CommandSender.send(link, signer.sign(command), expected, patience, whenLate);
        }
        List<SignedCommand> parts = CommandParts.of(command, UUID::randomUUID).stream()
                .map(signer::sign)
                .toList();
        Duration longer = patience.compareTo(PATIENCE_FOR_PARTS) < 0 ? PATIENCE_FOR_PARTS : patience;
        return PartSender.send(link, parts, expected, longer, whenLate);
    }

    /** The command in words, on one line: {@code block 203.0.113.42 for 600 s on all: reason}. */
    public static String words(Command command) {
        return CommandWords.of(command);
    }

    /** Whether the key that {@code signed} names has signed it; whether anybody trusts that key is another question. */
    public static boolean isSigned(SignedCommand signed) {
        Command command = signed.command();
        return new NkeyVerifier().verify(command.actor(), CanonicalBytes.of(command), signed.signature());
    }
}
