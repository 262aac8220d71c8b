// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustSigning;
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
import java.util.Optional;
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
        try {
            return site.admin("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("secbeat_trust_version "))
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
