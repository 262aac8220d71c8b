// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.runtime.NodeRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * {@code secbeat rehearse}: what a node and a fleet command need once over, for the build to train Java's class cache
 * with. Uses loopback only; without nats-server on the path it rehearses the rest.
 */
@Command(name = "rehearse", hidden = true, description = "Train the class cache; the build calls this.")
final class RehearseCommand implements Callable<Integer> {
    /** Some of each kind of value, for the parser's sake. */
    private static final String CONFIGURATION = """
            [platform]
            region = "rehearsal"
            node_id = "rehearsal-node"
            [network]
            listen_port = 8443
            backend_url = "http://127.0.0.1:8080"
            [nats]
            url = "nats://127.0.0.1:4222"
            cluster_urls = ["nats://127.0.0.2:4222"]
            nkey_seed_file = "key"
            [state]
            cross_region = true
            [[rate_limit.rules]]
            dimension = "requests"
            limit = 100
            """;

    private static final int PATIENCE_MILLIS = 5_000;
    private static final long LOOK_AGAIN_MILLIS = 20;

    @Override
    public Integer call() throws IOException, InterruptedException {
        NodeRuntime.rehearse();
        Path folder = Files.createTempDirectory("secbeat-rehearsal");
        Path key = folder.resolve("key");
        Path config = folder.resolve("node.toml");
        try {
            Files.writeString(config, CONFIGURATION);
            run("config", "check", config.toString());
            run("keys", "new", key.toString());
            askAnEmptyFleet(key);
        } finally {
            Files.deleteIfExists(config);
            Files.deleteIfExists(key);
            Files.deleteIfExists(folder);
        }
        return ExitCode.OK;
    }

    private static void askAnEmptyFleet(Path key) throws IOException, InterruptedException {
        int port = freePort();
        String url = "nats://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
        Process server;
        try {
            server = new ProcessBuilder(List.of("nats-server", "-a", "127.0.0.1", "-p", Integer.toString(port)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            run("status", "--nats", url, "--key", key.toString());
            return;
        }
        try {
            awaitListening(port);
            run("status", "--nats", url, "--key", key.toString());
        } finally {
            server.destroy();
            server.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
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
