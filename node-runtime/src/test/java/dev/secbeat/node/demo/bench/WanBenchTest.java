// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How late a busy machine is says nothing; that everybody blocks, and not before the cause, does. */
class WanBenchTest {
    private static final class Tape implements DeltaChannel {
        private final List<String> sent = new ArrayList<>();

        @Override
        public void publishDelta(byte[] bytes, int length) {
            sent.add(new String(bytes, 0, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void publishBlocks(byte[] bytes, int length) {
            sent.add("blocks");
        }

        @Override
        public void requestSnapshots() {
            sent.add("question");
        }

        @Override
        public void send(NodeId peer, byte[] bytes) {
            throw new AssertionError("nobody has asked");
        }

        @Override
        public int poll(Receiver receiver, int limit) {
            receiver.onDelta(NodeId.of("region", "peer"), new byte[0]);
            return 1;
        }
    }

    private static void publish(DeltaChannel channel, String text) {
        byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), 64);
        channel.publishDelta(bytes, text.length());
        Arrays.fill(bytes, (byte) 0);
    }

    @Test
    void countsWaitForTheirTickAndNothingElseDoes() {
        Tape tape = new Tape();
        TickedChannel ticked = new TickedChannel(tape, 100, 1050);
        publish(ticked, "one");
        ticked.publishBlocks(new byte[1], 1);
        ticked.requestSnapshots();
        assertThat(ticked.tick(1049)).isZero();
        assertThat(tape.sent).containsExactly("blocks", "question");

        publish(ticked, "two");
        assertThat(ticked.tick(1051)).isEqualTo(2);
        publish(ticked, "three");
        assertThat(ticked.tick(1149)).isZero();
        assertThat(ticked.tick(1390)).as("a late turn makes up for no tick").isEqualTo(1);
        publish(ticked, "four");
        assertThat(ticked.tick(1449)).isZero();
        assertThat(tape.sent).containsExactly("blocks", "question", "one", "two", "three");
    }

    @Test
    void percentilesAreOfTheNearestRank() {
        List<Double> values = List.of(4.0, 1.0, 3.0, 2.0);
        assertThat(Percentile.of(values, 50)).isEqualTo(2);
        assertThat(Percentile.of(values, 99)).isEqualTo(4);
        assertThat(Percentile.of(List.of(), 50)).isNaN();
    }

    @Test
    void everyNodeBlocksEverySourceOverRealServers() throws Exception {
        Map<String, Double> figures = new WanBench(3, 1).run(_ -> {});

        assertThat(figures)
                .containsEntry("nodes", 3.0)
                .containsEntry("rounds", 3.0)
                .containsEntry("missed", 0.0)
                .containsEntry("ticks_missed", 0.0);
        assertThat(figures)
                .allSatisfy((name, value) -> assertThat(value).as(name).isFinite());
        assertThat(figures.get("lag_p50_ms"))
                .as("no block before the limit is crossed")
                .isGreaterThanOrEqualTo(-40.0);
    }
}
