// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cluster.Intruder;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trusting and withdrawing keys of a small fleet over a real server. */
class KeysCommandsTest {
    private static final Prefix ATTACKER = Prefix.parse("203.0.113.42");

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys east;
    private Keys west;
    private Keys ada;
    private Keys bob;
    private Keys olga;
    private Keys vera;
    private NatsServerProcess server;
    private TrustFile begin;
    private Path trust;

    @BeforeEach
    void startServer() throws Exception {
        east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        ada = Keys.create(folder, "ada");
        bob = Keys.create(folder, "bob");
        olga = Keys.create(folder, "olga");
        vera = Keys.create(folder, "vera");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.admin(ada.publicKey(), "ada"),
                        NatsUser.admin(bob.publicKey(), "bob"),
                        NatsUser.operator(olga.publicKey(), "olga"),
                        NatsUser.viewer(vera.publicKey(), "vera")));
        open.add(server);
        begin = new TrustFile(List.of(
                new Operator(ada.publicKey(), Role.ADMIN, "ada"), new Operator(bob.publicKey(), Role.ADMIN, "bob")));
        trust = folder.resolve("trust.json");
        Files.write(trust, Json.TRUST.encode(begin));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void aKeyIsLetInCommandsWithinItsReachAndIsWithdrawn() {
        List<TestNode> nodes = nodes();

        Shell add = changed(
                ada,
                "add",
                olga.publicKey(),
                "--role",
                "OPERATOR",
                "--name",
                "olga",
                "--region",
                "us-east",
                "--widest-ipv4",
                "24");
        assertThat(add.out()).contains("is version 1 now; 2 of 2 nodes have it in force");
        assertThat(add.status()).isZero();
        assertThat(block(olga, "203.0.113.42").out())
                .contains("OUT_OF_REACH: rule 'regions': the command is for all, olga may command only us-east");
        assertThat(block(olga, "203.0.0.0/16", "--scope", "region.us-east").out())
                .contains("TOO_WIDE: rule 'widest prefix': 203.0.0.0/16 is wider than /24");
        assertThat(block(olga, "203.0.113.42", "--scope", "region.us-east").status())
                .isZero();

        Shell revoke = changed(ada, "revoke", olga.publicKey());

        assertThat(revoke.status()).isZero();
        assertThat(nodes).allMatch(node -> node.held.version() == 2);
        Shell refused = block(olga, "203.0.113.43", "--scope", "region.us-east");
        assertThat(refused.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.out()).contains("UNKNOWN_ACTOR: key " + olga.publicKey() + " was withdrawn");
        assertThat(nodes.getFirst().blocks.verify(ATTACKER, true))
                .as("what it ordered stays")
                .isTrue();
        assertThat(changed(ada, "add", olga.publicKey(), "--role", "ADMIN", "--name", "olga")
                        .err())
                .contains("was withdrawn and is not trusted again");
    }

    /** It may have been lost on its way: what one node was not reached by the first time, another time reaches it. */
    @Test
    void aFileIsGivenAgainUntilAllNodesHaveIt() throws Exception {
        node(east, EAST);
        Intruder deaf = new Intruder(west.settings(server.url()));
        open.add(deaf);
        NatsLink heard = NatsLink.open(west.settings(server.url()), WEST, NodeClock.system(), () -> {});
        open.add(heard);
        heard.reports().heartbeat(Samples.status(WEST, NodeClock.system().epochMillis()));
        AtomicInteger given = deaf.count(Subjects.TRUST);

        Shell revoke = changed(ada, "revoke", bob.publicKey());

        assertThat(revoke.status()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(revoke.out()).contains("1 of 2 nodes have it in force");
        assertThat(given).hasValueGreaterThan(3);
    }

    @Test
    void theListShowsEveryKindOfKeyFromTheFileAndFromTheFleet() throws Exception {
        nodes();
        changed(ada, "add", east.publicKey(), "--node", "us-east/us-east-node-1");
        changed(ada, "add", west.publicKey(), "--orchestrator", "o1");
        changed(ada, "add", olga.publicKey(), "--role", "OPERATOR", "--name", "olga", "--region", "us-east,apac");
        Shell revoke = changed(bob, "revoke", west.publicKey());
        assertThat(revoke.out())
                .contains("At once: orchestrator o1, once it has this file, gives its lease back and acts no more")
                .contains("'secbeat nats config --trust " + trust + " --name SERVER --out FILE'")
                .contains("'nats-server --signal reload'", "TSIG keys");

        Shell file = Shell.run("keys", "list", "--trust", trust.toString());
        Shell fleet = asked(ada, "keys", "list");
        Shell json = asked(ada, "keys", "list", "--json");

        assertThat(file.status()).isZero();
        assertThat(file.out())
                .contains("Version 4, signed by " + bob.publicKey())
                .containsPattern(
                        "OPERATOR +olga +" + olga.publicKey() + " +us-east, apac; blocks up to /16 and IPv6 /32")
                .containsPattern("ADMIN +ada +" + ada.publicKey() + " +all regions; blocks up to /8 and IPv6 /16")
                .containsPattern("node +us-east/us-east-node-1 +" + east.publicKey() + " +nothing")
                .containsPattern("withdrawn +o1 +" + west.publicKey() + " +nothing any more");
        assertThat(fleet.out()).isEqualTo(file.out());
        assertThat(Json.TRUST.decode(json.out().strip().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(read());
    }

    /** What a withdrawn node says counts for nothing, until the name has another key; what is left to do is said. */
    @Test
    void whatARevokedNodesKeyStillDoesIsSaid() throws Exception {
        nodes();
        changed(ada, "add", west.publicKey(), "--node", "eu-west/n2", "--address", "192.0.2.7");

        Shell revoke = changed(ada, "revoke", west.publicKey());

        assertThat(revoke.out())
                .contains("take no counts, blocks, snapshots or receipts of node eu-west/n2 any more")
                .contains("nats config --trust", "reload")
                .doesNotContain("TSIG");
        assertThat(read().withdrawnNodes()).containsExactly(NodeId.of("eu-west", "n2"));
        changed(ada, "add", east.publicKey(), "--node", "eu-west/n2");
        assertThat(read().withdrawnNodes()).isEmpty();
        changed(ada, "add", vera.publicKey(), "--node", "eu-west/n2");
        Shell other = changed(ada, "revoke", vera.publicKey());
        assertThat(other.out()).contains("node eu-west/n2 has another key in this file");
        assertThat(changed(ada, "revoke", bob.publicKey()).out())
                .contains("At once: whoever has this file refuses what the key signs.", "reload");
    }

    @Test
    void whoWorksOnAnOldCopyIsToldAndCanGoOn() throws Exception {
        TestNode node = nodes().getFirst();
        Path bobs = folder.resolve("bobs.json");
        changed(ada, "add", olga.publicKey(), "--role", "OPERATOR", "--name", "olga");
        Files.copy(trust, bobs);
        changed(ada, "add", vera.publicKey(), "--role", "VIEWER", "--name", "vera");

        Shell late =
                asked(bob, "keys", "revoke", olga.publicKey(), "--trust", bobs.toString(), "--sign-with", seed(bob));

        assertThat(late.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(late.err())
                .contains("the fleet holds version 2, signed by " + ada.publicKey(), "nothing was written");
        assertThat(node.held.version()).isEqualTo(2);
        assertThat(asked(bob, "keys", "fetch", "--trust", bobs.toString()).status())
                .isZero();
        assertThat(asked(bob, "keys", "revoke", olga.publicKey(), "--trust", bobs.toString(), "--sign-with", seed(bob))
                        .status())
                .isZero();
        assertThat(node.held.version()).isEqualTo(3);
        assertThat(node.held.find(vera.publicKey())).isPresent();
    }

    @Test
    void theLastAdministratorCannotBeWithdrawn() throws Exception {
        nodes();
        changed(ada, "revoke", bob.publicKey());
        byte[] before = Files.readAllBytes(trust);

        Shell self = changed(ada, "revoke", ada.publicKey());
        Shell demoted = changed(ada, "add", ada.publicKey(), "--role", "VIEWER", "--name", "ada");

        assertThat(List.of(self.status(), demoted.status())).containsOnly(ExitCode.REFUSED);
        assertThat(self.err()).contains("so that the last administrator cannot go");
        assertThat(demoted.err()).contains("would not be an ADMIN in the new file");
        assertThat(Files.readAllBytes(trust)).isEqualTo(before);
    }

    @Test
    void whoIsNoAdministratorSignsNothing() throws Exception {
        TestNode node = nodes().getFirst();
        byte[] before = Files.readAllBytes(trust);

        Shell shell = changed(olga, "add", olga.publicKey(), "--role", "OPERATOR", "--name", "olga");

        assertThat(shell.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(Files.readAllBytes(trust)).isEqualTo(before);
        // Not even one who writes herself in: the servers do not let her publish it.
        Shell asAdmin = changed(olga, "add", olga.publicKey(), "--role", "ADMIN", "--name", "olga");
        assertThat(asAdmin.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(asAdmin.err()).contains("the NATS servers do not let this key publish it");
        // And nodes do not take it from whoever could.
        TrustFile hers = read();
        assertThat(asked(
                                bob,
                                "keys",
                                "fetch",
                                "--trust",
                                folder.resolve("fleets.json").toString())
                        .status())
                .isZero();
        assertThat(node.held).isEqualTo(begin).isNotEqualTo(hers);
    }

    @Test
    void aFileThatWasChangedAfterSigningIsNotBuiltOn() throws Exception {
        TestNode node = nodes().getFirst();
        changed(ada, "add", olga.publicKey(), "--role", "OPERATOR", "--name", "olga");
        Files.writeString(trust, Files.readString(trust).replace("OPERATOR", "ADMIN"));

        Shell built = changed(ada, "add", vera.publicKey(), "--role", "VIEWER", "--name", "vera");
        assertThat(built.status()).isEqualTo(ExitCode.FAILED);
        assertThat(built.err()).contains("was changed after it was signed");

        assertThat(changed(ada, "sign").status()).isZero();
        assertThat(node.held.version()).isEqualTo(2);
        assertThat(node.held.find(olga.publicKey()).orElseThrow().role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void withoutAFleetNothingIsWrittenUnlessAskedFor() throws Exception {
        byte[] before = Files.readAllBytes(trust);

        assertThat(changed(ada, "sign").status()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(Files.readAllBytes(trust)).isEqualTo(before);

        Shell only = changed(ada, "sign", "--no-publish");
        assertThat(only.status()).isZero();
        assertThat(only.out()).contains("is version 1 now; the fleet has not got it yet");
        assertThat(read().seal()).isPresent();
    }

    @Test
    void whomTheServersDoNotLetCommandIsToldSo() {
        TestNode node = nodes().getFirst();

        Shell shell = block(vera, "203.0.113.42");

        assertThat(shell.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.err()).contains("the NATS servers do not let this key do that", "nothing was sent");
        assertThat(node.blocks.decisions).isZero();
    }

    private Shell changed(Keys signer, String command, String... args) {
        return asked(
                signer,
                Stream.of(
                                Stream.of("keys", command),
                                Stream.of(args),
                                Stream.of("--trust", trust.toString(), "--sign-with", seed(signer)))
                        .flatMap(s -> s)
                        .toArray(String[]::new));
    }

    private Shell block(Keys key, String prefix, String... args) {
        return asked(
                key,
                Stream.concat(Stream.of("block", prefix, "--reason", "x"), Stream.of(args))
                        .toArray(String[]::new));
    }

    private Shell asked(Keys key, String... args) {
        return Shell.run(Stream.concat(Stream.of(args), Stream.of("--nats", server.url(), "--key", seed(key)))
                .toArray(String[]::new));
    }

    private static String seed(Keys key) {
        return key.file().toString();
    }

    private TrustFile read() throws Exception {
        return Json.TRUST.decode(Files.readAllBytes(trust));
    }

    /** Both: of one that is missing, each command waits for a heartbeat. */
    private List<TestNode> nodes() {
        return List.of(node(east, EAST), node(west, WEST));
    }

    private TestNode node(Keys key, NodeId id) {
        TestNode node =
                new TestNode(key.settings(server.url()), id, begin, List.of(ada.publicKey(), bob.publicKey()), true);
        open.add(node);
        Await.until("node connects", node::isConnected);
        return node;
    }
}
