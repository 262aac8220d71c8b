// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.runtime.NodeRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code secbeat rehearse}: what a node and a fleet command need once over, for the build to train Java's class cache
 * with: a node starts, serves nobody and stops. Uses loopback only and no privilege; without nats-server on the path it
 * rehearses the rest.
 */
@Command(name = "rehearse", hidden = true, description = "Train the class cache; the build calls this.")
final class RehearseCommand implements Callable<Integer> {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final long LOOK_AGAIN_MILLIS = 20;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("secbeat-rehearsal");
        int natsPort = freePort();
        Optional<Process> nats = startNats(natsPort);
        try {
            rehearse(folder, natsPort, nats.isPresent());
        } finally {
            for (Process server : nats.stream().toList()) {
                server.destroy();
                server.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
            delete(folder);
        }
        return ExitCode.OK;
    }

    private static void rehearse(Path folder, int natsPort, boolean isFleet) throws IOException, InterruptedException {
        Path key = folder.resolve("key");
        Path config = folder.resolve("node.toml");
        String url = "nats://127.0.0.1:" + natsPort;
        run("keys", "new", key.toString());
        Files.writeString(folder.resolve("trust.json"), "{\"operators\":[]}");
        Files.writeString(config, configuration(folder, url));
        run("config", "check", config.toString());
        if (isFleet) {
            awaitListening(natsPort);
        }
        NodeRuntime.preload();
        NodeRuntime.start(NodeConfig.load(config)).close();
        run("status", "--nats", url, "--key", key.toString());
    }

    /** Some of each kind of value, for the parser's sake. */
    private static String configuration(Path folder, String url) throws IOException {
        return """
                [platform]
                region = "rehearsal"
                node_id = "rehearsal-node"
                [network]
                listen_address = "127.0.0.1"
                listen_port = 0
                backend_url = "http://127.0.0.1:8080"
                [nats]
                url = "%s"
                cluster_urls = ["nats://127.0.0.2:4222"]
                nkey_seed_file = "%s"
                [state]
                cross_region = true
                [[rate_limit.rules]]
                dimension = "requests"
                limit = 100
                [xdp]
                enabled = false
                [control]
                trust_file = "%s"
                data_dir = "%s"
                [metrics]
                address = "127.0.0.1"
                port = %d
                """.formatted(
                        url, folder.resolve("key"), folder.resolve("trust.json"), folder.resolve("data"), freePort());
    }

    private static Optional<Process> startNats(int port) {
        try {
            return Optional.of(
                    new ProcessBuilder(List.of("nats-server", "-a", "127.0.0.1", "-p", Integer.toString(port)))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void run(String... args) {
        SecBeat.run(SecBeat.line(args), args);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(int port) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (System.nanoTime() - endNanos < 0 && !isListening(port)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
