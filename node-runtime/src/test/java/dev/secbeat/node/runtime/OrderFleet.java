// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.control.CommandPorts;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.CountryMap;
import dev.secbeat.node.control.DecisionLog;
import dev.secbeat.node.control.GuardSettings;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.UndoLog;
import dev.secbeat.node.verdict.RateRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;

/**
 * Real loops with real command handling: an order reaches each node after a time of its own, while what the others decided
 * by it is on its way as well. What a node keeps on its disk outlives its restarts.
 */
final class OrderFleet implements AutoCloseable {
    private static final long MOST_DELAY_MILLIS = 200;

    final RuleFleet fleet;
    private final NkeySigner signer;
    private final NkeySigner second;
    private final List<Desk> desks = new ArrayList<>();

    private final Map<UUID, List<SignedCommand>> sent = new HashMap<>();

    private record Arrival(long atMillis, SignedCommand signed) {}

    OrderFleet(long seed, int size, Path folder) throws IOException {
        this(seed, size, size, folder);
    }

    /** With {@code size} nodes, one after the other in each of {@code regions}. */
    OrderFleet(long seed, int size, int regions, Path folder) throws IOException {
        fleet = new RuleFleet(seed, size, regions, new RateRule(Dimension.REQUESTS, 10, 1_000, 3_600));
        signer = NkeySigner.create(folder.resolve("admin-" + seed + ".nk"));
        second = NkeySigner.create(folder.resolve("second-" + seed + ".nk"));
        fleet.nodes.forEach(node -> desks.add(new Desk(node)));
    }

    /** Lets everybody come to rest. */
    void rest(long millis) {
        fleet.run(millis, () -> {});
    }

    /** Sends an order to all; returns its id. The receipts come later. */
    UUID order(CommandBody body) {
        return order(body, new Scope.Fleet());
    }

    /** A second administrator agrees to {@code order}; returns the approval's id. */
    UUID approve(UUID order) {
        return order(new CommandBody.Approve(order), new Scope.Fleet(), second);
    }

    /** The same for {@code scope}; it reaches the others as well, as any message may, but for nodes that are cut off. */
    UUID order(CommandBody body, Scope scope) {
        return order(body, scope, signer);
    }

    private UUID order(CommandBody body, Scope scope, NkeySigner by) {
        UUID id = new UUID(fleet.random.nextLong(), fleet.random.nextLong());
        Instant now = Instant.ofEpochMilli(fleet.nodes.getFirst().epochMillis());
        Command whole = new Command(id, now, now.plusSeconds(60), by.publicKey(), scope, false, body);
        List<Command> messages = CommandParts.isNeeded(body)
                ? CommandParts.of(whole, () -> new UUID(fleet.random.nextLong(), fleet.random.nextLong()))
                : List.of(whole);
        for (Command message : messages) {
            SignedCommand signed = by.sign(message);
            sent.computeIfAbsent(id, _ -> new ArrayList<>()).add(signed);
            for (Desk desk : desks) {
                long atMillis = fleet.millis + fleet.random.nextLong(MOST_DELAY_MILLIS);
                if (!desk.node.cut) {
                    desk.arrivals.addLast(new Arrival(atMillis, signed));
                }
            }
        }
        return id;
    }

    /** Has what is on its way to a node reach it so much later. */
    void delay(int node, long millis) {
        Desk desk = desks.get(node);
        List<Arrival> later = desk.arrivals.stream()
                .map(arrival -> new Arrival(arrival.atMillis + millis, arrival.signed))
                .toList();
        desk.arrivals.clear();
        desk.arrivals.addAll(later);
    }

    /** Sends the order to one node once more; it is there with its next turn. */
    void again(UUID id, int node) {
        Desk desk = desks.get(node);
        sent.getOrDefault(id, List.of()).forEach(signed -> desk.arrivals.addLast(new Arrival(fleet.millis, signed)));
    }

    /** The last receipt of each node for an order, in the order of the nodes. */
    List<Receipt> receipts(UUID id) {
        return desks.stream()
                .map(desk -> desk.receipts.stream()
                        .filter(receipt -> receipt.commandId().equals(id))
                        .toList()
                        .getLast())
                .toList();
    }

    /** Has a node's disk not know that it has carried out the order, as it does not of one it was in the midst of. */
    void unfinished(UUID id, int node) {
        desks.get(node).ids.remove(id);
    }

    /** What one node has answered to an order. */
    List<Receipt> receiptsOf(UUID id, int node) {
        return desks.get(node).receipts.stream()
                .filter(receipt -> receipt.commandId().equals(id))
                .toList();
    }

    /** Gives a node a database of countries, which others may not have. */
    void countries(int node, CountryMap countries) {
        desks.get(node).countries = countries;
    }

    void restart(int node) {
        desks.get(node).restart();
    }

    @Override
    public void close() {
        signer.close();
        second.close();
    }

    /** What belongs to one node besides its loop. */
    private final class Desk implements UndoLog {
        private final RuleFleet.Node node;
        private final Deque<Arrival> arrivals = new ArrayDeque<>();
        private final Queue<Receipt> receipts = new ArrayDeque<>();
        private final List<PastOrder> undoJournal = new ArrayList<>();
        private final Map<Object, BlockEntry> blockJournal = new LinkedHashMap<>();
        private final Map<LimitKey, LimitEntry> limitJournal = new LinkedHashMap<>();
        private final Map<UUID, Long> ids = new HashMap<>();
        private CountryMap countries = CountryMap.NONE;

        private Desk(RuleFleet.Node node) {
            this.node = node;
            attach();
        }

        private void restart() {
            node.restart();
            attach();
        }

        private void attach() {
            TrustFile trust = new TrustFile(List.of(
                    new Operator(signer.publicKey(), Role.ADMIN, "adam"),
                    new Operator(second.publicKey(), Role.ADMIN, "ada")));
            NodeLoop loop = node.loop;
            CommandPorts ports = new CommandPorts(this::next, new NkeyVerifier(), _ -> {}, receipts::add, this)
                    .withLimits(loop.limits(), DecisionLog.NONE);
            GuardSettings guards = new GuardSettings(Map.of(), 0.05, loop::traffic, 0.5, () -> countries);
            CommandProcessor processor =
                    new CommandProcessor(node.id, () -> trust, guards, ports, loop.enforcer(), Map.copyOf(ids), node);
            List<BlockEntry> earlier = List.copyOf(blockJournal.values());
            loop.addDecisionTaker(entry -> {
                if (entry.isOfOperators()) {
                    blockJournal.put(entry.prefix(), entry);
                }
            });
            loop.addStep(new EarlierBlocks(earlier, List.of(), loop.enforcer()));
            List<LimitEntry> limits = List.copyOf(limitJournal.values());
            loop.addLimitTaker(entry -> limitJournal.put(entry.key(), entry));
            loop.addStep(new EarlierLimits(limits, loop.limits()));
            loop.addStep(processor::doWork);
        }

        private Optional<ReceivedCommand> next() {
            for (Arrival arrival : arrivals) {
                if (arrival.atMillis <= fleet.millis) {
                    arrivals.remove(arrival);
                    ids.put(
                            arrival.signed.command().id(),
                            arrival.signed.command().expiresAt().toEpochMilli());
                    return Optional.of(new ReceivedCommand.Decoded(arrival.signed, node.nanoTime()));
                }
            }
            return Optional.empty();
        }

        @Override
        public List<PastOrder> earlier() {
            return List.copyOf(undoJournal);
        }

        @Override
        public void append(PastOrder order) {
            undoJournal.add(order);
        }
    }
}
