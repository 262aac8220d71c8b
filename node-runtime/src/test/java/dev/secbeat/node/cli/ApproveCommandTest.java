// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cluster.AuditStream;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.FleetOrders;
import dev.secbeat.node.cluster.Intruder;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two administrators, two nodes and a real server with JetStream; one node is restarted while an order waits. */
class ApproveCommandTest {
    private static final String WIDE = "198.18.0.0/15";
    private static final UUID ID = new UUID(7, 7);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys east;
    private Keys west;
    private Keys adam;
    private Keys ada;
    private Keys orchestrator;
    private Keys all;
    private NatsServerProcess server;
    private TestNode stays;
    private TestNode restarts;

    @BeforeEach
    void start() {
        east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        adam = Keys.create(folder, "adam");
        ada = Keys.create(folder, "ada");
        orchestrator = Keys.create(folder, "orchestrator");
        all = Keys.create(folder, "all");
        server = opened(NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.admin(adam.publicKey(), "adam"),
                        NatsUser.admin(ada.publicKey(), "ada"),
                        NatsUser.orchestrator(orchestrator.publicKey(), "o"),
                        new NatsUser(all.publicKey(), List.of(">"), List.of(">"), false, "test"))));
        stays = opened(node(east, EAST));
        restarts = node(west, WEST);
    }

    @AfterEach
    void closeAll() throws Exception {
        restarts.close();
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private TestNode node(Keys key, NodeId id) {
        TrustFile trust = new TrustFile(List.of(
                new Operator(adam.publicKey(), Role.ADMIN, "adam"), new Operator(ada.publicKey(), Role.ADMIN, "ada")));
        TestNode node = new TestNode(key.settings(server.url()), id, trust, true);
        Await.until("the node connects", node::isConnected);
        return node;
    }

    private void makeStream() {
        try (FleetLink link = FleetLink.open(orchestrator.settings(server.url()), "o", new FleetListener() {})) {
            Await.until("connected", () -> link.connection().isConnected());
            int _ = new AuditStream(link, 1).drain();
        }
    }

    private void restart() {
        restarts.close();
        restarts = node(west, WEST);
    }

    private JsonNode asked(Keys key, int status, String... args) {
        Shell shell = Shell.run(Stream.concat(
                        Stream.of(args),
                        Stream.of(
                                "--json",
                                "--nats",
                                server.url(),
                                "--key",
                                key.file().toString()))
                .toArray(String[]::new));
        assertThat(shell.status()).as(shell.out() + shell.err()).isEqualTo(status);
        return SmallFleet.objects(shell).getFirst();
    }

    private String waiting(String... order) {
        return asked(adam, ExitCode.WAITING, order).get("commandId").asText();
    }

    private static List<String> states(JsonNode answer) {
        return answer.get("receipts")
                .valueStream()
                .map(receipt -> receipt.get("node").asText() + " "
                        + receipt.get("state").asText().toUpperCase(Locale.ROOT))
                .toList();
    }

    @Test
    void aNodeThatWasRestartedIsGivenTheOrderAgainAndThenTheApproval() {
        makeStream();
        String order = waiting("block", WIDE, "--reason", "flood");
        restart();

        JsonNode answer = asked(ada, ExitCode.OK, "approve", order);

        assertThat(states(answer)).containsExactlyInAnyOrder(EAST + " APPLIED", WEST + " APPLIED");
        assertThat(restarts.blocks.verify(Prefix.parse(WIDE), true)).isTrue();
        assertThat(stays.blocks.verify(Prefix.parse(WIDE), true)).isTrue();
        assertThat(stays.blocks.decisions).as("nobody does it twice").isOne();
    }

    /** Elsewhere nothing waits, and nodes there would refuse. */
    @Test
    void anApprovalAndAnUndoGoToTheNodesThatTheOrderWasForUnlessOthersAreNamed() {
        makeStream();
        String order = waiting(
                "block", WIDE, "--reason", "flood", "--region", EAST.region().value());

        assertThat(states(asked(ada, ExitCode.OK, "approve", order))).containsExactly(EAST + " APPLIED");
        assertThat(stays.blocks.verify(Prefix.parse(WIDE), true)).isTrue();
        assertThat(states(asked(adam, ExitCode.REFUSED, "undo", order, "--scope", "all")))
                .as("as it was told")
                .contains(WEST + " REFUSED");

        String second = asked(adam, ExitCode.OK, "block", "203.0.113.7", "--reason", "x", "--scope", "node." + east())
                .get("commandId")
                .asText();
        assertThat(states(asked(adam, ExitCode.OK, "undo", second))).containsExactly(EAST + " APPLIED");
        assertThat(restarts.blocks.decisions).isZero();
    }

    private static String east() {
        return EAST.region() + "." + EAST.name();
    }

    @Test
    void anOrderInPartsIsGivenAgainAsWell() throws Exception {
        makeStream();
        Path list = folder.resolve("list");
        Files.write(
                list,
                Stream.concat(
                                Stream.of(WIDE),
                                IntStream.range(0, 5_000).mapToObj(i -> "20.0." + (i >> 8) + "." + (i & 255)))
                        .toList());
        String order = waiting("block", "--file", list.toString(), "--reason", "flood");
        restart();

        JsonNode answer = asked(ada, ExitCode.OK, "approve", order);

        assertThat(states(answer)).containsExactlyInAnyOrder(EAST + " APPLIED", WEST + " APPLIED");
        assertThat(restarts.blocks.active()).hasSize(5_001);
    }

    /** Each node takes an approval once, and one alone of a fleet does not show that it was in time. */
    @Test
    void whatNoNodeTakesIsNotGivenAgain() {
        makeStream();
        String order = waiting("block", WIDE, "--reason", "flood");
        asked(adam, ExitCode.OK, "undo", order);
        restart();

        JsonNode answer = asked(ada, ExitCode.REFUSED, "approve", order);

        assertThat(states(answer)).containsExactlyInAnyOrder(EAST + " REFUSED", WEST + " REFUSED");
        assertThat(restarts.blocks.decisions).isZero();
    }

    /** One order to one node and another one to the other, under the same id. */
    @Test
    void whatTwoOrdersShareIsNotAgreedTo() throws Exception {
        makeStream();
        sent(EAST, WIDE);
        sent(WEST, "198.16.0.0/15");

        JsonNode answer = asked(ada, ExitCode.REFUSED, "approve", ID.toString(), "--even-unseen");

        assertThat(answer.get("error").asText()).contains("different orders bear the id");
        JsonNode undo = asked(ada, ExitCode.REFUSED, "undo", ID.toString());
        assertThat(undo.get("error").asText())
                .contains("different orders bear the id", "nothing was sent: name them with --region REGION");
        assertThat(stays.blocks.decisions + restarts.blocks.decisions).isZero();
    }

    @Test
    void whatWasAgreedToIsShownAndNothingElseIsCarriedOut() throws Exception {
        sent(WEST, "198.16.0.0/15"); // Before there is a stream that could tell.
        makeStream();
        sent(EAST, WIDE);

        Shell shell = Shell.run(
                "approve",
                ID.toString(),
                "--nats",
                server.url(),
                "--key",
                ada.file().toString());

        assertThat(shell.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.out())
                .contains("approving block " + WIDE, adam.publicKey(), "not the order that was agreed to");
        assertThat(stays.blocks.verify(Prefix.parse(WIDE), true)).isTrue();
        assertThat(restarts.blocks.decisions).isZero();
    }

    /** Whoever sees an id can publish an order of his own under it; who gave the one that waits, one knows. */
    @Test
    void anOrderOfSomebodyElseUnderItsIdKeepsNobodyFromAgreeing() throws Exception {
        makeStream();
        String order = waiting("block", WIDE, "--reason", "flood");
        restart();
        Path rogueKey = folder.resolve("rogue.nk");
        try (NkeySigner signer = NkeySigner.create(rogueKey);
                Intruder rogue = new Intruder(all.settings(server.url()))) {
            CommandBody body = new CommandBody.Unblock(List.of(Prefix.parse("203.0.113.7")), "test");
            Command command =
                    FleetOrders.write(UUID.fromString(order), Instant.now(), signer, new Scope.Fleet(), false, body);
            AtomicInteger receipts = rogue.count(Subjects.receipt(EAST));
            rogue.say(Subjects.command(new Scope.Fleet()), Json.COMMAND.encode(signer.sign(command)));
            Await.until("it is refused", () -> receipts.get() > 0);
        }

        assertThat(asked(ada, ExitCode.REFUSED, "approve", order).get("error").asText())
                .contains("different orders bear the id", "--by", adam.publicKey() + ": block " + WIDE);
        assertThat(stays.blocks.decisions).isZero();
        JsonNode answer = asked(ada, ExitCode.OK, "approve", order, "--by", adam.publicKey());
        assertThat(states(answer)).containsExactlyInAnyOrder(EAST + " APPLIED", WEST + " APPLIED");
        assertThat(restarts.blocks.verify(Prefix.parse(WIDE), true)).isTrue();
    }

    /** Neither another limit nor an order of another kind. */
    @Test
    void anApprovalOfALimitCarriesOutNoOtherOne() throws Exception {
        sent(WEST, limit(1)); // Before there is a stream that could tell.
        makeStream();
        sent(EAST, limit(1_000_000));

        JsonNode answer = asked(ada, ExitCode.REFUSED, "approve", ID.toString());

        assertThat(states(answer)).containsExactlyInAnyOrder(EAST + " APPLIED", WEST + " REFUSED");
        assertThat(stays.limits()).hasSize(1);
        assertThat(restarts.limits()).isEmpty();
    }

    private static CommandBody limit(long most) {
        return new CommandBody.Limit(
                new LimitRule(Optional.empty(), Dimension.REQUESTS, most, 10_000, 60), Duration.ofMinutes(10), "test");
    }

    private void sent(NodeId node, String prefix) throws Exception {
        sent(node, new CommandBody.Block(List.of(Prefix.parse(prefix)), Duration.ofMinutes(10), "test"));
    }

    /** An order for all that one node alone is given; it waits there when this returns. */
    private void sent(NodeId node, CommandBody body) throws Exception {
        try (NkeySigner signer = NkeySigner.load(adam.file());
                Intruder rogue = new Intruder(all.settings(server.url()))) {
            Command command = FleetOrders.write(ID, Instant.now(), signer, new Scope.Fleet(), false, body);
            AtomicInteger receipts = rogue.count(Subjects.receipt(node));
            rogue.say(Subjects.command(new Scope.Node(node)), Json.COMMAND.encode(signer.sign(command)));
            Await.until("it waits", () -> receipts.get() > 0);
        }
    }

    @Test
    void whatCannotBeLookedUpIsNotAgreedToUnlessThatIsMeant() {
        String order = waiting("block", WIDE, "--reason", "flood");

        assertThat(asked(ada, ExitCode.REFUSED, "approve", order).get("error").asText())
                .contains("could not be looked up", "--even-unseen");
        assertThat(stays.blocks.decisions).isZero();
        assertThat(asked(ada, ExitCode.REFUSED, "approve", order, "--even-unseen")
                        .get("error")
                        .asText())
                .contains("not known for which nodes it is", "--region REGION", "--scope all");
        assertThat(stays.blocks.decisions).isZero();
        asked(ada, ExitCode.OK, "approve", order, "--even-unseen", "--scope", "all");
        assertThat(stays.blocks.verify(Prefix.parse(WIDE), true)).isTrue();
    }

    @Test
    void whereTheOrderIsNotToBeHadTheRefusalStands() {
        String order = waiting("block", WIDE, "--reason", "flood");
        restart();

        JsonNode answer = asked(ada, ExitCode.REFUSED, "approve", order, "--even-unseen", "--scope", "all");

        assertThat(states(answer)).containsExactlyInAnyOrder(EAST + " APPLIED", WEST + " REFUSED");
        assertThat(answer.get("receipts").toString()).contains("order it anew");
    }
}
