// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.cluster.NatsServerConfig;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.wan.Delay;
import dev.secbeat.node.demo.wan.DelayProxy;
import dev.secbeat.node.demo.wan.WanLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
    private final List<Process> processes = new ArrayList<>();

    /** Starts them and waits until they listen. */
    WanServers(Path folder, int regions, Delay oneWay, List<NatsUser> users) throws IOException, InterruptedException {
        this.folder = folder;
        ports = freePorts(2 * regions);
        proxy = new DelayProxy("bench-wan", 1, () -> {});
        try {
            WanLink link = new WanLink(oneWay);
            List<String> routes = new ArrayList<>();
            for (int region = 0; region < regions; region++) {
                InetSocketAddress near = proxy.listen(loopback(0), loopback(ports.get(regions + region)), _ -> link);
                routes.add("127.0.0.1:" + near.getPort());
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
            socket.connect(loopback(port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
