// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Full tables: which block makes room, which never does, and that the program drops exactly what is said to be held. */
@NeedsKernel
class EvictionTest {
    private static final long LONG = 600_000;
    private static final int STEPS = 2_000;

    /** One kind for each of the kernel's tables. */
    enum Kind {
        ADDR4,
        NET64,
        ADDR6,
        PREFIX4,
        PREFIX6,
        BEYOND6;

        Prefix prefix(int number) {
            int high = number >> 8;
            int low = number & 0xFF;
            return Prefix.parse(
                    switch (this) {
                        case ADDR4 -> "198.18." + high + "." + low;
                        case NET64 -> String.format("2001:db8:%x:%x::/64", high, low);
                        case ADDR6 -> String.format("2001:db8:ffff::%x:%x", high, low);
                        case PREFIX4 -> "198." + (16 + high) + "." + low + ".0/24";
                        case PREFIX6 -> String.format("2001:db8:%x:%x::/63", high, 2 * low);
                        case BEYOND6 -> String.format("2001:db8:%x:%x:1::/80", high, low);
                    });
        }

        byte[] frame(int number) {
            String address = switch (this) {
                case ADDR4, ADDR6 -> prefix(number).toString().replaceFirst("/.*", "");
                case PREFIX4 -> "198." + (16 + (number >> 8)) + "." + (number & 0xFF) + ".7";
                case NET64, PREFIX6, BEYOND6 -> prefix(number).toString().replaceFirst("::/.*", "::7");
            };
            return Frame.from(address).udp(0).bytes();
        }

        boolean isPrefix() {
            return switch (this) {
                case ADDR4, NET64, ADDR6 -> false;
                case PREFIX4, PREFIX6, BEYOND6 -> true;
            };
        }
    }

    private static void randomBlocks(XdpBench bench, Kind kind, int capacity, boolean firstToEndGoes) {
        Random random = new Random(kind.name().hashCode() + capacity);
        var model = new BlockModel(bench.plane()::block, capacity, firstToEndGoes);
        for (int step = 0; step < STEPS; step++) {
            Prefix prefix = kind.prefix(random.nextInt(2 * capacity));
            if (random.nextInt(8) == 0) {
                bench.plane().unblock(prefix);
                model.entries.remove(prefix);
            } else {
                model.block(prefix, BlockModel.anyCause(random), random);
            }
            int asked = random.nextInt(2 * capacity);
            boolean blocked = model.entries.containsKey(kind.prefix(asked));
            assertThat(bench.plane().holds(kind.prefix(asked))).isEqualTo(blocked);
            XdpReason dropped = kind.isPrefix() ? XdpReason.BLOCKED_PREFIX : XdpReason.BLOCKED_EXACT;
            assertThat(bench.reasonFor(kind.frame(asked))).isEqualTo(blocked ? dropped : XdpReason.CLEAN);
        }
        model.assertHeld(bench.plane()::blocks);
        assertThat(model.evictions()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void whatEndsFirstMakesRoomInATableThatIsLookedAtWhole(Kind kind) {
        try (XdpBench bench = new XdpBench(new MapCapacities(16, 16, 4, 64, 4096), ReportPacing.DEFAULT)) {
            randomBlocks(bench, kind, 16, true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void someAutomaticBlockMakesRoomInALargerOne(Kind kind) {
        try (XdpBench bench = new XdpBench(new MapCapacities(256, 256, 4, 64, 4096), ReportPacing.DEFAULT)) {
            randomBlocks(bench, kind, 256, false);
        }
    }

    @ParameterizedTest
    @EnumSource
    void operatorsBlocksAndThoseOfUnknownCauseStayAndTheAnswerIsClear(Kind kind) {
        try (XdpBench bench = new XdpBench(new MapCapacities(64, 64, 4, 64, 4096), ReportPacing.DEFAULT)) {
            for (int number = 0; number < 64; number++) {
                BlockCause cause = number % 2 == 0 ? BlockCause.OPERATOR : BlockCause.UNKNOWN;
                assertThat(bench.plane().block(kind.prefix(number), LONG, cause))
                        .isEmpty();
            }
            List<HeldBlock> before = bench.plane().blocks();
            for (BlockCause cause : BlockCause.values()) {
                assertThatThrownBy(() -> bench.plane().block(kind.prefix(64), LONG, cause))
                        .isInstanceOf(VerdictSinkException.class)
                        .hasMessageContaining(kind.prefix(64).toString())
                        .hasMessageContaining("limit of 64")
                        .hasMessageContaining("operators' blocks stay");
            }
            assertThat(bench.plane().blocks())
                    .extracting(HeldBlock::prefix)
                    .containsExactlyInAnyOrderElementsOf(
                            before.stream().map(HeldBlock::prefix).toList());
            bench.plane().unblock(kind.prefix(7));
            bench.plane().block(kind.prefix(7), LONG, BlockCause.RATE_BYTES);
            assertThat(bench.plane().block(kind.prefix(64), LONG, BlockCause.OPERATOR))
                    .as("the only one that may go, wherever the hand stands")
                    .containsExactly(kind.prefix(7));
        }
    }

    @Test
    void whatIsOverMakesRoomWithoutAWord() {
        try (XdpBench bench = new XdpBench(new MapCapacities(16, 16, 4, 64, 4096), ReportPacing.DEFAULT)) {
            for (Kind kind : Kind.values()) {
                for (int number = 0; number < 16; number++) {
                    bench.plane().block(kind.prefix(number), number == 9 ? 1 : LONG, BlockCause.RATE_REQUESTS);
                }
                Await.until("one is over", () -> !bench.plane().holds(kind.prefix(9)));
                assertThat(bench.plane().block(kind.prefix(64), LONG, BlockCause.PEER))
                        .isEmpty();
                assertThat(bench.plane().block(kind.prefix(65), LONG, BlockCause.OPERATOR))
                        .hasSize(1);
            }
            assertThat(bench.plane().blocks()).hasSize(16 * Kind.values().length);
        }
    }

    @Test
    void anotherWordChangesTheCauseButAVagueOneForgetsNothing() {
        try (XdpBench bench = new XdpBench(new MapCapacities(64, 64, 4, 64, 4096), ReportPacing.DEFAULT)) {
            for (Kind kind : Kind.values()) {
                Prefix prefix = kind.prefix(1);
                assertThat(bench.plane().cause(prefix)).isEqualTo(BlockCause.UNKNOWN);
                bench.plane().block(prefix, LONG, BlockCause.RATE_PACKETS);
                bench.plane().block(prefix, LONG, BlockCause.RATE_LIMIT);
                assertThat(bench.plane().cause(prefix)).isEqualTo(BlockCause.RATE_PACKETS);
                bench.plane().block(prefix, LONG, BlockCause.OPERATOR);
                assertThat(bench.plane().cause(prefix)).isEqualTo(BlockCause.OPERATOR);
                bench.plane().block(prefix, LONG, BlockCause.RATE_LIMIT);
                assertThat(bench.plane().cause(prefix)).isEqualTo(BlockCause.RATE_LIMIT);
                bench.plane().unblock(prefix);
                bench.plane().block(prefix, LONG, BlockCause.PEER);
                assertThat(bench.plane().cause(prefix)).isEqualTo(BlockCause.PEER);
            }
        }
    }
}
