// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How blocks end: by expiry in the kernel, by sweeping, by unblocking; and what happens when a table is full. */
@NeedsKernel
class ExpiryTest {
    private static final String V4 = "198.51.100.7";
    private static final MapCapacities SMALL = new MapCapacities(100, 4, 4, 64, 4096);
    private XdpBench bench;

    @BeforeEach
    void open() {
        bench = new XdpBench(SMALL, ReportPacing.DEFAULT);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void theKernelLetsAnExpiredBlockPassWithoutHelp() {
        byte[] frame = Frame.from(V4).udp(0).bytes();
        bench.plane().block(Prefix.parse(V4), 300);
        assertThat(bench.plane().holds(Prefix.parse(V4))).isTrue();
        Await.until("the block expires", () -> bench.reasonFor(frame) == XdpReason.CLEAN);
        assertThat(bench.plane().holds(Prefix.parse(V4))).isFalse();
        assertThat(bench.plane().blocks()).isEmpty();
        assertThat(entries("block_addr4")).as("nothing was swept yet").isEqualTo(1);
    }

    @Test
    void anExpiredPrefixDoesNotHideAShorterOne() {
        for (String shadow : List.of("198.51.100.0/24", "198.51.100.0/28", "198.51.100.6/31")) {
            bench.plane().block(Prefix.parse(shadow), 1);
            Await.until(shadow + " expires", () -> !bench.plane().holds(Prefix.parse(shadow)));
        }
        byte[] frame = Frame.from(V4).udp(0).bytes();
        Await.until("the coarse clock passes the expiry", () -> bench.reasonFor(frame) == XdpReason.CLEAN);
        bench.block("198.51.0.0/16");
        assertThat(bench.reasonFor(frame)).isEqualTo(XdpReason.BLOCKED_PREFIX);
        assertThat(bench.plane().hits(Prefix.parse("198.51.0.0/16"))).isEqualTo(1);
    }

    @Test
    void sweepingRemovesWhatExpiredAndNothingElse() {
        for (int i = 0; i < 90; i++) {
            bench.plane().block(Prefix.parse("198.51.100." + i), 600_000);
        }
        assertThat(entries("block_addr4")).isEqualTo(90);
        // Again, and shorter: a new entry would take the slot of one that is over, on a slow machine before the sweep
        // does.
        for (int i = 0; i < 90; i += 2) {
            bench.plane().block(Prefix.parse("198.51.100." + i), 1);
        }
        bench.plane().block(Prefix.parse("2001:db8::/64"), 1);
        bench.plane().block(Prefix.parse("2001:db8::1"), 1);
        bench.plane().block(Prefix.parse("2001:db8::/32"), 1);
        bench.plane().block(Prefix.parse("203.0.113.0/24"), 1);
        assertThat(entries("block_addr4")).isEqualTo(90);
        Await.until("all that expired is swept", () -> {
            bench.poll();
            return entries("block_addr4") == 45
                    && entries("block_net64") == 0
                    && entries("block_addr6") == 0
                    && entries("block_prefix6") == 0
                    && entries("block_prefix4") == 0;
        });
        assertThat(bench.plane().blocks()).hasSize(45).allMatch(block -> block.remainingMillis() > 1);
    }

    @Test
    void blockingAgainReplacesTheExpiryAndKeepsTheHits() {
        bench.plane().block(Prefix.parse(V4), 60_000);
        bench.send(Frame.from(V4).udp(0).bytes(), 5);
        bench.plane().block(Prefix.parse(V4), 600_000);
        assertThat(bench.plane().hits(Prefix.parse(V4))).isEqualTo(5);
        assertThat(bench.plane().blocks().getFirst().remainingMillis()).isGreaterThan(60_000);
        assertThat(entries("block_addr4")).isEqualTo(1);
    }

    @Test
    void unblockingEndsExactlyThatPrefix() {
        bench.block("198.51.100.0/24");
        bench.block(V4);
        bench.unblock(V4);
        bench.unblock("198.51.0.0/16");
        assertThat(bench.plane().holds(Prefix.parse(V4))).isFalse();
        assertThat(bench.reasonFor(Frame.from(V4).udp(0).bytes())).isEqualTo(XdpReason.BLOCKED_PREFIX);
        assertThat(entries("block_addr4")).isZero();
        assertThat(entries("block_prefix4")).isEqualTo(1);
    }

    @Test
    void aFullTableSaysSoAndKeepsWhatItHas() {
        int limit = (int) Objects.requireNonNull(bench.plane().mapFill().get("block_prefix4"))
                .capacity();
        for (int i = 0; i < limit; i++) {
            bench.block("198.51." + i + ".0/24");
        }
        assertThatThrownBy(() -> bench.block("203.0.113.0/24"))
                .isInstanceOf(VerdictSinkException.class)
                .hasMessageContaining("block_prefix4")
                .hasMessageContaining("203.0.113.0/24")
                .hasMessageContaining("limit of " + limit);
        assertThat(bench.plane().blocks()).hasSize(limit);
        bench.unblock("198.51.0.0/24");
        bench.block("203.0.113.0/24");
        assertThat(bench.plane().holds(Prefix.parse("203.0.113.0/24"))).isTrue();
    }

    @Test
    void blocksOfEveryKindReadBackAsTheyWereWritten() {
        List<Prefix> prefixes =
                List.of("198.51.100.7", "0.0.0.0/0", "2001:db8::1", "2001:db8:1::/64", "2001:db8::/33").stream()
                        .map(Prefix::parse)
                        .toList();
        prefixes.forEach(prefix -> bench.plane().block(prefix, 600_000));
        assertThat(bench.plane().blocks()).extracting(HeldBlock::prefix).containsExactlyInAnyOrderElementsOf(prefixes);
        assertThat(prefixes).allMatch(bench.plane()::holds);
    }

    private long entries(String map) {
        MapFill fill = bench.plane().mapFill().get(map);
        return fill == null ? -1 : fill.entries();
    }
}
