// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.cluster.NatsServerConfig;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.wan.Delay;
import dev.secbeat.node.demo.wan.DelayProxy;
import dev.secbeat.node.demo.wan.WanLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One real nats-server a region on this machine, joined by routes through a proxy that delays every byte. Needs no
 * namespaces and no root. One thread, which must outlive it: the servers end with the thread that started them.
 */
final class WanServers implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int CONNECT_MILLIS = 200;

    private final Path folder;
    private final DelayProxy proxy;
    private final List<Integer> ports;
    private final WanLink routeLink;
    private final WanLink clientLink = new WanLink(Delay.NONE);
    private final List<Integer> meteredPorts = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    /** Starts them and waits until they listen. */
    WanServers(Path folder, int regions, Delay oneWay, List<NatsUser> users) throws IOException, InterruptedException {
        this.folder = folder;
        routeLink = new WanLink(oneWay);
        ports = LoopbackPorts.free(2 * regions);
        proxy = new DelayProxy("bench-wan", 1, () -> {});
        try {
            List<String> routes = new ArrayList<>();
            for (int region = 0; region < regions; region++) {
                InetSocketAddress near = proxy.listen(
                        LoopbackPorts.address(0), LoopbackPorts.address(ports.get(regions + region)), _ -> routeLink);
                routes.add("127.0.0.1:" + near.getPort());
                InetSocketAddress metered = proxy.listen(
                        LoopbackPorts.address(0), LoopbackPorts.address(ports.get(region)), _ -> clientLink);
                meteredPorts.add(metered.getPort());
            }
            var secret = new NatsServerConfig.Secret("route", UUID.randomUUID().toString());
            for (int region = 0; region < regions; region++) {
                start(region, regions, routes, secret, users);
            }
            for (int region = 0; region < regions; region++) {
                awaitListening(region);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where clients of the region connect; without delay. */
    String url(int region) {
        return "nats://127.0.0.1:" + ports.get(region);
    }

    /** The same through the proxy, which counts what passes. */
    String meteredUrl(int region) {
        return "nats://127.0.0.1:" + meteredPorts.get(region);
    }

    /** What clients have sent and received so far by way of {@link #meteredUrl}. */
    long clientBytes() {
        return clientLink.bytesDelivered();
    }

    /** What servers have sent each other so far. */
    long routeBytes() {
        return routeLink.bytesDelivered();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        proxy.close();
    }

    private void start(
            int region, int regions, List<String> routes, NatsServerConfig.Secret secret, List<NatsUser> users)
            throws IOException {
        List<String> others = new ArrayList<>(routes);
        String own = others.remove(region);
        var cluster = new NatsServerConfig.Cluster(
                "bench", "127.0.0.1:" + ports.get(regions + region), Optional.of(own), others, Optional.of(secret));
        String name = "bench-" + region;
        var config = new NatsServerConfig(
                name,
                "127.0.0.1:" + ports.get(region),
                Optional.empty(),
                Optional.of(cluster),
                folder.resolve("jetstream-" + region),
                users,
                Optional.empty());
        Path file = folder.resolve(name + ".conf");
        Files.writeString(file, config.text());
        var builder = new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "nats-server", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log(region).toFile());
        builder.environment().put("GOMAXPROCS", "1");
        processes.add(builder.start());
    }

    private void awaitListening(int region) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!listens(ports.get(region))) {
            boolean alive = processes.get(region).isAlive();
            if (!alive || System.nanoTime() - startNanos > START_NANOS) {
                throw new LabException(
                        "nats-server " + (alive ? "does not listen after 20 s" : "ended at once"), lastLines(region));
            }
            Thread.sleep(20);
        }
    }

    private String lastLines(int region) {
        try {
            List<String> lines = Files.readAllLines(log(region));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        } catch (IOException e) {
            return "its log could not be read: " + e.getMessage();
        }
    }

    private Path log(int region) {
        return folder.resolve("bench-" + region + ".log");
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(LoopbackPorts.address(port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
