// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A real nats-server with a configuration from {@link NatsServerConfig}, on loopback; can be stopped and started. */
public final class NatsServerProcess implements AutoCloseable {
    private final Path folder;
    private final int port;
    private NatsServerConfig config;
    private Optional<Process> process = Optional.empty();

    private NatsServerProcess(Path folder, int port, NatsServerConfig config) {
        this.folder = folder;
        this.port = port;
        this.config = config;
    }

    /** One server without a cluster, running. */
    public static NatsServerProcess single(Path folder, List<NatsUser> users) {
        int port = FreePorts.next();
        NatsServerProcess server =
                new NatsServerProcess(folder, port, config("solo", port, Optional.empty(), folder, users));
        server.start();
        return server;
    }

    /** One server that is not started yet. */
    public static NatsServerProcess stopped(Path folder, List<NatsUser> users) {
        int port = FreePorts.next();
        return new NatsServerProcess(folder, port, config("solo", port, Optional.empty(), folder, users));
    }

    /** Servers joined by routes, running. */
    public static List<NatsServerProcess> cluster(Path folder, int count, List<NatsUser> users) {
        List<Integer> ports =
                IntStream.range(0, 2 * count).mapToObj(_ -> FreePorts.next()).toList();
        List<NatsServerProcess> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> routes = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                if (j != i) {
                    routes.add("127.0.0.1:" + ports.get(count + j));
                }
            }
            NatsServerConfig.Cluster cluster = new NatsServerConfig.Cluster(
                    "test",
                    "127.0.0.1:" + ports.get(count + i),
                    Optional.empty(),
                    routes,
                    Optional.of(new NatsServerConfig.Secret("route", "secret" + ports.getFirst())));
            Path own = folder.resolve("server-" + i);
            servers.add(new NatsServerProcess(
                    own, ports.get(i), config("s" + i, ports.get(i), Optional.of(cluster), own, users)));
        }
        servers.forEach(NatsServerProcess::start);
        return servers;
    }

    private static NatsServerConfig config(
            String name, int port, Optional<NatsServerConfig.Cluster> cluster, Path folder, List<NatsUser> users) {
        return new NatsServerConfig(
                name,
                "127.0.0.1:" + port,
                Optional.empty(),
                cluster,
                folder.resolve("jetstream"),
                users,
                Optional.empty());
    }

    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    void reconfigure(List<NatsUser> users) {
        config = config(config.serverName(), port, config.cluster(), folder, users);
    }

    public void start() {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("nats.conf");
            Files.writeString(file, config.text());
            process = Optional.of(new ProcessBuilder("nats-server", "-c", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nats.log").toFile())
                    .start());
            Await.until("nats-server listens", this::listens);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        process.ifPresent(p -> {
            p.destroyForcibly();
            try {
                p.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        process = Optional.empty();
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("nats.log"));
    }

    @Override
    public void close() {
        stop();
    }

    private boolean listens() {
        if (process.isEmpty() || !process.get().isAlive()) {
            throw new AssertionError("nats-server ended: see " + folder.resolve("nats.log"));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
