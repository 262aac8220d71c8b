// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustSigning;
import dev.secbeat.node.crdt.BlockCodec;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.RateRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node whose key was withdrawn goes on to say, since the server still lets it in, over a real one. */
class WithdrawnNodeTest {
    /** Messages that {@link #tell} sends at least, and how many of them the node counts as taken: a hello is none. */
    private static final int WORDS = 4;

    private static final int TAKEN = 3;

    @TempDir
    Path folder;

    private final NodeClock clock = NodeClock.system();
    private NodeFleet fleet;
    private NodeFleet.Site east;
    private NkeySigner admin;
    private GlobalCounter counter;

    @BeforeEach
    void open() throws Exception {
        fleet = new NodeFleet(folder);
        admin = fleet.closing(fleet.admin.signer());
        east = fleet.new Site(NodeFleet.EAST, fleet.east);
        east.roots = List.of(admin.publicKey());
        LoopSettings settings = RoomSettings.loop(east.config(), 1);
        counter = new GlobalCounter(NodeFleet.WEST, 1, settings.counter());
        counter.setLimits(settings.rules().stream().map(RateRule::countLimit).toList(), List.of());
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void itsWordsAreTakenUntilItsKeyIsWithdrawnAndAgainWhenItHasANewOne() throws Exception {
        Files.write(folder.resolve("trust.json"), Json.TRUST.encode(file(1, List.of(west(fleet.west)), false)));
        fleet.nats.start();
        NodeRuntime node = east.start();
        NatsLink peer =
                fleet.closing(NatsLink.open(fleet.west.settings(fleet.nats.url()), NodeFleet.WEST, clock, () -> {}));
        FleetLink adas =
                fleet.closing(FleetLink.open(fleet.admin.settings(fleet.nats.url()), "test", new FleetListener() {}));
        Await.until(
                "all are connected",
                () -> peer.connection().isConnected() && adas.statuses().containsKey(NodeFleet.EAST));
        tell(peer, 1);
        Await.until("what it says is taken", () -> blocks(status(node)) == 1 && taken() == TAKEN);

        publish(adas, file(2, List.of(), true));
        tell(peer, 2);

        Await.until("its words have come", () -> silenced(status(node)) >= WORDS);
        NodeStatus after = status(node);
        assertThat(blocks(after)).isEqualTo(1);
        assertThat(taken()).as("neither block nor counts nor pages").isEqualTo(TAKEN);

        publish(adas, file(3, List.of(west(Keys.create(folder, "new"))), true));
        tell(peer, 3);
        Await.until("the name is in force again", () -> blocks(status(node)) == 2 && taken() == 2 * TAKEN);
        assertThat(silenced(status(node))).isEqualTo(silenced(after));
    }

    /** One that starts with such a file has never taken anything. */
    @Test
    void aNodeThatStartsTakesNoneOfItsWords() throws Exception {
        Files.write(folder.resolve("trust.json"), Json.TRUST.encode(file(2, List.of(), true)));
        fleet.nats.start();
        NodeRuntime node = east.start();
        NatsLink peer =
                fleet.closing(NatsLink.open(fleet.west.settings(fleet.nats.url()), NodeFleet.WEST, clock, () -> {}));
        FleetLink adas =
                fleet.closing(FleetLink.open(fleet.admin.settings(fleet.nats.url()), "test", new FleetListener() {}));
        Await.until(
                "all are connected",
                () -> peer.connection().isConnected() && adas.statuses().containsKey(NodeFleet.EAST));

        tell(peer, 1);

        Await.until("its words have come", () -> silenced(status(node)) >= WORDS);
        assertThat(blocks(status(node))).isZero();
        assertThat(taken()).isZero();
        assertThat(status(node).lagMillis()).as("peers whose counts were taken").isEmpty();
    }

    /** A block, counts, the same as a page of a snapshot, and a hello. */
    private void tell(NatsLink peer, int number) {
        long now = clock.epochMillis();
        byte[] block = BlockCodec.encode(List.of(new BlockEntry(
                        Prefix.parse("203.0.113." + number),
                        now << 16,
                        NodeFleet.WEST,
                        Origin.RATE_LIMIT,
                        true,
                        now + 600_000))
                .iterator());
        peer.publishBlocks(block, block.length);
        SnapshotMessage.Page counts = counter.page(0, clock.nanoTime());
        peer.publishDelta(counts.content(), counts.content().length);
        peer.send(NodeFleet.EAST, SnapshotCodec.encode(counts));
        peer.requestSnapshots();
    }

    private void publish(FleetLink adas, TrustFile file) {
        assertThat(TrustLink.of(adas).publish(file)).isTrue();
        Await.until(
                "version " + file.version() + " is in force",
                () -> metrics().contains("secbeat_trust_version " + file.version()));
    }

    /** Messages of peers that the node has merged. */
    private int taken() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("secbeat_state_messages_total{direction=\"in\"}"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String metrics() {
        try {
            return east.admin("/metrics").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** With the members east and {@code others}. */
    private TrustFile file(long version, List<Member> others, boolean withdrawn) {
        return TrustSigning.sign(
                new TrustFile(
                        version,
                        List.of(new Operator(admin.publicKey(), Role.ADMIN, "ada")),
                        Stream.concat(
                                        Stream.of(new Member.Node(fleet.east.publicKey(), NodeFleet.EAST)),
                                        others.stream())
                                .toList(),
                        withdrawn ? List.of(fleet.west.publicKey()) : List.of(),
                        withdrawn ? List.of(west(fleet.west)) : List.of(),
                        Optional.empty()),
                admin);
    }

    private static Member west(Keys key) {
        return new Member.Node(key.publicKey(), NodeFleet.WEST);
    }

    private static NodeStatus status(NodeRuntime node) {
        return node.status().orElseThrow();
    }

    private static int blocks(NodeStatus status) {
        return status.blocks().values().stream().mapToInt(Integer::intValue).sum();
    }

    private static long silenced(NodeStatus status) {
        return status.queueDropped().getOrDefault("withdrawn-sender", 0L);
    }
}
