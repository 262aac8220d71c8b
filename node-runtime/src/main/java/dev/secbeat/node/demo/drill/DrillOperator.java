// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.json.ConnectionFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** Gives the fleet signed commands, as an operator would. One thread. */
final class DrillOperator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final NkeySigner key;
    private final FleetLink link;

    DrillOperator(ConnectionFile fleet) {
        Path seed = Path.of(fleet.operatorSeedFile().orElseThrow());
        try {
            key = NkeySigner.load(seed);
        } catch (KeyFileException e) {
            throw new LabException("the operator's key cannot be used", String.valueOf(e.getMessage()));
        }
        link = FleetLink.open(
                NatsSettings.of(fleet.nats().getFirst(), fleet.nats().subList(1, fleet.nats().size()), seed),
                "drill-operator",
                new FleetListener() {});
    }

    /** Ends the block of a prefix on all nodes. @throws LabException when a node does not comply */
    void unblock(Prefix prefix, Collection<NodeId> nodes) {
        CommandOutcome outcome = give(new CommandBody.Unblock(List.of(prefix), "drill"), nodes);
        if (!outcome.isComplete() || !outcome.refusals().isEmpty()) {
            throw new LabException(
                    "the command to unblock " + prefix + " was not followed by all nodes",
                    "missing: " + outcome.missing() + ", refused: " + outcome.refusals());
        }
    }

    private CommandOutcome give(CommandBody body, Collection<NodeId> nodes) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var command = new Command(
                UUID.randomUUID(), now, now.plusSeconds(30), key.publicKey(), new Scope.Fleet(), false, body);
        try {
            link.awaitConnection(PATIENCE);
            return link.send(key.sign(command), nodes, PATIENCE).join();
        } catch (CompletionException e) {
            throw new LabException("a command could not be sent", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("a command was interrupted", "the drill is being stopped");
        }
    }

    @Override
    public void close() {
        link.close();
        key.close();
    }
}
