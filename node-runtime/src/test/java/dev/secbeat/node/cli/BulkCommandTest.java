// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.Keys;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    /** Ends only what would fail anyway: a busy machine may take its time. */
    private static final String PATIENCE = "120s";

    @TempDir
    Path folder;

    private final List<TestNode> open = new ArrayList<>();
    private SmallFleet fleet;

    @BeforeEach
    void startServer() {
        fleet = new SmallFleet(folder);
    }

    @AfterEach
    void closeAll() {
        open.reversed().forEach(TestNode::close);
        fleet.close();
    }

    @Test
    void aListOfAHundredThousandIsInForceOnAllByOneCommandAndEndsByAnother() throws IOException {
        TestNode first = node(fleet.east, EAST, intake -> intake);
        TestNode second = node(fleet.west, WEST, intake -> intake);
        Path list = list(CommandBody.MAX_PREFIXES_IN_PARTS);

        Shell block = fleet.asked("block", "--file", list.toString(), "--reason", "botnet", "--wait", PATIENCE);

        assertThat(block.out()).contains("(100000 as ordered, 0 not)", "2 of 2 nodes have it in force");
        assertThat(block.status()).isZero();
        assertThat(List.of(first, second))
                .allSatisfy(node -> assertThat(node.blocks.active()).hasSize(100_000));

        Shell unblock = fleet.asked("unblock", "--file", list.toString(), "--json", "--wait", PATIENCE);
        assertThat(unblock.status()).isZero();
        assertThat(unblock.out()).contains("\"tally\":{\"applied\":100000,\"refused\":0");
        assertThat(List.of(first, second))
                .allSatisfy(node -> assertThat(node.blocks.active()).isEmpty());
    }

    @Test
    void aNodeThatLostSomePartsIsSentThemAgain() throws IOException {
        Lossy lossy = new Lossy(index -> index % 3 == 1);
        TestNode first = node(fleet.east, EAST, lossy);
        TestNode second = node(fleet.west, WEST, intake -> intake);

        Shell block = fleet.asked("block", "--file", list(38_000).toString(), "--reason", "botnet", "--wait", PATIENCE);

        assertThat(block.out()).contains("2 of 2 nodes have it in force");
        assertThat(lossy.lost).containsExactlyInAnyOrder(1, 4, 7);
        assertThat(first.blocks.active()).hasSize(38_000);
        assertThat(first.blocks.decisions).isEqualTo(38_000);
        assertThat(second.blocks.decisions).isEqualTo(38_000);
    }

    @Test
    void aNodeThatLostAllIsSentAllAgain() throws IOException {
        Lossy lossy = new Lossy(index -> true);
        TestNode node = node(fleet.east, EAST, lossy);

        Shell block = fleet.asked(
                "block",
                "--file",
                list(10_000).toString(),
                "--reason",
                "botnet",
                "--scope",
                "region." + EAST.region(),
                "--wait",
                PATIENCE);

        assertThat(block.status()).isZero();
        assertThat(lossy.lost).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(node.blocks.decisions).isEqualTo(10_000);
    }

    /** It had some of the parts, asked for the others, and has forgotten them all. */
    @Test
    void aNodeThatIsRestartedWhileItWaitsForPartsIsSentThemAgain() throws Exception {
        AtomicInteger lost = new AtomicInteger();
        TestNode before = node(
                fleet.east,
                EAST,
                intake -> () -> intake.next().filter(received -> !isPart(received, 1) || lost.getAndIncrement() < 0));
        Path list = list(10_000);
        CompletableFuture<Shell> block = CompletableFuture.supplyAsync(() -> fleet.asked(
                "block",
                "--file",
                list.toString(),
                "--reason",
                "botnet",
                "--region",
                EAST.region().value()));
        Await.until("it has asked for the part", () -> lost.get() >= 2);
        before.close();
        TestNode after = node(fleet.east, EAST, intake -> intake);

        Shell answer = block.get(120, TimeUnit.SECONDS);
        assertThat(answer.status()).as(answer.out() + answer.err()).isZero();
        assertThat(before.blocks.decisions).isZero();
        assertThat(after.blocks.decisions).isEqualTo(10_000);
    }

    @Test
    void whoSaysNothingToAListIsNamedWhileTheOthersAreWaitedFor() throws IOException {
        TestNode deaf = node(fleet.east, EAST, intake -> () -> intake.next().filter(received -> !isPart(received, -1)));
        node(fleet.west, WEST, intake -> intake);

        Shell block = fleet.asked("block", "--file", list(2_500).toString(), "--reason", "botnet");

        assertThat(block.status()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(block.err())
                .contains("warning: " + EAST + " has said nothing for 2 s")
                .doesNotContain(WEST.toString());
        assertThat(deaf.blocks.decisions).isZero();
    }

    /** Whether it is the part with this index, or any of index -1. */
    private static boolean isPart(ReceivedCommand received, int index) {
        return received instanceof ReceivedCommand.Decoded decoded
                && decoded.signed().command().body() instanceof CommandBody.Part part
                && (index < 0 || part.index() == index);
    }

    /** Of a short command as well: what got lost on the way is sent again, and carried out once. */
    @Test
    void aNodeThatLostAShortCommandIsSentItAgain() {
        AtomicInteger lost = new AtomicInteger();
        TestNode first = node(fleet.east, EAST, intake -> () -> intake.next().filter(_ -> lost.getAndIncrement() > 0));
        TestNode second = node(fleet.west, WEST, intake -> intake);

        Shell block = fleet.asked("block", "203.0.113.7", "--reason", "botnet");

        assertThat(block.status()).isZero();
        assertThat(block.out()).contains("2 of 2 nodes have it in force");
        assertThat(lost.get()).isEqualTo(2);
        assertThat(first.blocks.decisions).isEqualTo(1);
        assertThat(second.blocks.decisions).isEqualTo(1);
    }

    @Test
    void whoSaysNothingIsNamedWhileTheOthersAreWaitedFor() {
        TestNode deaf = node(fleet.east, EAST, _ -> Optional::empty);
        node(fleet.west, WEST, intake -> intake);

        Shell block = fleet.asked("block", "203.0.113.7", "--reason", "botnet");

        assertThat(block.status()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(block.err())
                .contains("warning: " + EAST + " has said nothing for 2 s")
                .doesNotContain(WEST.toString());
        assertThat(deaf.blocks.decisions).isZero();
    }

    @Test
    void aKeyThatIsNotTrustedIsToldSoForTheWholeList() throws IOException {
        TestNode node = new TestNode(fleet.east.settings(fleet.server.url()), EAST, new TrustFile(List.of()), true);
        open.add(node);
        Await.until("node connects", node::isConnected);

        Shell block = fleet.asked("block", "--file", list(2_500).toString(), "--reason", "botnet");

        assertThat(block.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(block.out()).contains("UNKNOWN_ACTOR").containsOnlyOnce(EAST.toString());
    }

    @Test
    void aListThatCannotBeUnderstoodSendsNothingAndNamesTheLine() throws IOException {
        TestNode node = node(fleet.east, EAST, intake -> intake);
        Path list = Files.writeString(
                folder.resolve("bad.txt"), "# seen today\n203.0.113.1 # a\n\n203.0.113.0/33\n198.51.100.7\n");

        Shell block = fleet.asked("block", "--file", list.toString(), "--reason", "x");

        assertThat(block.status()).isEqualTo(ExitCode.USAGE);
        assertThat(block.err()).contains("bad.txt:4:", "nothing was sent");
        assertThat(fleet.asked("block", "--reason", "x").err()).contains("no prefix is named");
        assertThat(fleet.asked("block", "--file", folder.resolve("none").toString(), "--reason", "x")
                        .err())
                .contains("cannot be read");
        assertThat(node.blocks.decisions).isZero();
    }

    private TestNode node(Keys key, NodeId id, UnaryOperator<CommandIntake> losing) {
        TrustFile trust = new TrustFile(List.of(new Operator(fleet.operator.publicKey(), Role.OPERATOR, "olga")));
        TestNode node = new TestNode(key.settings(fleet.server.url()), id, trust, true, losing);
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
