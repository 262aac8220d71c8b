// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Intruder;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustHello;
import dev.secbeat.node.control.TrustSigning;
import dev.secbeat.node.control.TrustWord;
import dev.secbeat.node.journal.NoteFile;
import dev.secbeat.node.journal.TrustStore;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes that take their trust from administrators over a real server. */
class TrustRuntimeTest {
    @TempDir
    Path folder;

    private NodeFleet fleet;
    private NodeFleet.Site east;
    private NodeFleet.Site west;
    private NkeySigner admin;
    private TrustFile first;
    private TrustFile withoutOlga;

    @BeforeEach
    void open() throws Exception {
        fleet = new NodeFleet(folder);
        admin = fleet.closing(fleet.admin.signer());
        east = fleet.new Site(NodeFleet.EAST, fleet.east);
        west = fleet.new Site(NodeFleet.WEST, fleet.west);
        east.roots = List.of(admin.publicKey());
        west.roots = List.of(admin.publicKey());
        Operator ada = new Operator(admin.publicKey(), Role.ADMIN, "ada");
        Operator olga = new Operator(fleet.operator.publicKey(), Role.OPERATOR, "olga");
        first = TrustSigning.sign(new TrustFile(1, List.of(ada, olga), List.of(), List.of(), Optional.empty()), admin);
        withoutOlga = TrustSigning.sign(
                new TrustFile(2, List.of(ada), List.of(), List.of(olga.publicKey()), Optional.empty()), admin);
        Files.write(folder.resolve("trust.json"), Json.TRUST.encode(first));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aWithdrawnKeyIsRefusedOnEveryNodeAndWhatItOrderedStays() throws Exception {
        fleet.nats.start();
        NodeRuntime one = east.start();
        NodeRuntime two = west.start();
        FleetLink olgas = fleet.link();
        FleetLink adas = adas();
        Await.until("both are heard", () -> olgas.statuses().size() == 2);
        assertThat(order(olgas, NodeFleet.EAST, NodeFleet.WEST).isComplete()).isTrue();
        Await.until("the block is in force on both", () -> blocks(one) == 1 && blocks(two) == 1);

        assertThat(TrustLink.of(adas).publish(withoutOlga)).isTrue();
        Await.until("both have it", () -> version(east) == 2 && version(west) == 2);

        CommandOutcome after = order(olgas, NodeFleet.EAST, NodeFleet.WEST);
        assertThat(after.receipts()).hasSize(2).allSatisfy((node, receipt) -> {
            assertThat(receipt.state()).isEqualTo(Receipt.State.REFUSED);
            assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.UNKNOWN_ACTOR);
            assertThat(receipt.refusal().orElseThrow().text()).contains("was withdrawn (trust file version 2)");
        });
        assertThat(List.of(blocks(one), blocks(two))).containsExactly(1, 1);
    }

    @Test
    void aReturningNodeRefusesTheWithdrawnKeyFromItsFirstCommandOn() throws Exception {
        fleet.nats.start();
        east.start();
        FleetLink olgas = fleet.link();
        FleetLink adas = adas();
        Await.until("it is heard", () -> olgas.statuses().containsKey(NodeFleet.EAST));
        Await.until(
                "the servers know the administrator", () -> adas.connection().isConnected());
        assertThat(TrustLink.of(adas).publish(withoutOlga)).isTrue();
        Await.until("the node that was there has it", () -> version(east) == 2);

        // Its file still trusts olga, and her command is there as soon as it is.
        NodeRuntime back = west.start();
        Await.until(
                "it connects",
                () -> back.status().orElseThrow().health() != null
                        && olgas.statuses().containsKey(NodeFleet.WEST));
        CommandOutcome outcome = order(olgas, NodeFleet.WEST);

        assertThat(outcome.receipts().get(NodeFleet.WEST)).isNotNull().satisfies(receipt -> {
            assertThat(receipt.state()).isEqualTo(Receipt.State.REFUSED);
            assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.UNKNOWN_ACTOR);
        });
        assertThat(blocks(back)).isZero();
    }

    @Test
    void aConnectionLostAndRegainedIsAReturn() throws Exception {
        fleet.nats.start();
        east.start();
        west.start();
        FleetLink olgas = fleet.link();
        FleetLink adas = adas();
        Await.until("both are heard", () -> olgas.statuses().size() == 2);
        assertThat(TrustLink.of(adas).publish(withoutOlga)).isTrue();
        Await.until("both have it", () -> version(east) == 2 && version(west) == 2);

        fleet.nats.stop();
        Await.until("the connection is lost", () -> !olgas.connection().isConnected());
        fleet.nats.start();
        Await.until("it is back", () -> olgas.connection().isConnected());

        CommandOutcome outcome = order(olgas, NodeFleet.EAST, NodeFleet.WEST);
        assertThat(outcome.receipts().values())
                .allSatisfy(receipt ->
                        assertThat(receipt.refusal().map(Refusal::code)).contains(Refusal.Code.UNKNOWN_ACTOR));
    }

    @Test
    void theNewestIsKeptOverARestartWithoutAnyPeer() throws Exception {
        fleet.nats.start();
        NodeRuntime node = east.start();
        FleetLink adas = adas();
        Await.until(
                "the servers know the administrator", () -> adas.connection().isConnected());
        Await.until("the node is there", () -> adas.statuses().containsKey(NodeFleet.EAST));
        assertThat(TrustLink.of(adas).publish(withoutOlga)).isTrue();
        Await.until("it has it", () -> version(east) == 2);
        node.close();
        assertThat(TrustStore.read(east.data.resolve("trust.json"))).isEqualTo(withoutOlga);

        east.start();

        assertThat(version(east)).isEqualTo(2);
    }

    @Test
    void aKeptFileThatIsDamagedTrustsNobodyAndTheNodeEnforcesAllTheSame() throws Exception {
        TrustFile unsigned = new TrustFile(first.operators());
        Files.write(folder.resolve("trust.json"), Json.TRUST.encode(unsigned));
        Files.createDirectories(east.data);
        byte[] torn = Json.TRUST.encode(withoutOlga);
        Files.write(east.data.resolve("trust.json"), Arrays.copyOf(torn, torn.length / 2));
        fleet.nats.start();
        NodeRuntime node = east.start();
        FleetLink olgas = fleet.link();
        Await.until("it is heard", () -> olgas.statuses().containsKey(NodeFleet.EAST));

        CommandOutcome outcome = order(olgas, NodeFleet.EAST);

        assertThat(outcome.receipts().values().iterator().next().refusal().map(Refusal::code))
                .contains(Refusal.Code.UNKNOWN_ACTOR);
        assertThat(east.get("/").statusCode()).isEqualTo(200);
        assertThat(node.status()).isPresent();
    }

    @Test
    void aSignedFileThatIsNoRootsWordStopsTheStart() {
        east.roots = List.of(fleet.operator.publicKey());

        assertThatThrownBy(east::start)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is not to be trusted")
                .hasMessageContaining("control.trust_roots does not name");
        east.roots = List.of();
        assertThatThrownBy(east::start).hasMessageContaining("control.trust_roots names nobody");
    }

    @Test
    void aHugeFileIsNotReadToItsEnd() throws Exception {
        Path huge = folder.resolve("huge.json");
        try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 40); // Sparse: nobody could read a terabyte into memory.
        }
        east.trust = huge;

        assertThatThrownBy(east::start)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("are read");
    }

    /** A node that has had peers waits for them for ever, refusing; alone for good it is when its configuration says so. */
    @Test
    void aReturningNodeThatNobodyConfirmsRefusesUntilSomebodyDoes() throws Exception {
        fleet.nats.start();
        NodeRuntime node = east.start();
        NodeRuntime peer = west.start();
        FleetLink olgas = fleet.link();
        Await.until("both are heard", () -> olgas.statuses().size() == 2);
        Await.until("it has noted that there are two", () -> Files.exists(east.data.resolve("fleet.size")));
        node.close();
        peer.close();

        NodeRuntime back = east.start();
        Await.until("it refuses", () -> metric(east, "secbeat_trust_unconfirmed") == 1);
        CommandOutcome refused = order(olgas, NodeFleet.EAST);
        assertThat(Objects.requireNonNull(refused.receipts().get(NodeFleet.EAST))
                        .refusal()
                        .map(Refusal::code))
                .contains(Refusal.Code.UNCONFIRMED);
        assertThat(blocks(back)).isZero();
        assertThat(east.get("/").statusCode()).as("it serves all the same").isEqualTo(200);

        west.start();
        Await.until("both agree", () -> metric(east, "secbeat_trust_unconfirmed") == 0);
        assertThat(order(olgas, NodeFleet.EAST, NodeFleet.WEST).receipts().values())
                .extracting(Receipt::state)
                .containsExactly(Receipt.State.APPLIED, Receipt.State.APPLIED);
    }

    /** Its counts stay in its region, and whom it obeys is the fleet's all the same. */
    @Test
    void nodesOfOtherRegionsCountAlsoWhereCountsDoNotCross() throws Exception {
        fleet.nats.start();
        for (NodeFleet.Site site : List.of(east, west)) {
            site.crossRegion = false;
            site.start();
        }

        for (NodeFleet.Site site : List.of(east, west)) {
            Path note = site.data.resolve("fleet.size");
            Await.until(
                    site.id + " knows that there are two",
                    () -> new NoteFile(note).read().equals(OptionalInt.of(2)));
        }
    }

    @Test
    void aNodeThatIsAloneForGoodObeysThoughItHadPeers() throws Exception {
        Files.createDirectories(east.data);
        Files.writeString(east.data.resolve("fleet.size"), "7\n");
        east.alone = "yes";
        fleet.nats.start();
        east.start();
        FleetLink olgas = fleet.link();
        Await.until("it is heard", () -> olgas.statuses().containsKey(NodeFleet.EAST));

        assertThat(order(olgas, NodeFleet.EAST).receipts().values())
                .extracting(Receipt::state)
                .containsExactly(Receipt.State.APPLIED);
    }

    /** However many questions there are, the returning node's is answered, and what it is told is obeyed. */
    @Test
    void aFloodOfQuestionsDoesNotMakeAReturningNodeTrustAWithdrawnKey() throws Exception {
        fleet.nats.start();
        east.start();
        FleetLink olgas = fleet.link();
        FleetLink adas = adas();
        Await.until("it is heard", () -> olgas.statuses().containsKey(NodeFleet.EAST));
        Await.until(
                "the servers know the administrator", () -> adas.connection().isConnected());
        assertThat(TrustLink.of(adas).publish(withoutOlga)).isTrue();
        Await.until("the node that was there has it", () -> version(east) == 2);
        byte[] question = Json.TRUST_WORD.encode(new TrustWord.Hello(TrustHello.NONE));
        Intruder intruder = fleet.closing(new Intruder(fleet.operator.settings(fleet.nats.url())));
        Thread flood = Thread.ofVirtual().start(() -> ask(intruder, question));
        try {
            Files.createDirectories(west.data);
            Files.writeString(west.data.resolve("fleet.size"), "2\n");
            NodeRuntime back = west.start();
            Await.until("it is heard", () -> olgas.statuses().containsKey(NodeFleet.WEST));
            Await.until("it has been told", () -> version(west) == 2);
            CommandOutcome outcome = order(olgas, NodeFleet.WEST);
            assertThat(Objects.requireNonNull(outcome.receipts().get(NodeFleet.WEST))
                            .refusal()
                            .map(Refusal::code))
                    .contains(Refusal.Code.UNKNOWN_ACTOR);
            assertThat(blocks(back)).isZero();
        } finally {
            flood.interrupt();
            flood.join();
        }
    }

    private static void ask(Intruder intruder, byte[] question) {
        try {
            intruder.ask(Subjects.ASK_TRUST, question);
        } catch (Exception e) { // Ended by the test.
            Thread.currentThread().interrupt();
        }
    }

    private FleetLink adas() {
        return fleet.closing(FleetLink.open(fleet.admin.settings(fleet.nats.url()), "test", new FleetListener() {}));
    }

    private CommandOutcome order(FleetLink link, NodeId... expected) throws Exception {
        try (NkeySigner signer = fleet.operator.signer()) {
            return link.send(
                            signer.sign(Samples.block(signer.publicKey(), new Scope.Fleet(), "203.0.113.42")),
                            List.of(expected),
                            Duration.ofSeconds(40))
                    .get();
        }
    }

    private static int blocks(NodeRuntime node) {
        return node.status().orElseThrow().blocks().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    @Test
    void aNodeAloneTakesNoSilenceForAnAnswerAndObeys() throws Exception {
        fleet.nats.start();
        east.start();
        FleetLink olgas = fleet.link();
        Await.until("it is heard", () -> olgas.statuses().containsKey(NodeFleet.EAST));

        CommandOutcome outcome = order(olgas, NodeFleet.EAST);

        assertThat(outcome.receipts().values()).extracting(Receipt::state).containsExactly(Receipt.State.APPLIED);
        assertThat(east.admin("/metrics").body().lines())
                .filteredOn(line -> line.startsWith("secbeat_trust_refused_total{"))
                .hasSizeGreaterThan(5)
                .allMatch(line -> line.matches(".* 0(\\.0)?"));
    }

    private static long version(NodeFleet.Site site) {
        return metric(site, "secbeat_trust_version");
    }

    private static long metric(NodeFleet.Site site, String name) {
        try {
            return site.admin("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
