// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.AuditStream;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Intruder;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Reach;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Two nodes with audit journals, a real server with JetStream, and those who talk to them. */
final class SmallFleet implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE = page();
    private static final Reach EASTERN = new Reach(List.of(EAST.region()), 16, 32);

    final Path folder;
    final Keys operator;
    final Keys viewer;
    /** May command EAST's region alone, and hears nothing of others. */
    final Keys eastern;

    final NatsServerProcess server;
    final Keys east;
    final Keys west;
    private final Keys orchestrator;
    private final Keys all;
    private final List<TestNode> nodes = new ArrayList<>();

    SmallFleet(Path folder) {
        this.folder = folder;
        east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        operator = Keys.create(folder, "operator");
        viewer = Keys.create(folder, "viewer");
        eastern = Keys.create(folder, "eastern");
        orchestrator = Keys.create(folder, "orchestrator");
        all = Keys.create(folder, "all");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.operator(operator.publicKey(), "olga"),
                        NatsUser.viewer(viewer.publicKey(), "vera"),
                        NatsUser.operator(eastern.publicKey(), "eve")
                                .within(EASTERN, List.of(EAST.region(), WEST.region())),
                        NatsUser.orchestrator(orchestrator.publicKey(), "o"),
                        new NatsUser(all.publicKey(), List.of(">"), List.of(">"), false, "test")));
    }

    /** Both nodes, connected. */
    SmallFleet withNodes() {
        node(east, EAST);
        node(west, WEST);
        return this;
    }

    /** The stream that an orchestrator makes. */
    SmallFleet withStream() {
        try (FleetLink link =
                FleetLink.open(orchestrator.settings(server.url()), "orchestrator", new FleetListener() {})) {
            Await.until("connected", () -> link.connection().isConnected());
            int _ = new AuditStream(link, 1).drain();
        }
        return this;
    }

    /** The node of EAST or of WEST. */
    TestNode node(NodeId id) {
        return nodes.get(id.equals(EAST) ? 0 : 1);
    }

    Intruder intruder() {
        return new Intruder(all.settings(server.url()));
    }

    Path journal(NodeId node) {
        return folder.resolve(node.name() + ".log");
    }

    Shell asked(String... args) {
        return asked(operator, args);
    }

    Shell asked(Keys key, String... args) {
        return Shell.run(Stream.concat(
                        Stream.of(args),
                        Stream.of("--nats", server.url(), "--key", key.file().toString()))
                .toArray(String[]::new));
    }

    /** What a command printed, a JSON object a line. */
    static List<JsonNode> objects(Shell shell) {
        return shell.out().lines().map(SmallFleet::object).toList();
    }

    private static JsonNode object(String line) {
        try {
            JsonNode object = JSON.readTree(line);
            assertThat(names(object)).as("fields that docs/cli.md tells").allMatch(PAGE::contains);
            return object;
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    /** The fields of the object and of those in its lists, except in what others than the command line write. */
    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(name -> names.add("`" + name + "`"));
        for (String list : List.of("blocks", "limits", "sources", "findings", "checked")) {
            object.path(list).forEach(item -> item.fieldNames().forEachRemaining(name -> names.add("`" + name + "`")));
        }
        return names;
    }

    private static String page() {
        try {
            return Files.readString(Path.of(System.getProperty("secbeat.root", ".."), "docs/cli.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        nodes.reversed().forEach(TestNode::close);
        nodes.clear();
        server.close();
    }

    private void node(Keys key, NodeId id) {
        TrustFile trust = new TrustFile(List.of(
                new Operator(operator.publicKey(), Role.OPERATOR, "olga"),
                new Operator(viewer.publicKey(), Role.VIEWER, "vera"),
                new Operator(eastern.publicKey(), Role.OPERATOR, "eve", EASTERN)));
        TestNode node = new TestNode(key.settings(server.url()), id, trust, true, Optional.of(journal(id)));
        nodes.add(node);
        Await.until("node connects", node::isConnected);
    }
}
