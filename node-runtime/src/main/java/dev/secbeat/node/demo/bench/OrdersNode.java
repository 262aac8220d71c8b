// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.demo.lab.JavaCommand;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.runtime.KeptBlocks;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node as it is shipped, in a process of its own that can be killed and started again. One thread. */
final class OrdersNode implements AutoCloseable {
    private static final long END_SECONDS = 20;

    /** The heap that a node is shipped with. */
    static final String HEAP = "256m";

    /** As {@code ./secbeat node} says: one stage of the compiler, as several nodes may share a machine. The installed launcher has both. */
    static final String COMPILER = "-XX:TieredStopAtLevel=1";

    /** The other options of every node. */
    static final List<String> SHIPPED = Stream.of(
                    JavaCommand.EARLY_COMPILER,
                    JavaCommand.priorities(0),
                    List.of(
                            "-XX:+UseSerialGC",
                            "-XX:+UseCompactObjectHeaders",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow"))
            .flatMap(List::stream)
            .toList();

    /** Where a node's parts are. */
    record Places(Path folder, Path pins, String networkInterface, int proxyPort, int metricsPort) {
        Path data() {
            return folder.resolve("data");
        }
    }

    /** Whom a node obeys at first, and the key that may change that. */
    record Trust(Path file, String root) {}

    private final NodeId id;
    private final Places places;
    private final Path config;
    private Process process;

    /** Starts it; whether it serves, its heartbeat tells. */
    OrdersNode(NodeId id, Places places, String natsUrl, Path seed, Trust trust) throws IOException {
        this.id = id;
        this.places = places;
        Files.createDirectories(places.folder());
        config = places.folder().resolve("node.toml");
        Files.writeString(config, """
                [platform]
                region = "%s"
                node_id = "%s"
                [network]
                listen_address = "127.0.0.1"
                listen_port = %d
                backend_url = "http://127.0.0.1:9"
                interface = "%s"
                [nats]
                url = "%s"
                nkey_seed_file = "%s"
                [[rate_limit.rules]]
                dimension = "requests"
                limit = 100
                block_seconds = 60
                [xdp]
                pin_dir = "%s"
                max_sources = 65536
                [control]
                trust_file = "%s"
                trust_roots = ["%s"]
                data_dir = "%s"
                [metrics]
                address = "127.0.0.1"
                port = %d
                """.formatted(
                        id.region(),
                        id.name(),
                        places.proxyPort(),
                        places.networkInterface(),
                        natsUrl,
                        seed,
                        places.pins(),
                        trust.file(),
                        trust.root(),
                        places.data(),
                        places.metricsPort()));
        process = launch();
    }

    NodeId id() {
        return id;
    }

    /** Ends it as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        await();
    }

    /** Starts it again. */
    void start() throws IOException {
        process = launch();
    }

    /** Ends it as an operator does: what waits for the disk is written. */
    void stop() throws InterruptedException {
        process.destroy();
        await();
    }

    /** What its pinned maps block, read from outside of it; whether it runs or not. */
    Set<Prefix> inKernel() {
        return KeptBlocks.inKernel(places.pins());
    }

    /** Where the page of its metrics is. */
    URI metrics() {
        return URI.create("http://127.0.0.1:" + places.metricsPort() + "/metrics");
    }

    /** Where it keeps operators' decisions. */
    Path data() {
        return places.data();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void await() throws InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new LabException("node " + id + " did not end within " + END_SECONDS + " s", lastLines());
        }
    }

    /** Its last words, for whom it failed. */
    String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log().toPath());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        } catch (IOException e) {
            return "its log could not be read: " + e.getMessage();
        }
    }

    private File log() {
        return places.folder().resolve("node.log").toFile();
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.add("-Xmx" + HEAP);
        command.add(COMPILER);
        command.addAll(SHIPPED);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.secbeat.node.cli.SecBeat",
                "node",
                "--config",
                config.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start();
    }
}
