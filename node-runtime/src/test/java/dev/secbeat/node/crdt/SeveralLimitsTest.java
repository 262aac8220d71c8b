// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fleet in which a source is held to several limits: it is told of by the one it is nearest to, however that lies. */
class SeveralLimitsTest {
    private static final int NODES = 6;
    private static final long MILLI = 1_000_000;
    private static final long START = 20_000;
    private static final CountLimit RULE = new CountLimit(Dimension.REQUESTS, 100, 10_000);
    private static final CountLimit OPERATORS = new CountLimit(Dimension.REQUESTS, 30, 1_000);

    private final List<NodeId> names = new ArrayList<>();
    private final List<GlobalCounter> fleet = new ArrayList<>();
    /** By node: events there were when it first found the source over the operators' limit. */
    private final int[] found = new int[NODES];

    private void form() {
        CounterSettings settings = new CounterSettings(100, 10_000, 64, 384, 300_000, 100, 200, 0.25, 42);
        for (int node = 0; node < NODES; node++) {
            names.add(NodeId.of("region-" + node % 3, "node-" + node));
            fleet.add(new GlobalCounter(names.getLast(), 1, settings));
            fleet.getLast().setLimits(List.of(RULE), List.of(OPERATORS));
            fleet.getLast().setPeers(NODES - 1);
        }
    }

    private void turn(int events, long millis) {
        for (int node = 0; node < NODES; node++) {
            CounterTape tape = new CounterTape();
            fleet.get(node).publish(tape, millis * MILLI);
            for (int peer = 0; peer < NODES; peer++) {
                for (byte[] bytes : tape.deltas) {
                    if (peer != node) {
                        fleet.get(peer).merge(names.get(node), bytes, millis * MILLI);
                    }
                }
            }
        }
        for (int node = 0; node < NODES; node++) {
            int at = node;
            fleet.get(node)
                    .judge(
                            (source, limit, proven, estimate, sustained) -> {
                                assertThat(limit).isEqualTo(OPERATORS);
                                found[at] = found[at] == 0 ? events : found[at];
                            },
                            millis * MILLI);
        }
    }

    /** Fifty within a second, from node to node: 50 of 100 by the rule, and 20 too many by the operators' limit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void theCrossingOfTheShorterLimitIsKnownAtEachNodeByTheNextEvent(int stride) {
        form();
        for (long millis = START - 2_000; millis < START; millis++) {
            turn(0, millis);
        }
        int events = 0;
        for (long millis = START; millis < START + 780; millis++) {
            if ((millis - START) % 15 == 0 && events < 50) {
                fleet.get(events * stride % NODES)
                        .count(Family.IPV4, 7, Dimension.REQUESTS, 1, millis * MILLI, millis * MILLI);
                events++;
            }
            turn(events, millis);
        }
        assertThat(Arrays.stream(found).boxed().toList()).allMatch(count -> count == 31);
    }
}
