// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All components are taken: the lightest source gives way, and nobody over the limit goes unseen. */
class FullPoolTest {
    private static final int NODES = 6;
    private static final int COMPONENTS = 1_024;
    private static final CountLimit LIMIT = new CountLimit(Dimension.REQUESTS, 100, 1000);
    private static final CounterSettings SETTINGS =
            new CounterSettings(100, 1000, COMPONENTS, COMPONENTS, 300_000, 100, 200, 0.25, 42);
    private static final int TAG = DeltaCodec.tag(Family.IPV4, Dimension.REQUESTS);
    private static final long MILLI = 1_000_000;
    private static final long ATTACKER = 1 << 30;

    private final List<NodeId> names = new ArrayList<>();
    private final List<GlobalCounter> fleet = new ArrayList<>();
    private final List<Set<Long>> found = new ArrayList<>();

    private void form() {
        for (int node = 0; node < NODES; node++) {
            names.add(NodeId.of("region-" + node % 3, "node-" + node));
            fleet.add(new GlobalCounter(names.getLast(), 1, SETTINGS));
            fleet.getLast().setLimits(List.of(LIMIT), List.of());
            fleet.getLast().setPeers(NODES - 1);
            found.add(new TreeSet<>());
        }
    }

    private void count(int node, long source, long nowMillis) {
        fleet.get(node).count(Family.IPV4, source, Dimension.REQUESTS, 1, nowMillis * MILLI, nowMillis * MILLI);
    }

    /** A turn of every node; messages take no time. */
    private void turn(long nowMillis) {
        for (int node = 0; node < NODES; node++) {
            CounterTape tape = new CounterTape();
            fleet.get(node).publish(tape, nowMillis * MILLI);
            for (int peer = 0; peer < NODES; peer++) {
                for (byte[] bytes : tape.deltas) {
                    if (peer != node) {
                        fleet.get(peer).merge(names.get(node), bytes, nowMillis * MILLI);
                    }
                }
            }
        }
        for (int node = 0; node < NODES; node++) {
            Set<Long> over = found.get(node);
            fleet.get(node).judge((source, _, _, _, _) -> over.add(source.bits()), nowMillis * MILLI);
        }
    }

    /**
     * Sources at 84 % of the limit, at all nodes alike, more than there is room for; together they send less than the limit for
     * each source that there is room for, as the bound asks.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoComesLastAndGoesOverTheLimitIsFoundAtEachNodeAndNobodyElse(long seed) {
        form();
        int room = COMPONENTS / NODES;
        int crowd = room * 112 / 100;
        Random random = new Random(seed);
        int[] next = random.ints(crowd, 0, 71).toArray();
        for (long at = 0; at < 4_000; at++) {
            for (int source = 0; source < crowd; source++) {
                if (next[source] == at) {
                    next[source] += 71;
                    for (int node = 0; node < NODES; node++) {
                        count(node, source, 10_000 + at);
                    }
                }
            }
            if (at >= 2_000 && at % 5 == 0) {
                count(random.nextInt(NODES), ATTACKER, 10_000 + at);
            }
            turn(10_000 + at);
        }
        for (int node = 0; node < NODES; node++) {
            CounterStats stats = fleet.get(node).stats();
            assertThat(found.get(node)).as("node %d", node).containsExactly(ATTACKER);
            assertThat(stats.poolEvictions()).isPositive();
            assertThat(stats.componentsRefused()).isZero();
            assertThat(stats.components()).isLessThanOrEqualTo(COMPONENTS);
        }
    }

    private static CounterState state(int writers) {
        CounterState state = new CounterState(
                new FleetView(NodeId.of("us-east", "a"), 1, false),
                new CounterSettings(100, 1000, 64, 64, 300_000, 100, 200, 0.25, 1),
                Grouping.ADDRESS);
        state.setLimits(List.of(LIMIT));
        for (int writer = 1; writer < writers; writer++) {
            state.writers.indexOf(NodeId.of("us-east", "b" + writer), 1, 0);
        }
        return state;
    }

    private static void hear(CounterState state, long source, int writer, long count, long nowMillis) {
        int slot = state.slotFor(source, TAG, nowMillis);
        int cell = state.cellFor(slot, writer, nowMillis / 100, nowMillis);
        state.cells.add(cell, nowMillis / 100, count);
        state.touch(slot, count, nowMillis);
    }

    private static int chained(CounterState state) {
        int cells = 0;
        for (int slot = 0; slot < state.table.capacity(); slot++) {
            if (state.table.isTaken(slot)) {
                for (int cell = state.table.heads[slot]; cell != CellPool.NONE; cell = state.cells.next(cell)) {
                    cells++;
                }
            }
        }
        return cells;
    }

    @Test
    void whatGoesGivesBackAllItHeld() {
        int writers = 5;
        CounterState state = state(writers);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            hear(state, random.nextInt(40), random.nextInt(writers), 1 + random.nextInt(300), 10_000 + i);
            assertThat(chained(state)).isEqualTo(state.cells.used()).isLessThanOrEqualTo(64);
        }
        assertThat(state.poolEvictions).isPositive();
        assertThat(state.cellsRefused).isZero();
        assertThat(state.cells.wideRows()).isLessThanOrEqualTo(64);
        state.clear();
        assertThat(state.cells.used()).isZero();
        for (int writer = 0; writer < writers; writer++) {
            assertThat(state.writers.get(writer).cells).isZero();
        }
    }

    @Test
    void theLightestOfTheNextSourcesGoes() {
        CounterState state = state(9);
        for (int source = 0; source < 8; source++) { // Eight writers each, so that no set of the table is ever full.
            for (int writer = 0; writer < 8; writer++) {
                hear(state, source, writer, source == 5 ? 2 : 10, 10_000);
            }
        }
        hear(state, 99, 0, 1, 10_001);
        assertThat(state.table.find(5, TAG)).isEqualTo(SourceTable.NONE);
        assertThat(state.cells.used()).isEqualTo(7 * 8 + 1);
    }

    /** What is inherited decides who stays; a source is judged by what it did. */
    @Test
    void theWeightOfWhoWentIsNotHeldAgainstWhoCame() {
        CounterState state = state(9);
        for (int source = 0; source < 8; source++) {
            for (int writer = 0; writer < 8; writer++) {
                hear(state, source, writer, 12, 10_000);
            }
        }
        hear(state, 99, 0, 1, 10_001);
        int slot = state.table.find(99, TAG);
        assertThat(state.table.weight(slot, 10_001, 1000)).isGreaterThan(96.0);
        assertThat(state.table.weights[slot]).isEqualTo(1.0);
        assertThat(new WindowRates(state).estimate(slot, 1000, 10_001)).isEqualTo(1.0);
        assertThat(new WindowRates(state).proven(slot, 1000, 10_001)).isEqualTo(1);
    }

    /** Nobody else has anything to give: what cannot be kept is counted. */
    @Test
    void aSourceThatHoldsAllItselfIsToldOf() {
        CounterState state = state(70);
        for (int writer = 0; writer < 65; writer++) {
            int slot = state.slotFor(1, TAG, 10_000);
            int cell = state.cellFor(slot, writer, 100, 10_000);
            assertThat(cell == CellPool.NONE).isEqualTo(writer == 64);
        }
        assertThat(state.cellsRefused).isEqualTo(1);
    }
}
