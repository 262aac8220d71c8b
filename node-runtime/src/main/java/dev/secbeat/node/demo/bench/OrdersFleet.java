// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.wan.Delay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Nodes in processes of their own, two at each of three nats-servers, and an operator at the first server. When a node has
 * a block in its kernel it says so itself, by the clock that all processes of a machine share. One thread.
 */
final class OrdersFleet implements AutoCloseable, FleetListener {
    static final int REGIONS = 3;
    static final int NODES_PER_REGION = 2;
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long EVENT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<OrdersNode> nodes = new ArrayList<>();
    private final List<NodeId> ids;
    private final Map<Prefix, Map<NodeId, Long>> enforcedNanos = new ConcurrentHashMap<>();
    private final NkeySigner operator;
    private final NkeySigner stranger;
    private final OrdersTrust trust;
    private final String url;
    private final FleetLink link;

    /** Starts all and waits until the operator hears every node. */
    OrdersFleet(Path folder, OrdersWires wires, Delay oneWay) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var members = WanFleet.Members.create(folder, REGIONS, NODES_PER_REGION);
        ids = members.ids();
        try {
            Path seed = folder.resolve("operator.nk");
            operator = opened(NkeySigner.create(seed));
            stranger = opened(NkeySigner.create(folder.resolve("stranger.nk")));
            trust = opened(OrdersTrust.create(folder, operator.publicKey()));
            List<NatsUser> users = new ArrayList<>(members.users());
            users.add(NatsUser.operator(operator.publicKey(), "bench"));
            users.add(NatsUser.admin(trust.admin().publicKey(), "admin"));
            WanServers servers = opened(new WanServers(folder, REGIONS, oneWay, users));
            List<Integer> ports = LoopbackPorts.free(2 * ids.size());
            for (int i = 0; i < ids.size(); i++) {
                NodeId id = ids.get(i);
                var places = new OrdersNode.Places(
                        folder.resolve("of-" + id.name()),
                        wires.pins(i),
                        wires.networkInterface(i),
                        ports.get(2 * i),
                        ports.get(2 * i + 1));
                nodes.add(
                        opened(new OrdersNode(id, places, servers.url(i % REGIONS), members.seed(id), trust.start())));
            }
            url = servers.url(0);
            link = opened(FleetLink.open(NatsSettings.of(url, List.of(), seed), "bench", this));
            await("all nodes are heard", this::isMet);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean isMet() {
        return link.live(Duration.ofSeconds(3)).stream()
                        .filter(status -> status.lagMillis().size() >= REGIONS - 1)
                        .count()
                == nodes.size();
    }

    List<NodeId> ids() {
        return ids;
    }

    List<OrdersNode> nodes() {
        return nodes;
    }

    OrdersTrust trust() {
        return trust;
    }

    /** A line to the operator's server that sends what is no command at all. */
    OrdersRawLine rawLine() throws IOException {
        return OrdersRawLine.open(url, operator);
    }

    /** A connection of the administrator, at the operator's server. */
    FleetLink adminLink(FleetListener listener) {
        return FleetLink.open(NatsSettings.of(url, List.of(), trust.seed()), "admin", listener);
    }

    FleetLink link() {
        return link;
    }

    /** The same by the key that is to be withdrawn, and only to be checked. */
    SignedCommand leavers(CommandBody body) {
        Command command = command(body, Duration.ZERO, Duration.ofSeconds(60));
        return trust.byLeaver(command);
    }

    /** A command as an operator signs it, from now on. */
    SignedCommand signed(CommandBody body) {
        return operator.sign(command(body, Duration.ZERO, Duration.ofSeconds(60)));
    }

    /** The same by a key that nobody trusts. */
    SignedCommand strangers(CommandBody body) {
        Command command = command(body, Duration.ZERO, Duration.ofSeconds(60));
        return stranger.sign(new Command(
                command.id(),
                command.issuedAt(),
                command.expiresAt(),
                stranger.publicKey(),
                command.scope(),
                command.dryRun(),
                body));
    }

    /** The operator's command, of another time. */
    SignedCommand signed(CommandBody body, Duration issuedAgo, Duration life) {
        return operator.sign(command(body, issuedAgo, life));
    }

    private Command command(CommandBody body, Duration issuedAgo, Duration life) {
        Instant issued = Instant.ofEpochMilli(System.currentTimeMillis()).minus(issuedAgo);
        return new Command(
                UUID.randomUUID(), issued, issued.plus(life), operator.publicKey(), new Scope.Fleet(), false, body);
    }

    /** Signs a part of an order as it stands. */
    SignedCommand sign(Command command) {
        return operator.sign(command);
    }

    CompletableFuture<CommandOutcome> send(SignedCommand command) {
        return link.send(command, ids, PATIENCE);
    }

    /**
     * When the last node had the block in its kernel. Nodes tell of it by events, of which one may be lost where a server is
     * away for a moment: then nothing, some seconds later.
     */
    OptionalLong lastEnforcedNanos(Prefix prefix) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (enforced(prefix).size() < ids.size()) {
            if (System.nanoTime() - startNanos > EVENT_NANOS) {
                return OptionalLong.empty();
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return enforced(prefix).values().stream().mapToLong(Long::longValue).max();
    }

    /** By node, when it had the block in its kernel. */
    Map<NodeId, Long> enforced(Prefix prefix) {
        return enforcedNanos.getOrDefault(prefix, Map.of());
    }

    /** The longest gap allowed is a minute and a half: nodes start, or heal, on a busy machine. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNanos > START_NANOS) {
                throw new LabException(
                        "not within 90 s: " + what,
                        nodes.stream()
                                .map(node -> node.id() + ": " + node.lastLines())
                                .reduce("", (all, one) -> all + "\n" + one));
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    @Override
    public void onEvent(FleetEvent event) {
        if (event instanceof FleetEvent.Enforced enforced && enforced.active()) {
            enforcedNanos
                    .computeIfAbsent(enforced.prefix(), _ -> new ConcurrentHashMap<>())
                    .merge(enforced.node(), enforced.enforcedAtNanos(), Math::min);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable each : open.reversed()) {
            try {
                each.close();
            } catch (Exception e) { // Whatever it is: the others must end as well.
                throw new LabException("a part of the bench could not be closed", String.valueOf(e.getMessage()));
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }
}
