// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of prefixes, sent in parts over a real server. */
class BulkCommandTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys east;
    private Keys west;
    private Keys operator;
    private NatsServerProcess server;

    @BeforeEach
    void startServer() {
        east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        operator = Keys.create(folder, "operator");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.operator(operator.publicKey(), "olga")));
        open.add(server);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void aListOfAHundredThousandIsInForceOnAllByOneCommandAndEndsByAnother() throws IOException {
        TestNode first = node(east, EAST, intake -> intake);
        TestNode second = node(west, WEST, intake -> intake);
        Path list = list(CommandBody.MAX_PREFIXES_IN_PARTS);

        Shell block = asked("block", "--file", list.toString(), "--reason", "botnet");

        assertThat(block.err()).isEmpty();
        assertThat(block.out()).contains("(100000 as ordered, 0 not)", "2 of 2 nodes have it in force");
        assertThat(block.status()).isZero();
        assertThat(List.of(first, second))
                .allSatisfy(node -> assertThat(node.blocks.active()).hasSize(100_000));

        Shell unblock = asked("unblock", "--file", list.toString(), "--json");
        assertThat(unblock.status()).isZero();
        assertThat(unblock.out()).contains("\"tally\":{\"applied\":100000,\"refused\":0");
        assertThat(first.blocks.active()).isEmpty();
    }

    @Test
    void aNodeThatLostSomePartsIsSentThemAgain() throws IOException {
        Lossy lossy = new Lossy(index -> index % 3 == 1);
        TestNode first = node(east, EAST, lossy);
        TestNode second = node(west, WEST, intake -> intake);

        Shell block = asked("block", "--file", list(9_500).toString(), "--reason", "botnet");

        assertThat(block.out()).contains("2 of 2 nodes have it in force");
        assertThat(lossy.lost).containsExactlyInAnyOrder(1, 4, 7);
        assertThat(first.blocks.active()).hasSize(9_500);
        assertThat(first.blocks.decisions).isEqualTo(9_500);
        assertThat(second.blocks.decisions).isEqualTo(9_500);
    }

    @Test
    void aNodeThatLostAllIsSentAllAgain() throws IOException {
        Lossy lossy = new Lossy(index -> true);
        TestNode node = node(east, EAST, lossy);

        Shell block = asked(
                "block", "--file", list(2_500).toString(), "--reason", "botnet", "--scope", "region." + EAST.region());

        assertThat(block.status()).isZero();
        assertThat(lossy.lost).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(node.blocks.decisions).isEqualTo(2_500);
    }

    /** Of a short command as well: what got lost on the way is sent again, and carried out once. */
    @Test
    void aNodeThatLostAShortCommandIsSentItAgain() {
        AtomicInteger lost = new AtomicInteger();
        TestNode first = node(east, EAST, intake -> () -> intake.next().filter(_ -> lost.getAndIncrement() > 0));
        TestNode second = node(west, WEST, intake -> intake);

        Shell block = asked("block", "203.0.113.7", "--reason", "botnet");

        assertThat(block.status()).isZero();
        assertThat(block.out()).contains("2 of 2 nodes have it in force");
        assertThat(lost.get()).isEqualTo(2);
        assertThat(first.blocks.decisions).isEqualTo(1);
        assertThat(second.blocks.decisions).isEqualTo(1);
    }

    @Test
    void whoSaysNothingIsNamedWhileTheOthersAreWaitedFor() {
        TestNode deaf = node(east, EAST, _ -> Optional::empty);
        node(west, WEST, intake -> intake);

        Shell block = asked("block", "203.0.113.7", "--reason", "botnet");

        assertThat(block.status()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(block.err())
                .contains("warning: " + EAST + " has said nothing for 2 s")
                .doesNotContain(WEST.toString());
        assertThat(deaf.blocks.decisions).isZero();
    }

    @Test
    void aKeyThatIsNotTrustedIsToldSoForTheWholeList() throws IOException {
        TestNode node = new TestNode(east.settings(server.url()), EAST, new TrustFile(List.of()), true);
        open.add(node);
        Await.until("node connects", node::isConnected);

        Shell block = asked("block", "--file", list(2_500).toString(), "--reason", "botnet");

        assertThat(block.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(block.out()).contains("UNKNOWN_ACTOR").containsOnlyOnce(EAST.toString());
    }

    @Test
    void aListThatCannotBeUnderstoodSendsNothingAndNamesTheLine() throws IOException {
        TestNode node = node(east, EAST, intake -> intake);
        Path list = Files.writeString(
                folder.resolve("bad.txt"), "# seen today\n203.0.113.1 # a\n\n203.0.113.0/33\n198.51.100.7\n");

        Shell block = asked("block", "--file", list.toString(), "--reason", "x");

        assertThat(block.status()).isEqualTo(ExitCode.USAGE);
        assertThat(block.err()).contains("bad.txt:4:", "nothing was sent");
        assertThat(asked("block", "--reason", "x").err()).contains("no prefix is named");
        assertThat(asked("block", "--file", folder.resolve("none").toString(), "--reason", "x")
                        .err())
                .contains("cannot be read");
        assertThat(node.blocks.decisions).isZero();
    }

    private Shell asked(String... args) {
        List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--nats", server.url(), "--key", operator.file().toString()));
        return Shell.run(line.toArray(String[]::new));
    }

    private TestNode node(Keys key, NodeId id, UnaryOperator<CommandIntake> losing) {
        TrustFile trust = new TrustFile(List.of(new Operator(operator.publicKey(), Role.OPERATOR, "olga")));
        TestNode node = new TestNode(key.settings(server.url()), id, trust, true, losing);
        open.add(node);
        Await.until("node connects", node::isConnected);
        return node;
    }

    private Path list(int count) throws IOException {
        List<String> lines = IntStream.range(0, count)
                .mapToObj(i -> "20." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))
                .toList();
        return Files.write(folder.resolve("list.txt"), lines);
    }

    /** Loses the parts with these indexes the first time they come. */
    private static final class Lossy implements UnaryOperator<CommandIntake> {
        private final IntPredicate loses;
        private final Set<Integer> lost = new HashSet<>();

        Lossy(IntPredicate loses) {
            this.loses = loses;
        }

        @Override
        public CommandIntake apply(CommandIntake intake) {
            return () -> {
                Optional<ReceivedCommand> next = intake.next();
                while (next.isPresent() && loses(next.get())) {
                    next = intake.next();
                }
                return next;
            };
        }

        private boolean loses(ReceivedCommand received) {
            return received instanceof ReceivedCommand.Decoded decoded
                    && decoded.signed().command().body() instanceof CommandBody.Part part
                    && loses.test(part.index())
                    && lost.add(part.index());
        }
    }
}
