// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.TableRoom;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel's tables say they have room for is what they take. */
@NeedsKernel
class KernelRoomTest {
    private static final MapCapacities SMALL = new MapCapacities(64, 32, 4, 64, 4096);
    private static final int STEPS = 2_000;
    private static final int NUMBERS = 120;
    private static final long LONG_MILLIS = 600_000;

    private enum Table {
        ADDR4("single IPv4 addresses", "max_host_blocks"),
        ADDR6("single IPv6 addresses", "max_host_blocks"),
        NET64("IPv6 /64s", "max_host_blocks"),
        PREFIX4("IPv4 prefixes", "max_prefix_blocks"),
        PREFIX6("IPv6 prefixes wider than /64", "max_prefix_blocks"),
        BEYOND6("IPv6 prefixes narrower than /64", "max_prefix_blocks");

        private final String text;
        private final String setting;

        Table(String text, String setting) {
            this.text = text;
            this.setting = setting;
        }

        Prefix prefix(int number) {
            return Prefix.parse(
                    switch (this) {
                        case ADDR4 -> "198.18.0." + number;
                        case ADDR6 -> String.format("2001:db8::%x", number);
                        case NET64 -> String.format("2001:db8:0:%x::/64", number);
                        case PREFIX4 -> "198.19." + number + ".0/" + (24 + number % 8);
                        case PREFIX6 -> String.format("2001:db8:%x::/%d", number, 48 + number % 16);
                        case BEYOND6 -> String.format("2001:db8:1:%x::/%d", number, 65 + number % 60);
                    });
        }
    }

    /** Blocks of operators and of counting, that change from one to the other, make room and are ended. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void theRoomIsThatOfAPlainModel(int which) {
        Table table = Table.values()[which];
        Random random = new Random(which);
        Map<Prefix, Boolean> lasting = new HashMap<>();
        try (XdpBench bench = new XdpBench(SMALL, ReportPacing.DEFAULT)) {
            int capacity = room(bench, table).left();
            assertThat(capacity).isBetween(32, 128);
            for (int step = 0; step < STEPS; step++) {
                Prefix prefix = table.prefix(random.nextInt(NUMBERS));
                if (random.nextInt(3) == 0) {
                    bench.plane().unblock(prefix);
                    lasting.remove(prefix);
                } else {
                    boolean operators = random.nextInt(4) > 0;
                    BlockCause cause = operators ? BlockCause.OPERATOR : BlockCause.RATE_BYTES;
                    try {
                        List<Prefix> gone = bench.plane().block(prefix, LONG_MILLIS - step, cause);
                        gone.forEach(lasting::remove);
                        lasting.put(prefix, operators);
                    } catch (VerdictSinkException e) {
                        assertThat(lasting).hasSizeGreaterThanOrEqualTo(capacity);
                    }
                }
                assertThat(room(bench, table))
                        .isEqualTo(
                                new TableRoom(table.text, table.setting, Math.max(0, capacity - (int) count(lasting))));
            }
        }
    }

    @Test
    void whatIsToldAsRoomIsTakenAndNoMore() {
        try (XdpBench bench = new XdpBench(SMALL, ReportPacing.DEFAULT)) {
            int number = 0;
            for (int automatic = 0; automatic < 10; automatic++) {
                bench.plane().block(Table.PREFIX4.prefix(number++), LONG_MILLIS, BlockCause.RATE_BYTES);
            }
            int left = room(bench, Table.PREFIX4).left();
            for (int taken = 0; taken < left; taken++) {
                bench.plane().block(Table.PREFIX4.prefix(number++), LONG_MILLIS);
            }
            assertThat(room(bench, Table.PREFIX4).left()).isZero();
            Prefix oneMore = Table.PREFIX4.prefix(number);
            assertThatThrownBy(() -> bench.plane().block(oneMore, LONG_MILLIS))
                    .isInstanceOf(VerdictSinkException.class);
        }
    }

    private static TableRoom room(XdpBench bench, Table table) {
        return bench.plane().room(table.prefix(1)).orElseThrow();
    }

    private static long count(Map<Prefix, Boolean> lasting) {
        return lasting.values().stream().filter(each -> each).count();
    }
}
