// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.support.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands to a small fleet over a real server. */
class FleetCommandsTest {
    private static final Prefix ATTACKER = Prefix.parse("203.0.113.42");

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys east;
    private Keys west;
    private Keys operator;
    private Keys viewer;
    private NatsServerProcess server;

    @BeforeEach
    void startServer() {
        east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        operator = Keys.create(folder, "operator");
        viewer = Keys.create(folder, "viewer");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.operator(operator.publicKey(), "olga"),
                        NatsUser.operator(viewer.publicKey(), "vera")));
        open.add(server);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void statusShowsEveryNode() {
        node(east, EAST, true);
        node(west, WEST, true);

        Shell text = asked("status");
        Shell json = asked("status", "--json");

        assertThat(text.status()).isZero();
        assertThat(text.out()).contains(EAST.name(), WEST.name(), "2 nodes; all hold the same blocks");
        assertThat(json.status()).isZero();
        assertThat(json.out())
                .startsWith("{\"server\":\"solo\",\"url\":\"" + server.url() + "\",\"nodes\":[{")
                .contains("\"node\":\"" + EAST + "\"", "\"node\":\"" + WEST + "\"")
                .hasLineCount(1);
        assertThat(json.err()).isEmpty();
    }

    @Test
    void aServerWithoutNodesIsNoFleet() {
        Shell shell = asked("status");

        assertThat(shell.status()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(shell.out()).contains("No node answers");
        assertThat(asked("block", "203.0.113.42", "--reason", "x").err()).contains("nothing was sent");
    }

    @Test
    void aKeyTheServerDoesNotKnowIsToldApartFromNoServer() {
        Keys stranger = Keys.create(folder, "stranger");

        Shell shell = Shell.run(
                "status", "--nats", server.url(), "--key", stranger.file().toString());

        assertThat(shell.status()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(shell.err()).contains("the server does not know this key");
    }

    @Test
    void aBlockIsInForceOnAllAndAnUnblockEndsIt() {
        TestNode first = node(east, EAST, true);
        TestNode second = node(west, WEST, true);

        Shell block = asked("block", "203.0.113.42", "2001:db8::/48", "--ttl", "5m", "--reason", "flood");

        assertThat(block.err()).isEmpty();
        assertThat(block.out()).contains("2 of 2 nodes have it in force, read back from the kernel");
        assertThat(block.status()).isZero();
        assertThat(List.of(first, second))
                .allSatisfy(node -> assertThat(node.blocks.active())
                        .extracting(BlockEntry::prefix)
                        .containsExactlyInAnyOrder(ATTACKER, Prefix.parse("2001:db8::/48")));

        Shell unblock = asked("unblock", "203.0.113.42", "--reason", "over", "--json");

        assertThat(unblock.status()).isZero();
        assertThat(unblock.out()).contains("\"exitCode\":0", "\"state\":\"APPLIED\"", "\"missing\":[]");
        assertThat(first.blocks.verify(ATTACKER, false)).isTrue();
        assertThat(first.blocks.entries.get(ATTACKER))
                .as("spared for an hour")
                .satisfies(entry -> assertThat(entry.sparedUntilMillis()).isPositive());

        assertThat(asked("unblock", "203.0.113.42", "--for", "none").status()).isZero();
        assertThat(first.blocks.entries.get(ATTACKER))
                .satisfies(entry -> assertThat(entry.sparedUntilMillis()).isZero());
    }

    @Test
    void aScopeLeavesTheOthersAlone() {
        TestNode first = node(east, EAST, true);
        TestNode second = node(west, WEST, true);

        Shell shell = asked("block", "203.0.113.42", "--reason", "x", "--scope", "region." + WEST.region());

        assertThat(shell.out()).contains("1 of 1 nodes");
        assertThat(first.blocks.decisions).isZero();
        assertThat(second.blocks.decisions).isOne();
    }

    @Test
    void aRegionIsNamedForShortAndStaysWithTheDecision() {
        TestNode first = node(east, EAST, true);
        TestNode second = node(west, WEST, true);
        String region = WEST.region().value();

        Shell shell = asked("block", "203.0.113.42", "--reason", "x", "--region", region);

        assertThat(shell.out()).contains("1 of 1 nodes");
        assertThat(first.blocks.decisions).isZero();
        assertThat(second.blocks.entries.values())
                .extracting(entry -> entry.scope().toString())
                .containsExactly("region." + region);

        Shell both = asked("block", "203.0.113.42", "--reason", "x", "--region", region, "--scope", "all");
        assertThat(both.status()).isEqualTo(ExitCode.USAGE);
        assertThat(both.err()).contains("--scope and --region both say which nodes are meant");
    }

    @Test
    void aDryRunChangesNothing() {
        TestNode first = node(east, EAST, true);
        node(west, WEST, true);

        Shell shell = asked("block", "203.0.113.42", "--reason", "x", "--dry-run");

        assertThat(shell.status()).isZero();
        assertThat(shell.out()).contains("2 of 2 nodes would carry this out; nothing was changed");
        assertThat(first.blocks.decisions).isZero();
    }

    @Test
    void aRefusalIsShownWithItsCode() {
        TestNode first = node(east, EAST, true);
        node(west, WEST, true);

        Shell shell = asked("block", "203.0.113.42", "192.0.2.1", "--reason", "x");

        assertThat(shell.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.out()).contains(EAST + "  refused NEVER_BLOCK: 192.0.2.1 overlaps 192.0.2.0/28", "0 of 2");
        assertThat(first.blocks.decisions).isZero();
    }

    @Test
    void aKeyOfTooLittleRoleIsRefusedByTheNodes() {
        node(east, EAST, true);
        node(west, WEST, true);

        Shell shell = asked(viewer, "block", "203.0.113.42", "--reason", "x");

        assertThat(shell.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.out()).contains("WRONG_ROLE: vera has role VIEWER, this takes OPERATOR");
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamed() {
        TestNode first = node(east, EAST, true);
        node(west, WEST, false);

        Shell shell = asked("block", "203.0.113.42", "--reason", "x", "--wait", "3s");

        assertThat(shell.status()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(shell.out()).contains(WEST + "  no answer: it may not be enforcing this", "1 of 2 nodes");
        assertThat(first.blocks.verify(ATTACKER, true)).isTrue();
    }

    @Test
    void aRegionThatIsCutOffIsNamed() {
        TestNode first = node(east, EAST, true);

        Shell text = asked("block", "203.0.113.42", "--reason", "x");
        Shell json = asked("block", "203.0.113.42", "--reason", "x", "--json");
        Shell own = asked("block", "203.0.113.42", "--reason", "x", "--scope", "region." + EAST.region());

        assertThat(text.status()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(text.out()).contains("region " + WEST.region() + ": nobody answered", "1 of 1 nodes");
        assertThat(json.status()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(json.out()).contains("\"silentRegions\":[\"" + WEST.region() + "\"]");
        assertThat(own.status()).isZero();
        assertThat(first.blocks.verify(ATTACKER, true)).isTrue();
    }

    private TestNode node(Keys key, NodeId id, boolean obeys) {
        TrustFile trust = new TrustFile(List.of(
                new Operator(operator.publicKey(), Role.OPERATOR, "olga"),
                new Operator(viewer.publicKey(), Role.VIEWER, "vera")));
        TestNode node = new TestNode(key.settings(server.url()), id, trust, obeys);
        open.add(node);
        Await.until("node connects", node::isConnected);
        return node;
    }

    private Shell asked(String... args) {
        return asked(operator, args);
    }

    private Shell asked(Keys key, String... args) {
        return Shell.run(Stream.concat(
                        Stream.of(args),
                        Stream.of("--nats", server.url(), "--key", key.file().toString()))
                .toArray(String[]::new));
    }
}
