// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator's unblock forgives, and what that costs. */
class CounterStateTest {
    private static final NodeId SELF = NodeId.of("us-east", "a");
    private static final List<Dimension> DIMENSIONS = List.of(Dimension.values());
    private static final int SOURCES = 1_024;
    private static final long NOW = 100_050;

    private static CounterState state(Grouping grouping) {
        return new CounterState(
                new FleetView(SELF, 1, false),
                new CounterSettings(
                        100, 1_000, SOURCES, SOURCES, 300_000, 100, CounterSettings.ASSUME_NOTHING_MILLIS, 0.25, 1),
                grouping);
    }

    /** Some sources of both families that the grouping counts, in one dimension or several. */
    private static void fill(CounterState state, Random random) {
        for (int i = 0; i < SOURCES / 4; i++) {
            Prefix address = address(random);
            if (state.grouping.counts(address.family())) {
                Dimension dimension = DIMENSIONS.get(random.nextInt(DIMENSIONS.size()));
                long bits = state.grouping.sourceBits(
                        address.family(), address.family() == Family.IPV4 ? address.low() : address.high());
                int slot = state.slotFor(bits, DeltaCodec.tag(address.family(), dimension), NOW);
                state.pardonedMillis[slot] = 0;
            }
        }
    }

    private static Prefix address(Random random) {
        return Prefix.parse(
                random.nextBoolean()
                        ? "192.0." + random.nextInt(8) + "." + random.nextInt(16)
                        : "2001:db8:" + random.nextInt(4) + ":" + random.nextInt(8) + "::" + random.nextInt(4));
    }

    private static Set<Integer> forgiven(CounterState state, long millis) {
        Set<Integer> slots = new HashSet<>();
        for (int slot = 0; slot < SOURCES; slot++) {
            if (state.table.isTaken(slot) && state.pardonedMillis[slot] == millis) {
                slots.add(slot);
            }
        }
        return slots;
    }

    private static Set<Integer> touching(CounterState state, Prefix prefix) {
        Set<Integer> slots = new HashSet<>();
        for (int slot = 0; slot < SOURCES; slot++) {
            if (state.table.isTaken(slot) && prefix.overlaps(state.source(slot).asPrefix())) {
                slots.add(slot);
            }
        }
        return slots;
    }

    /** Addresses, /64s and prefixes as rules group them; some rules count one family alone. */
    @ParameterizedTest
    @CsvSource({"32, 64", "24, 48", "24, 0", "0, 64", "20, 64"})
    void anUnblockWithinOneSourceForgivesThatAloneAndWalksNoTable(int lengthV4, int lengthV6) {
        Random random = new Random(lengthV4 * 100L + lengthV6);
        CounterState state = state(new Grouping(lengthV4, lengthV6));
        fill(state, random);
        int hits = 0;
        int asked = 300;
        for (int i = 1; i <= asked; i++) {
            Prefix address = address(random);
            int least = Math.max(1, state.grouping.length(address.family()));
            int length = state.grouping.counts(address.family())
                    ? least + random.nextInt(address.length() - least + 1)
                    : address.length();
            Prefix prefix = address.widened(length);
            state.pardon(prefix, NOW + i);
            assertThat(forgiven(state, NOW + i)).as("%s", prefix).isEqualTo(touching(state, prefix));
            hits += touching(state, prefix).size();
        }
        assertThat(hits).as("it has met some").isPositive();
        assertThat(state.pardonLooks).isLessThanOrEqualTo((long) asked * DIMENSIONS.size());
    }

    @ParameterizedTest
    @CsvSource({"192.0.0.0/20", "192.0.3.0/24", "2001:db8::/32", "2001:db8:1::/48"})
    void anUnblockOfAWiderPrefixForgivesAllInsideInOneWalk(String wide) {
        CounterState state = state(Grouping.ADDRESS);
        fill(state, new Random(1));
        Prefix prefix = Prefix.parse(wide);
        state.pardon(prefix, NOW + 1);
        assertThat(forgiven(state, NOW + 1)).isNotEmpty().isEqualTo(touching(state, prefix));
        assertThat(state.pardonLooks).isEqualTo(SOURCES);
    }
}
