// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.SteeringLink;
import dev.secbeat.node.cluster.SteeringListener;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.json.ConnectionFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Gives the fleet signed commands, as an operator would. One thread. */
final class DrillOperator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ORDER_PATIENCE = Duration.ofSeconds(20);
    private final Reports reports = new Reports();
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
                NatsSettings.of(
                        fleet.nats().getFirst(),
                        fleet.nats().subList(1, fleet.nats().size()),
                        seed),
                "drill-operator",
                new FleetListener() {
                    @Override
                    public SteeringListener steering() {
                        return reports;
                    }
                });
    }

    /** The plan of an order on a region. */
    FailoverPlan plan(CommandBody.OnRegion order) {
        return answer(link.sendForPlan(sign(order, true), PATIENCE));
    }

    /** What becomes of an order on a region. */
    FailoverOutcome order(CommandBody.OnRegion order) {
        return answer(new SteeringLink(link).order(sign(order, false), ORDER_PATIENCE));
    }

    /** Where clients are steered now, as the orchestrator tells when asked. */
    SteeringReport steering() {
        reports.heard.clear();
        try {
            link.awaitConnection(PATIENCE);
            for (int i = 0; i < PATIENCE.toSeconds(); i++) {
                new SteeringLink(link).ask();
                SteeringReport report = reports.heard.poll(1, TimeUnit.SECONDS);
                if (report != null) {
                    return report;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new LabException("no orchestrator that leads tells where clients are", "See its log.");
    }

    private static <T> T answer(CompletableFuture<Optional<T>> answer) {
        try {
            return answer.join()
                    .orElseThrow(() -> new LabException("no orchestrator answers an order", "See its log."));
        } catch (CompletionException e) {
            throw new LabException("an order could not be sent", String.valueOf(e.getCause()));
        }
    }

    private SignedCommand sign(CommandBody body, boolean dryRun) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return key.sign(new Command(
                UUID.randomUUID(), now, now.plusSeconds(30), key.publicKey(), new Scope.Fleet(), dryRun, body));
    }

    /** The newest reports that came. All threads. */
    private static final class Reports implements SteeringListener {
        private final BlockingQueue<SteeringReport> heard = new ArrayBlockingQueue<>(64);

        @Override
        public void onReport(SteeringReport report) {
            heard.offer(report);
        }
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
        try {
            link.awaitConnection(PATIENCE);
            return link.send(sign(body, false), nodes, PATIENCE).join();
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
