// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Blocks of single addresses and /64s against a plain set, in tables so small that buckets run full: what is blocked is
 * dropped by the program and read back, and nothing else is.
 */
@NeedsKernel
class ExactBlocksTest {
    private static final int CAPACITY = 256;
    private static final MapCapacities SMALL = new MapCapacities(CAPACITY, 4, 4, 64, 4096);
    private static final int STEPS = 1_500;

    private enum Kind {
        ADDR4,
        NET64,
        ADDR6;

        Prefix prefix(int number) {
            int high = number >> 8;
            int low = number & 0xFF;
            return Prefix.parse(
                    switch (this) {
                        case ADDR4 -> "198.18." + high + "." + low;
                        case NET64 -> String.format("2001:db8:%x:%x::/64", high, low);
                        case ADDR6 -> String.format("2001:db8:ffff::%x:%x", high, low);
                    });
        }

        String address(int number) {
            return this == NET64
                    ? String.format("2001:db8:%x:%x::7", number >> 8, number & 0xFF)
                    : prefix(number).toString().replaceFirst("/.*", "");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomBlocksAndPardonsAgreeWithAPlainSet(long seed) {
        Random random = new Random(seed);
        Kind kind = Kind.values()[(int) (seed % Kind.values().length)];
        try (XdpBench bench = new XdpBench(SMALL, ReportPacing.DEFAULT)) {
            Set<Integer> model = new HashSet<>();
            for (int step = 0; step < STEPS; step++) {
                int number = random.nextInt(2 * CAPACITY);
                if (random.nextInt(3) > 0 && model.size() < CAPACITY) {
                    bench.plane().block(kind.prefix(number), 600_000);
                    model.add(number);
                } else {
                    bench.plane().unblock(kind.prefix(number));
                    model.remove(number);
                }
                int asked = random.nextInt(2 * CAPACITY);
                boolean blocked = model.contains(asked);
                assertThat(bench.plane().holds(kind.prefix(asked))).isEqualTo(blocked);
                assertThat(bench.reasonFor(
                                Frame.from(kind.address(asked)).udp(0).bytes()))
                        .isEqualTo(blocked ? XdpReason.BLOCKED_EXACT : XdpReason.CLEAN);
            }
            assertThat(held(bench)).containsExactlyInAnyOrderElementsOf(prefixes(kind, model));
        }
    }

    @Test
    void aFullTableTakesWhatItPromisesAndThenSaysSo() {
        for (Kind kind : Kind.values()) {
            try (XdpBench bench = new XdpBench(SMALL, ReportPacing.DEFAULT)) {
                for (int number = 0; number < CAPACITY; number++) {
                    bench.plane().block(kind.prefix(number), 600_000);
                }
                assertThatThrownBy(() -> bench.plane().block(kind.prefix(CAPACITY), 600_000))
                        .isInstanceOf(VerdictSinkException.class)
                        .hasMessageContaining("limit of " + CAPACITY);
                assertThat(bench.plane().blocks()).hasSize(CAPACITY);
                bench.plane().block(kind.prefix(0), 900_000); // A new expiry needs no room.
                bench.plane().unblock(kind.prefix(1));
                bench.plane().block(kind.prefix(CAPACITY), 600_000);
                assertThat(bench.plane().blocks()).hasSize(CAPACITY);
            }
        }
    }

    @Test
    void whatTheBucketHadNoRoomForIsCountedAndSweptLikeTheRest() {
        try (XdpBench bench = new XdpBench(SMALL, ReportPacing.DEFAULT)) {
            for (Kind kind : Kind.values()) {
                for (int number = 0; number < CAPACITY; number++) {
                    bench.plane().block(kind.prefix(number), number % 2 == 0 ? 1 : 600_000);
                }
            }
            bench.send(Frame.from(Kind.ADDR6.address(1)).udp(0).bytes(), 7);
            assertThat(bench.plane().hits(Kind.ADDR6.prefix(1))).isEqualTo(7);
            Await.until("half of each table is swept", () -> {
                bench.poll();
                return Stream.of("block_addr4", "block_net64", "block_addr6")
                        .map(map ->
                                Objects.requireNonNull(bench.plane().mapFill().get(map)))
                        .allMatch(fill -> fill.entries() == CAPACITY / 2);
            });
            assertThat(bench.plane().blocks()).hasSize(3 * CAPACITY / 2);
        }
    }

    private static List<Prefix> held(XdpBench bench) {
        return bench.plane().blocks().stream().map(HeldBlock::prefix).toList();
    }

    private static List<Prefix> prefixes(Kind kind, Set<Integer> numbers) {
        List<Prefix> prefixes = new ArrayList<>();
        numbers.forEach(number -> prefixes.add(kind.prefix(number)));
        return prefixes;
    }
}
