// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Notice;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of which nodes it is said that they said nothing. */
class ReceiptWatchTest {
    @TempDir
    Path folder;

    private final ReceiptWatch watch = new ReceiptWatch(new NkeyVerifier());
    private NkeySigner operator;
    private NkeySigner other;
    private long nowMillis = System.currentTimeMillis();

    @BeforeEach
    void open() throws IOException {
        operator = NkeySigner.create(folder.resolve("operator.nk"));
        other = NkeySigner.create(folder.resolve("other.nk"));
        watch.obey(new TrustFile(List.of(
                new Operator(operator.publicKey(), Role.OPERATOR, "olga"),
                new Operator(other.publicKey(), Role.OPERATOR, "otto"))));
        beat(EAST, WEST);
    }

    @AfterEach
    void close() {
        operator.close();
        other.close();
    }

    private void beat(NodeId... nodes) {
        for (NodeId node : nodes) {
            watch.onStatus(node, nowMillis);
        }
    }

    private Command block(Scope scope) {
        return Samples.block(operator.publicKey(), scope, "198.51.100.7");
    }

    private void hear(Command command) {
        watch.onCommand(operator.sign(command), nowMillis);
    }

    private void answer(UUID id, NodeId node, Receipt.State state) {
        watch.onReceipt(new Receipt(id, node, state, true, 9, Optional.empty()), nowMillis);
    }

    private List<NodeId> lateAfter(long millis) {
        nowMillis += millis;
        return watch.late(nowMillis).stream().map(Notice.ReceiptMissing::node).toList();
    }

    @Test
    void whoSaysNothingForTwoSecondsIsToldOnce() {
        Command order = block(new Scope.Fleet());
        hear(order);
        answer(order.id(), EAST, Receipt.State.APPLIED);
        assertThat(lateAfter(1_999)).isEmpty();
        assertThat(lateAfter(1)).containsExactly(WEST);
        hear(order); // Sent again to who is silent.
        assertThat(lateAfter(2_500)).isEmpty();
        assertThat(watch.missing()).isEqualTo(1);
    }

    /** Anybody who may publish can do so, and a node answers a command once. */
    @Test
    void anOrderThatIsSentAgainMuchLaterIsNotWaitedForAnew() {
        Command order = block(new Scope.Fleet());
        hear(order);
        answer(order.id(), EAST, Receipt.State.APPLIED);
        answer(order.id(), WEST, Receipt.State.APPLIED);
        assertThat(lateAfter(2_000)).isEmpty();
        assertThat(lateAfter(9_000)).isEmpty();
        while (nowMillis < order.expiresAt().toEpochMilli() + 5_000) {
            beat(EAST, WEST);
            hear(order);
            assertThat(lateAfter(2_500)).isEmpty();
        }
        assertThat(watch.missing()).isZero();
        assertThat(watch.unwatched()).isZero();
    }

    @Test
    void ofAWholeInPartsNoneIsWaitedForAnew() {
        UUID whole = UUID.randomUUID();
        Command part = block(new Scope.Node(EAST)).with(UUID.randomUUID(), new CommandBody.Part(whole, 0, 1, piece()));
        hear(part);
        answer(whole, EAST, Receipt.State.APPLIED);
        assertThat(lateAfter(31_000)).isEmpty();
        beat(EAST);
        hear(part);
        hear(block(new Scope.Node(EAST)));
        assertThat(lateAfter(2_000)).as("another is").containsExactly(EAST);
        nowMillis += 26_000;
        beat(EAST);
        assertThat(lateAfter(3_000)).isEmpty();
    }

    @Test
    void anyWordIsAnAnswer() {
        Command order = block(new Scope.Fleet());
        hear(order);
        answer(order.id(), EAST, Receipt.State.REFUSED);
        answer(order.id(), WEST, Receipt.State.WAITING);
        assertThat(lateAfter(2_000)).isEmpty();
    }

    @Test
    void onlyWhomItIsForHasToAnswer() {
        hear(block(new Scope.Region(WEST.region())));
        hear(block(new Scope.Node(EAST)));
        assertThat(lateAfter(2_000)).containsExactly(WEST, EAST);
        hear(block(new Scope.Region(new RegionId("apac"))));
        assertThat(lateAfter(2_000)).isEmpty();
    }

    @Test
    void aNodeThatIsAwayIsNotExpectedToAnswerNorOneThatWentMeanwhile() {
        nowMillis += 4_000;
        beat(EAST);
        hear(block(new Scope.Fleet()));
        assertThat(lateAfter(2_000)).as("WEST was last heard 6 s ago").containsExactly(EAST);
        hear(block(new Scope.Fleet()));
        assertThat(lateAfter(4_000)).isEmpty();
    }

    @Test
    void whatIsForgedStrangeDryOrNotForNodesNeedsNoAnswer() throws IOException {
        Command order = block(new Scope.Fleet());
        watch.onCommand(new SignedCommand(order, new byte[64]), nowMillis);
        try (NkeySigner stranger = NkeySigner.create(folder.resolve("stranger.nk"))) {
            watch.onCommand(
                    stranger.sign(Samples.block(stranger.publicKey(), new Scope.Fleet(), "198.51.100.7")), nowMillis);
        }
        hear(new Command(
                UUID.randomUUID(),
                order.issuedAt(),
                order.expiresAt(),
                order.actor(),
                order.scope(),
                true,
                order.body()));
        hear(order.with(UUID.randomUUID(), new CommandBody.Drain(EAST.region(), false, "test")));
        assertThat(lateAfter(2_000)).isEmpty();
    }

    @Test
    void anOrderInPartsIsAnsweredAsAWholeAndHasTimeAfterItsLast() {
        UUID whole = UUID.randomUUID();
        Command first = block(new Scope.Fleet());
        for (int i = 0; i < 3; i++) {
            hear(first.with(UUID.randomUUID(), new CommandBody.Part(whole, i, 3, piece())));
            nowMillis += 20_000;
            beat(EAST, WEST);
        }
        answer(whole, WEST, Receipt.State.APPLIED);
        assertThat(lateAfter(9_999)).isEmpty();
        beat(EAST, WEST);
        assertThat(lateAfter(1)).containsExactly(EAST);
    }

    private static CommandBody.Block piece() {
        return new CommandBody.Block(List.of(Prefix.parse("198.51.100.7")), Duration.ofMinutes(1), "test");
    }

    @Test
    void ofMoreOrdersThanThereIsRoomForTheRestIsCounted() {
        int given = ReceiptWatch.MOST_ORDERS + 100;
        for (int i = 0; i < given; i++) {
            if (i % 500 == 0) { // What one key's orders may take to check, a second.
                nowMillis += 1_000;
                beat(EAST);
            }
            hear(block(new Scope.Node(EAST)));
        }
        assertThat(watch.unwatched()).isEqualTo(100);
        assertThat(lateAfter(2_000)).hasSize(ReceiptWatch.MOST_ORDERS);
        nowMillis += 10_001;
        assertThat(lateAfter(0)).isEmpty();
        beat(EAST);
        hear(block(new Scope.Node(EAST)));
        assertThat(watch.unwatched()).as("there is room again").isEqualTo(100);
        assertThat(lateAfter(2_000)).containsExactly(EAST);
    }

    /** Whoever may publish commands may forge any number under others' names. */
    @Test
    void amongForgedOrdersGenuineOnesAreStillWatched() {
        Command order = block(new Scope.Fleet());
        for (int second = 0; second < 5; second++) {
            nowMillis += 1_000;
            for (int i = 0; i < 1_000; i++) {
                watch.onCommand(
                        new SignedCommand(order.with(UUID.randomUUID(), order.body()), new byte[64]), nowMillis);
            }
        }
        assertThat(watch.unwatched()).as("all were looked at").isZero();
        beat(EAST, WEST);
        hear(block(new Scope.Node(EAST)));
        assertThat(watch.unwatched())
                .as("who is forged has used up what is his")
                .isOne();
        watch.onCommand(other.sign(Samples.block(other.publicKey(), new Scope.Node(WEST), "203.0.113.9")), nowMillis);
        nowMillis += 1_000;
        hear(block(new Scope.Node(EAST)));
        assertThat(watch.unwatched()).isOne();
        assertThat(lateAfter(2_000)).containsExactly(WEST, EAST);
    }

    /** A part takes 170 KB on the heap. */
    @Test
    void ofAnOrderNoMoreIsKeptThanIsNeeded() {
        List<WeakReference<CommandBody>> bodies = new ArrayList<>();
        List<Prefix> prefixes = IntStream.range(0, CommandBody.Part.MOST_PREFIXES)
                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32))
                .toList();
        for (int i = 0; i < 20; i++) {
            CommandBody body = new CommandBody.Part(
                    new UUID(2, i), 0, 9, new CommandBody.Block(prefixes, Duration.ofMinutes(1), "test"));
            bodies.add(new WeakReference<>(body));
            Command part = block(new Scope.Fleet()).with(UUID.randomUUID(), body);
            watch.onCommand(i % 2 == 0 ? operator.sign(part) : new SignedCommand(part, new byte[64]), nowMillis);
        }
        Await.until("all are forgotten", () -> {
            System.gc();
            return bodies.stream().allMatch(body -> body.refersTo(null));
        });
        nowMillis += 28_000;
        beat(EAST, WEST);
        assertThat(lateAfter(2_000)).as("of ten orders two nodes each").hasSize(20);
    }

    /** They come another way than orders do. */
    @Test
    void aReceiptThatIsHeardBeforeItsOrderCounts() {
        Command order = block(new Scope.Fleet());
        answer(order.id(), EAST, Receipt.State.APPLIED);
        nowMillis += 3_000;
        beat(EAST, WEST);
        hear(order);
        assertThat(lateAfter(2_000)).containsExactly(WEST);
    }

    @Test
    void aNodeThatAnswersVeryManyLosesItsOwnEarlyReceiptsAlone() {
        Command order = block(new Scope.Fleet());
        answer(order.id(), EAST, Receipt.State.APPLIED);
        answer(order.id(), WEST, Receipt.State.APPLIED);
        for (int i = 0; i < EarlyReceipts.MOST_OF_ONE; i++) {
            answer(UUID.randomUUID(), WEST, Receipt.State.REFUSED);
        }
        hear(order);
        assertThat(lateAfter(2_000)).containsExactly(WEST);
    }

    @Test
    void whatAnsweredAnOldOrderIsForgotten() {
        Command order = block(new Scope.Node(EAST));
        answer(order.id(), EAST, Receipt.State.APPLIED);
        nowMillis += 10_001;
        beat(EAST);
        hear(order);
        assertThat(lateAfter(2_000)).containsExactly(EAST);
    }

    /** Whoever sees an id can publish parts of it. */
    @Test
    void partsOfOthersAndLatePartsPutNothingOff() {
        UUID whole = UUID.randomUUID();
        Command first = block(new Scope.Node(EAST));
        hear(first.with(UUID.randomUUID(), new CommandBody.Part(whole, 0, 3, piece())));
        nowMillis += 20_000;
        Command foreign = Samples.block(other.publicKey(), new Scope.Node(EAST), "203.0.113.9");
        watch.onCommand(
                other.sign(foreign.with(UUID.randomUUID(), new CommandBody.Part(whole, 1, 3, piece()))), nowMillis);
        nowMillis += 9_999;
        beat(EAST);
        assertThat(lateAfter(1)).containsExactly(EAST);
    }

    @Test
    void whatWasLostOnTheWayIsCounted() {
        watch.onLost(7);
        assertThat(watch.unwatched()).isEqualTo(7);
    }
}
