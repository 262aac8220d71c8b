// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.DirectSubjects;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RelaySubjects;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.crdt.DeltaChannel;
import io.nats.client.impl.NatsMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one member sends in excess costs the others nothing, and no turn much. */
class PeerInboxTest {
    private static final NodeId SELF = NodeId.of("us-east", "self");
    private static final NodeId LIAR = NodeId.of("apac", "liar");
    private static final int LIMIT = 256;
    private static final int PAGE_BYTES = 8_192;
    /** A kind's last message may go so far beyond its part. */
    private static final int LAST = FairInbox.TURN - 1;

    /** Kinds of messages, with the name under which lost ones are counted. */
    enum Kind {
        BLOCKS("block-in"),
        DIRECT("snapshot-in"),
        RELAY("relay-in"),
        DELTA("delta-in");

        private final String queue;

        Kind(String queue) {
            this.queue = queue;
        }

        String subject(NodeId sender) {
            return switch (this) {
                case BLOCKS -> Subjects.block(sender);
                case DIRECT -> DirectSubjects.of(sender, SELF);
                case RELAY -> RelaySubjects.of(sender);
                case DELTA -> Subjects.state(sender);
            };
        }
    }

    private record Told(Kind kind, NodeId sender, int number, int length) {
        int cost() {
            return Math.max(1, length / 1_024);
        }
    }

    private final PeerInbox inbox = new PeerInbox(SELF);
    private final Map<NodeId, Integer> sent = new LinkedHashMap<>();

    private static NodeId peer(int number) {
        return NodeId.of("eu-west", "peer-" + number);
    }

    /** The next of a sender's messages, which bears its number. */
    private void send(Kind kind, NodeId sender, int length) {
        byte[] bytes = new byte[length];
        int number = sent.merge(sender, 1, Integer::sum) - 1;
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (number >> (8 * i));
        }
        inbox.take(
                NatsMessage.builder().subject(kind.subject(sender)).data(bytes).build());
    }

    private void send(Kind kind, NodeId sender, int length, int times) {
        for (int i = 0; i < times; i++) {
            send(kind, sender, length);
        }
    }

    private void hello(NodeId sender) {
        inbox.take(NatsMessage.builder().subject(Subjects.snapshot(sender)).build());
    }

    private static final class Heard implements DeltaChannel.Receiver {
        private final List<Told> told = new ArrayList<>();
        private final List<NodeId> hellos = new ArrayList<>();

        private void add(Kind kind, NodeId sender, byte[] bytes) {
            int number = 0;
            for (int i = 0; i < 4; i++) {
                number |= (bytes[i] & 0xFF) << (8 * i);
            }
            told.add(new Told(kind, sender, number, bytes.length));
        }

        @Override
        public void onDelta(NodeId sender, byte[] bytes) {
            add(Kind.DELTA, sender, bytes);
        }

        @Override
        public void onRelay(NodeId sender, byte[] bytes) {
            add(Kind.RELAY, sender, bytes);
        }

        @Override
        public void onBlocks(NodeId sender, byte[] bytes) {
            add(Kind.BLOCKS, sender, bytes);
        }

        @Override
        public void onDirect(NodeId sender, byte[] bytes) {
            add(Kind.DIRECT, sender, bytes);
        }

        @Override
        public void onSnapshotRequest(NodeId sender) {
            hellos.add(sender);
        }

        List<Told> of(Kind kind) {
            return told.stream().filter(message -> message.kind == kind).toList();
        }

        List<Integer> numbersOf(NodeId sender) {
            return told.stream()
                    .filter(message -> message.sender.equals(sender))
                    .map(Told::number)
                    .toList();
        }

        int cost() {
            return hellos.size() + told.stream().mapToInt(Told::cost).sum();
        }
    }

    private Heard turn() {
        Heard heard = new Heard();
        assertThat(inbox.poll(heard, LIMIT)).isEqualTo(heard.told.size() + heard.hellos.size());
        return heard;
    }

    private Map<String, Long> lost() {
        Map<String, Long> lost = new LinkedHashMap<>();
        inbox.addDropped(lost);
        lost.values().removeIf(count -> count == 0);
        return lost;
    }

    private static List<Integer> upTo(int number) {
        return IntStream.range(0, number).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFloodOfOneMemberTakesNoPeersDeltasAndDelaysThemByNoTurn(Kind flood) {
        send(flood, LIAR, PAGE_BYTES, 1_000);
        for (int round = 0; round < 2; round++) {
            for (int peer = 0; peer < 20; peer++) {
                send(Kind.DELTA, peer(peer), 300);
            }
        }
        send(flood, LIAR, PAGE_BYTES, 1_000);

        Heard heard = turn();

        for (int peer = 0; peer < 20; peer++) {
            assertThat(heard.numbersOf(peer(peer))).as("peer %d", peer).isEqualTo(upTo(2));
        }
        assertThat(heard.cost()).isLessThanOrEqualTo(LIMIT + LAST);
        int kept = (int) (FairInbox.MAX_SENDER_BYTES / (PAGE_BYTES + FairInbox.OVERHEAD_BYTES));
        assertThat(lost()).containsExactly(Map.entry(flood.queue, 2_000L - kept));
        assertThat(heard.numbersOf(LIAR)).as("its newest").startsWith(2_000 - kept);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sendersOfOneKindTakeTurnsByTheLengthOfWhatTheySend(Kind kind) {
        send(kind, LIAR, PAGE_BYTES, 100);
        for (int peer = 0; peer < 3; peer++) {
            send(kind, peer(peer), 100, FairInbox.TURN);
        }

        Heard heard = turn();

        assertThat(heard.numbersOf(LIAR)).isNotEmpty();
        assertThat(heard.told.subList(1, 1 + 3 * FairInbox.TURN))
                .as("behind a single page")
                .extracting(Told::sender)
                .doesNotContain(LIAR);
        for (int peer = 0; peer < 3; peer++) {
            assertThat(heard.numbersOf(peer(peer))).isEqualTo(upTo(FairInbox.TURN));
        }
    }

    @Test
    void eachKindHasItsPartOfATurnThoughAllAreFlooded() {
        for (Kind kind : Kind.values()) {
            send(kind, LIAR, PAGE_BYTES, 200);
            send(kind, peer(1), 100, 200);
        }
        for (int peer = 0; peer < 500; peer++) {
            hello(peer(peer));
        }
        for (int turns = 0; turns < 10; turns++) {
            Heard heard = turn();
            assertThat(heard.cost()).isBetween(LIMIT, LIMIT + LAST);
            assertThat(heard.hellos).hasSize(LIMIT / 8);
            cost(heard, Kind.BLOCKS, LIMIT / 4);
            cost(heard, Kind.DIRECT, LIMIT / 8);
            cost(heard, Kind.RELAY, LIMIT / 4);
            assertThat(heard.of(Kind.DELTA).stream().mapToInt(Told::cost).sum())
                    .isGreaterThanOrEqualTo(LIMIT / 4 - 3 * LAST);
        }
        assertThat(lost()).isEmpty();
    }

    private static void cost(Heard heard, Kind kind, int part) {
        assertThat(heard.of(kind).stream().mapToInt(Told::cost).sum())
                .as("%s", kind)
                .isBetween(part, part + LAST);
    }

    @Test
    void whatOthersDoNotUseIsForDeltas() {
        send(Kind.DELTA, peer(1), 1_000, 1_000);
        assertThat(turn().numbersOf(peer(1))).isEqualTo(upTo(LIMIT));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void belowTheBoundsNothingIsLostAndEachSendersOrderIsKept(Kind kind) {
        int peers = FairInbox.MAX_SENDERS;
        int each = (int) (FairInbox.MAX_BYTES / peers / (200 + FairInbox.OVERHEAD_BYTES));
        for (int message = 0; message < each; message++) {
            for (int peer = 0; peer < peers; peer++) {
                send(kind, peer(peer), 200);
            }
        }
        Heard all = new Heard();
        while (inbox.poll(all, LIMIT) > 0) {
            assertThat(all.told.size()).isLessThanOrEqualTo(peers * each);
        }
        for (int peer = 0; peer < peers; peer++) {
            assertThat(all.numbersOf(peer(peer))).isEqualTo(upTo(each));
        }
        assertThat(lost()).isEmpty();
    }

    /** Several that lie fill the room; it is they who lose what no longer fits. */
    @Test
    void whoTakesTheMostRoomLosesItsOldest() {
        List<NodeId> liars = IntStream.range(0, 5)
                .mapToObj(i -> NodeId.of("apac", "liar-" + i))
                .toList();
        send(Kind.DELTA, peer(1), 500, 20);
        for (int i = 0; i < 300; i++) {
            liars.forEach(liar -> send(Kind.DELTA, liar, PAGE_BYTES));
        }
        send(Kind.DELTA, peer(2), 500, 20);

        Heard all = new Heard();
        while (inbox.poll(all, LIMIT) > 0) {
            assertThat(all.told).hasSizeLessThan(2_000);
        }
        assertThat(all.numbersOf(peer(1))).isEqualTo(upTo(20));
        assertThat(all.numbersOf(peer(2))).isEqualTo(upTo(20));
        long taken = all.told.stream()
                .mapToLong(told -> told.length + FairInbox.OVERHEAD_BYTES)
                .sum();
        assertThat(taken).isBetween(FairInbox.MAX_BYTES - 2 * PAGE_BYTES, FairInbox.MAX_BYTES);
        assertThat(liars)
                .allSatisfy(liar ->
                        assertThat(all.numbersOf(liar)).hasSizeBetween(190, 210).endsWith(299));
        assertThat(lost()).containsExactly(Map.entry("delta-in", 1_540L - all.told.size()));
    }

    @Test
    void sendersAreBoundedAndThoseThatAreOneTooManyAreCounted() {
        for (int peer = 0; peer < FairInbox.MAX_SENDERS + 7; peer++) {
            send(Kind.DELTA, peer(peer), 10);
            hello(peer(peer));
            hello(peer(0));
        }
        assertThat(lost()).isEqualTo(Map.of("delta-in", 7L, "hello-in", 7L));
        while (inbox.poll(new Heard(), LIMIT) > 0) {
            assertThat(lost()).hasSize(2);
        }
        send(Kind.DELTA, LIAR, 10);
        assertThat(turn().numbersOf(LIAR)).as("there is room again").isEqualTo(upTo(1));
    }

    @Test
    void whatIsLongerThanAllOfASendersRoomIsLostAlone() {
        send(Kind.BLOCKS, peer(1), 100);
        send(Kind.BLOCKS, peer(1), (int) FairInbox.MAX_SENDER_BYTES);
        send(Kind.BLOCKS, SELF, 100);
        assertThat(turn().numbersOf(peer(1))).isEqualTo(upTo(1));
        assertThat(lost()).isEqualTo(Map.of("block-in", 1L));
    }
}
