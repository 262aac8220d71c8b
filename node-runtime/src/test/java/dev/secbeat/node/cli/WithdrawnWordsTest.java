// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.PeerSilence;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustSigning;
import dev.secbeat.node.json.ConnectionFile;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node whose key was withdrawn tells people who watch, while the server still lets it in. */
class WithdrawnWordsTest {
    @TempDir
    Path folder;

    private final NodeClock clock = NodeClock.system();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys west;
    private Keys ada;
    private NkeySigner signer;
    private NatsServerProcess server;
    private NatsLink speaker;
    private TestNode node;

    /** Whose status, event and receipt it has heard. */
    private static final class Ear implements FleetListener {
        private final Set<NodeId> statuses = ConcurrentHashMap.newKeySet();
        private final Set<String> events = ConcurrentHashMap.newKeySet();
        private final Set<UUID> receipts = ConcurrentHashMap.newKeySet();

        @Override
        public void onStatus(NodeStatus status) {
            statuses.add(status.node());
        }

        @Override
        public void onEvent(FleetEvent event) {
            if (event instanceof FleetEvent.Trouble trouble) {
                events.add(trouble.text());
            }
        }

        @Override
        public void onReceipt(Receipt receipt) {
            receipts.add(receipt.commandId());
        }
    }

    @BeforeEach
    void start() throws Exception {
        Keys east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        ada = Keys.create(folder, "ada");
        signer = ada.signer();
        open.add(signer);
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.admin(ada.publicKey(), "ada")));
        open.add(server);
        node = new TestNode(east.settings(server.url()), EAST, file(1, false), List.of(ada.publicKey()), true);
        open.add(node);
        speaker = NatsLink.open(west.settings(server.url()), WEST, clock, () -> {});
        open.add(speaker);
        Await.until(
                "both connect", () -> node.isConnected() && speaker.connection().isConnected());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private TrustFile file(long version, boolean withdrawn) {
        Member member = new Member.Node(west.publicKey(), WEST);
        return TrustSigning.sign(
                new TrustFile(
                        version,
                        List.of(new Operator(ada.publicKey(), Role.ADMIN, "ada")),
                        withdrawn ? List.of() : List.of(member),
                        withdrawn ? List.of(west.publicKey()) : List.of(),
                        withdrawn ? List.of(member) : List.of(),
                        Optional.empty()),
                signer);
    }

    private FleetLink watch(NatsSettings settings, Ear ear) {
        FleetLink link = FleetLink.open(settings, "test", ear);
        open.add(link);
        return link;
    }

    /** A heartbeat, an event and a receipt of WEST. */
    private UUID speak() {
        UUID id = UUID.randomUUID();
        speaker.reports().heartbeat(Samples.status(WEST, clock.epochMillis()));
        speaker.reports().event(new FleetEvent.Trouble(WEST, clock.epochMillis(), "test", id.toString()));
        speaker.reports().send(new Receipt(id, WEST, Receipt.State.APPLIED, true, 9, Optional.empty()));
        return id;
    }

    private static boolean hasAll(Ear ear, UUID id) {
        return ear.statuses.contains(WEST) && ear.events.contains(id.toString()) && ear.receipts.contains(id);
    }

    @Test
    void nobodyWhoKnowsTheRootsBelievesItOnceItIsWithdrawn() throws Exception {
        Ear wise = new Ear();
        Ear plain = new Ear();
        FleetLink knows = watch(ada.settings(server.url()).withTrustRoots(List.of(ada.publicKey())), wise);
        FleetLink believes = watch(ada.settings(server.url()), plain);
        Await.until(
                "they are connected",
                () -> knows.connection().isConnected() && believes.connection().isConnected());
        UUID before = speak();
        Await.until("both hear it", () -> hasAll(wise, before) && hasAll(plain, before));

        assertThat(TrustLink.of(believes).publish(file(2, true))).isTrue();
        Await.until(
                "what it said is believed no longer", () -> !knows.statuses().containsKey(WEST));
        long silenced = PeerSilence.of(knows).words();
        UUID after = speak();

        Await.until("its words have come", () -> PeerSilence.of(knows).words() >= silenced + 3 && hasAll(plain, after));
        assertThat(wise.events).doesNotContain(after.toString());
        assertThat(wise.receipts).doesNotContain(after);
        assertThat(believes.statuses()).containsKey(WEST);
    }

    /** Somebody else's file would have people believe less than there is. */
    @Test
    void whatNoRootHasSignedSilencesNobody() throws Exception {
        Ear ear = new Ear();
        FleetLink knows = watch(ada.settings(server.url()).withTrustRoots(List.of(west.publicKey())), ear);
        Await.until("it is connected", () -> knows.connection().isConnected());
        assertThat(TrustLink.of(knows).publish(file(2, true))).isTrue();
        Await.until("the node has it", () -> node.held.version() == 2);
        assertThat(knows.awaitFirstAttempt(Duration.ofSeconds(5)).isConnected()).isTrue();

        UUID words = speak();

        Await.until("it is heard", () -> hasAll(ear, words));
    }

    @Test
    void theCommandLineAsksFirst() throws Exception {
        Path connection = folder.resolve("connection.json");
        Files.write(
                connection,
                Json.CONNECTION.encode(new ConnectionFile(
                        List.of(server.url()),
                        Optional.of(ada.file().toString()),
                        Optional.empty(),
                        List.of(ada.publicKey()))));
        speak();
        assertThat(asked(connection)).contains(EAST.name(), WEST.name());
        try (FleetLink link = FleetLink.open(ada.settings(server.url()), "test", new FleetListener() {})) {
            Await.until("connected", () -> link.connection().isConnected());
            assertThat(TrustLink.of(link).publish(file(2, true))).isTrue();
            Await.until("the node has it", () -> node.held.version() == 2);
        }
        assertThat(asked(connection)).contains(EAST.name()).doesNotContain(WEST.name());
    }

    private static String asked(Path connection) {
        Shell shell = Shell.run("status", "--json", "--connection", connection.toString());
        assertThat(shell.status()).as(shell.err()).isZero();
        return shell.out();
    }
}
