// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.lab.AddressPlan;
import dev.secbeat.node.demo.lab.Child;
import dev.secbeat.node.demo.lab.ClientTraffic;
import dev.secbeat.node.demo.lab.Lab;
import dev.secbeat.node.demo.lab.Readiness;
import dev.secbeat.node.demo.lab.RemoteLab;
import dev.secbeat.node.demo.traffic.StreamCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The demonstration from its first line to its last. One thread; {@link #close} from any. */
public final class Demo implements AutoCloseable {
    private static final double ATTACK_PER_REGION = 100;
    private static final int LIMIT = 100;
    private static final long READY_SECONDS = 60;
    private static final long BLOCK_SECONDS = 20;
    private static final long SCRAPE_SECONDS = 40;
    private static final int MIN_ANSWERS = 100;
    private static final String LAW_ABIDING = "law-abiding";
    private static final String LAW_ABIDING_SOURCE = "203.0.113.99";
    private static final String CONSOLE_HINT = "./secbeat console                       the map";

    private final DemoOptions options;
    private final Story story;
    private final Lab lab;
    private final RemoteLab remote;
    private volatile Optional<ClientTraffic> traffic = Optional.empty();
    private final CountDownLatch ended = new CountDownLatch(1);

    public Demo(DemoOptions options, Story story) {
        this.options = options;
        this.story = story;
        lab = new Lab(options.lab(), story::step);
        remote = new RemoteLab(lab.directory());
    }

    /** The lab's powers, from the moment {@link #bringUp} returned. */
    public RemoteLab remote() {
        return remote;
    }

    /** Runs all of it; returns when its time is over. Whoever interrupts it calls {@link #close}. */
    public void run() throws InterruptedException {
        try (FleetWatch watch = bringUp()) {
            boolean withConsole = openConsole(options.console()).isPresent();
            showTraffic();
            if (withConsole) {
                awaitConsole();
                awaitCalm();
            }
            meetTheLawAbiding();
            attack(watch);
            remote.control().stop(LAW_ABIDING);
            showThroughput();
            showHowToGoOn(withConsole);
            stay();
        }
    }

    /** Starts the fleet; returns when every node says that it filters. */
    public FleetWatch bringUp() {
        announce();
        var control = lab.start();
        var watch = new FleetWatch(remote.connection(), "demo");
        Set<NodeId> nodes = remote.nodes().keySet();
        Readiness.await(
                "the heartbeat of every node, filtering in its kernel",
                READY_SECONDS,
                List.of(),
                () -> nodes.stream()
                        .allMatch(node -> watch.status(node)
                                .map(status -> !status.xdpMode().equals("off"))
                                .orElse(false)));
        story.step(String.format(Locale.ROOT, "ready in %.1f s", story.seconds()));
        story.event("ready", Map.of("seconds", story.seconds()));
        traffic = Optional.of(control.traffic());
        return watch;
    }

    /** Starts the legitimate clients; after {@link #bringUp}. Returns when they have been served for a while. */
    public void startTraffic() {
        traffic.orElseThrow().startLegitimate();
        awaitCalm();
    }

    /** Opens the console beside the fleet; the process, unless there is no console to open. */
    public Optional<Child> openConsole(DemoOptions.Console how) {
        return ConsoleProcess.start(lab.children(), lab.directory(), how);
    }

    /** Waits for the console's start: it takes a core for some seconds, which an attack at the same time would feel. */
    public void awaitConsole() {
        Readiness.await(
                "the console to hear the fleet and draw it",
                READY_SECONDS,
                List.of(),
                () -> ConsoleProcess.hearsFleet(lab.children())
                        && (options.console() != DemoOptions.Console.HEADLESS
                                || ConsoleProcess.hasDrawn(lab.children(), lab.directory())));
    }

    private void announce() {
        List<RegionId> regions = options.lab().regions();
        story.step("SecBeat: " + regions.size() + " regions on this machine, "
                + options.lab().nodesPerRegion() + " nodes each, all parts real");
        story.detail("each node: a process in a network namespace of its own, XDP on its interface");
        story.detail("each region: NATS server, Prometheus, origin; the Internet's namespace balances over the nodes");
        story.detail(
                options.lab().wan()
                        ? "round trips between regions: US-EU 80-120 ms, US-APAC 150-250 ms, EU-APAC 200-300 ms"
                        : "no delay between regions; --wan brings the real one");
    }

    /** Waits until so many requests in a row went well: a fleet that has just started is still warming up. */
    private void awaitCalm() {
        var since = new AtomicReference<>(remote.traffic().legitimate());
        Readiness.await("legitimate clients to be answered without a failure", READY_SECONDS, List.of(), () -> {
            StreamCounts all = remote.traffic().legitimate();
            StreamCounts fresh = all.minus(since.get());
            if (fresh.failed() + fresh.refused() + fresh.limited() > 0) {
                since.set(all);
            }
            return fresh.successShare() == 1 && fresh.answered() >= MIN_ANSWERS;
        });
    }

    private void showTraffic() {
        startTraffic();
        story.step("legitimate traffic flows: 200 clients a region, IPv4 and IPv6, shape 50/30/20");
    }

    /** The counterpart of the attack: as busy as allowed, over the same regions. */
    private void meetTheLawAbiding() {
        remote.control().send(LAW_ABIDING, LAW_ABIDING_SOURCE, LIMIT - 1, false, remote.regions());
        story.step(LAW_ABIDING_SOURCE + " sends " + (LIMIT - 1)
                + " requests/s over all regions together, just under the limit: nobody may stop it");
        Readiness.await(
                LAW_ABIDING_SOURCE + " to be served",
                READY_SECONDS,
                List.of(),
                () -> remote.traffic().total(LAW_ABIDING).answered() >= MIN_ANSWERS);
    }

    private void attack(FleetWatch watch) {
        var before = remote.traffic().legitimate();
        Map<NodeId, NodeStatus> statusBefore = watch.statuses();
        long startNanos = System.nanoTime();
        List<RegionId> regions = remote.regions();
        remote.control()
                .send(RemoteLab.DEMO_ATTACK, AddressPlan.ATTACKER, ATTACK_PER_REGION * regions.size(), true, regions);
        story.step("attack: " + AddressPlan.ATTACKER + " sends " + (int) ATTACK_PER_REGION
                + " requests/s into each region; the limit is " + LIMIT + "/s over all of them");
        Prefix attacker = Prefix.parse(AddressPlan.ATTACKER + "/32");
        Set<NodeId> nodes = remote.nodes().keySet();
        Readiness.await(
                "the block of " + AddressPlan.ATTACKER + " in every node's kernel",
                BLOCK_SECONDS,
                List.of(),
                () -> blockedNodes(watch, attacker, startNanos).containsAll(nodes));
        tellBlocks(watch.blocked(attacker, startNanos));
        Readiness.await(
                "packets dropped in every region",
                BLOCK_SECONDS,
                List.of(),
                () -> dropped(watch, statusBefore).values().stream().allMatch(count -> count > 0)
                        && dropped(watch, statusBefore).size() == regions.size());
        story.step("dropped in the kernel so far: " + listed(dropped(watch, statusBefore)));
        StreamCounts busy = remote.traffic().total(LAW_ABIDING);
        story.step(LAW_ABIDING_SOURCE + ": " + busy.answered() + " answered, " + busy.limited() + " limited");
        var legitimate = remote.traffic().legitimate().minus(before);
        story.step(String.format(
                Locale.ROOT,
                "legitimate clients meanwhile: %d answered, %d limited, %d failed",
                legitimate.answered(),
                legitimate.limited(),
                legitimate.failed() + legitimate.refused()));
    }

    private static Set<NodeId> blockedNodes(FleetWatch watch, Prefix prefix, long sinceNanos) {
        return new HashSet<>(watch.blocked(prefix, sinceNanos).stream()
                .map(FleetEvent.Enforced::node)
                .toList());
    }

    private void tellBlocks(List<FleetEvent.Enforced> blocks) {
        long t0 = remote.traffic().sent(RemoteLab.DEMO_ATTACK, LIMIT).t0Nanos().orElseThrow();
        Map<String, Double> last = new LinkedHashMap<>();
        for (FleetEvent.Enforced block : blocks) {
            last.merge(block.node().region().value(), (block.enforcedAtNanos() - t0) / 1e6, Math::max);
        }
        story.step("blocked everywhere; milliseconds from crossing the global limit to the last kernel of a region:");
        last.forEach((region, millis) -> story.detail(String.format(Locale.ROOT, "%-10s %6.1f ms", region, millis)));
        story.event("blocked", last);
    }

    private static Map<String, Long> dropped(FleetWatch watch, Map<NodeId, NodeStatus> before) {
        Map<String, Long> dropped = new LinkedHashMap<>();
        watch.statuses().forEach((node, status) -> {
            long earlier = before.containsKey(node) ? before.get(node).packetsDropped() : 0;
            dropped.merge(node.region().value(), status.packetsDropped() - earlier, Long::sum);
        });
        return dropped;
    }

    private static String listed(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void showThroughput() {
        var prometheus = new GlobalPrometheus(remote.connection().prometheus().orElseThrow());
        int regions = options.lab().regions().size();
        Map<String, Double> throughput = new LinkedHashMap<>();
        Readiness.await("the global Prometheus to know every region", SCRAPE_SECONDS, List.of(), () -> {
            try {
                throughput.putAll(prometheus.byRegion(GlobalPrometheus.THROUGHPUT));
            } catch (IOException e) {
                return false;
            }
            return throughput.size() == regions;
        });
        story.step("the global Prometheus, packets/s over the last minute (still filling):");
        throughput.forEach(
                (region, rate) -> story.detail(String.format(Locale.ROOT, "{region=\"%s\"} %.0f", region, rate)));
        story.detail(prometheus.curlLine(GlobalPrometheus.THROUGHPUT));
        story.event("throughput", throughput);
    }

    private void showHowToGoOn(boolean withConsole) {
        story.step("go on:");
        story.detail("./secbeat status                        what every node says");
        story.detail("./secbeat block 198.51.100.0/24 --ttl 5m");
        story.detail("./secbeat failover show                 where clients are sent, and by which answers");
        story.detail("./secbeat failover us-east eu-west --reason test   the plan; --confirm us-east does it");
        story.detail("./secbeat drill --list                  the promises, each as a command");
        story.detail(
                switch (options.console()) {
                    case WINDOW -> withConsole ? "the console is open" : CONSOLE_HINT;
                    case HEADLESS ->
                        withConsole
                                ? "the console has no display; it draws itself into "
                                        + ConsoleProcess.pictures(lab.directory())
                                : CONSOLE_HINT;
                    case NONE -> CONSOLE_HINT;
                });
        story.detail("nsenter --net=/run/netns/" + AddressPlan.INTERNET + " curl -i "
                + options.lab().plan().regions().getFirst().serviceUrl());
        story.detail(
                options.lasts().isPresent()
                        ? "ends by itself after " + options.lasts().get().toSeconds() + " s, or with Ctrl+C"
                        : "Ctrl+C ends it and takes everything away");
    }

    /** Waits for the end; says so when a process dies in the meantime. */
    private void stay() throws InterruptedException {
        long deadline =
                System.nanoTime() + options.lasts().map(Duration::toNanos).orElse(TimeUnit.DAYS.toNanos(365));
        Set<Long> told = new HashSet<>();
        while (System.nanoTime() < deadline && !ended.await(1, TimeUnit.SECONDS)) {
            for (Child child : lab.children().all()) {
                if (!child.runs() && told.add(child.pid())) {
                    story.step(child.name() + " ended with status "
                            + child.process().exitValue() + "; its log: " + child.log());
                }
            }
        }
    }

    /** What there is of the demo on the machine, a line each; nothing, once it was closed in order. */
    public List<String> leftovers() {
        return lab.leftovers();
    }

    @Override
    public void close() {
        ended.countDown();
        lab.close();
    }
}
