// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.runtime.KeptBlocks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Commands while nodes are killed and come back; in the end all hold what a model says. The next are killed when those before serve
 * again, so that each command finds some at work: what reaches nobody is told to be missing, and is in no model. One thread.
 */
final class OrdersKills {
    private static final long SEED = 7;
    private static final int ADDRESSES = 200;
    private static final long PACE_MILLIS = 50;
    private static final int EACH = 60;
    private static final int AWAY = 30;
    private static final int MOST_AWAY = 1_800;
    private static final long LIVE_SECONDS = 3;

    private final OrdersFleet fleet;
    private final Set<Prefix> others;
    private final Consumer<String> tell;
    private final Random random = new Random(SEED);
    private final Map<Prefix, Boolean> model = new HashMap<>();
    private final Map<NodeId, Long> ended = new HashMap<>();

    /** @param others what is blocked besides */
    OrdersKills(OrdersFleet fleet, Set<Prefix> others, Consumer<String> tell) {
        this.fleet = fleet;
        this.others = others;
        this.tell = tell;
    }

    void run(int orders, Map<String, Double> figures) throws IOException, InterruptedException {
        tell.accept("killing nodes during " + orders + " commands");
        List<CompletableFuture<CommandOutcome>> answers = new ArrayList<>();
        int kills = 0;
        int rounds = 0;
        int begun = 0;
        int sent = 0;
        List<OrdersNode> away = List.of();
        while (sent < orders || rounds < orders / EACH || !away.isEmpty()) {
            if (!away.isEmpty() && sent - begun == AWAY) {
                start(away);
                away = List.of();
            } else if (away.isEmpty() && rounds < orders / EACH && allServe()) {
                away = victims(rounds % 2 == 1);
                rounds++;
                begun = sent;
                kill(away);
                kills += away.size();
            }
            answers.add(fleet.send(fleet.signed(order())));
            sent++;
            OrdersRounds.require(
                    sent - begun < MOST_AWAY || rounds == orders / EACH,
                    "nodes that were killed did not serve again within 90 s");
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
        long endNanos = System.nanoTime();
        long blocked =
                others.size() + model.values().stream().filter(active -> active).count();
        fleet.await("all nodes hold the same after kills", () -> holdTheSame(blocked));
        figures.put("healed_s", (System.nanoTime() - endNanos) / 1e9);
        kills += killAll();
        fleet.await("all nodes hold the same after all were killed", () -> allServe() && holdTheSame(blocked));
        figures.put("kills", (double) kills);
        figures.put("kill_orders", (double) sent);
        figures.put("equal_kernels", (double) kernelsThatAgree());
        figures.put("equal", journalsAgree() ? 1.0 : 0.0);
        answers.forEach(answer -> answer.cancel(false));
    }

    /** A node, or all of its region at once: nobody near is left who could tell it what it missed. */
    private List<OrdersNode> victims(boolean region) {
        OrdersNode one = fleet.nodes().get(random.nextInt(fleet.nodes().size()));
        return region
                ? fleet.nodes().stream()
                        .filter(node -> node.id().region().equals(one.id().region()))
                        .toList()
                : List.of(one);
    }

    /** All at once: nobody is left to tell anybody, so what they hold afterwards they had themselves. */
    private int killAll() throws IOException, InterruptedException {
        kill(fleet.nodes());
        start(fleet.nodes());
        return fleet.nodes().size();
    }

    private void kill(List<OrdersNode> nodes) throws InterruptedException {
        for (OrdersNode node : nodes) {
            live().filter(status -> status.node().equals(node.id()))
                    .forEach(status -> ended.put(node.id(), status.incarnation()));
            node.kill();
        }
    }

    /** By their heartbeats; those of a start that was killed are none. */
    private boolean allServe() {
        return live().filter(status -> !Long.valueOf(status.incarnation()).equals(ended.get(status.node())))
                        .count()
                == fleet.nodes().size();
    }

    private Stream<NodeStatus> live() {
        return fleet.link().live(Duration.ofSeconds(LIVE_SECONDS)).stream();
    }

    private static void start(List<OrdersNode> nodes) throws IOException {
        for (OrdersNode node : nodes) {
            node.start();
        }
    }

    /** Nodes whose kernel blocks what the model says and nothing else. */
    private long kernelsThatAgree() {
        Set<Prefix> wanted = wanted();
        return fleet.nodes().stream()
                .filter(node -> agrees(node, "kernel", node.inKernel(), wanted))
                .count();
    }

    private CommandBody order() {
        Prefix prefix = Prefix.parse("50.0.0." + random.nextInt(ADDRESSES));
        boolean block = random.nextInt(3) > 0;
        model.put(prefix, block);
        return block
                ? OrdersRounds.block(List.of(prefix))
                : new CommandBody.Unblock(List.of(prefix), Duration.ZERO, "bench");
    }

    private boolean holdTheSame(long blocked) {
        Collection<NodeStatus> live = fleet.link().live(Duration.ofSeconds(LIVE_SECONDS));
        return live.size() == fleet.nodes().size()
                && live.stream().map(NodeStatus::blockDigest).distinct().count() == 1
                && live.stream()
                        .allMatch(status -> status.blocks().values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum()
                                == blocked);
    }

    private boolean journalsAgree() throws IOException, InterruptedException {
        Set<Prefix> wanted = wanted();
        boolean agree = true;
        for (OrdersNode node : fleet.nodes()) {
            node.stop();
            agree &= agrees(node, "journal", KeptBlocks.in(node.data(), System.currentTimeMillis()), wanted);
        }
        return agree;
    }

    private Set<Prefix> wanted() {
        Set<Prefix> wanted = new HashSet<>(others);
        model.forEach((prefix, active) -> {
            if (active) {
                wanted.add(prefix);
            }
        });
        return wanted;
    }

    private boolean agrees(OrdersNode node, String what, Set<Prefix> held, Set<Prefix> wanted) {
        boolean agree = held.equals(wanted);
        if (!agree) {
            tell.accept("the " + what + " of " + node.id() + " differs from the model: " + difference(held, wanted));
        }
        return agree;
    }

    private static String difference(Set<Prefix> held, Set<Prefix> wanted) {
        Set<Prefix> more = new TreeSet<>(held);
        more.removeAll(wanted);
        Set<Prefix> fewer = new TreeSet<>(wanted);
        fewer.removeAll(held);
        return more.size() + " more " + more + ", " + fewer.size() + " fewer " + fewer;
    }
}
