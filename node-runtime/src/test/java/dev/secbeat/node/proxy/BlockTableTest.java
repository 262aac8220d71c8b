// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BlockTableTest {
    private static final Prefix HOST = Prefix.parse("203.0.113.42");
    private static final Prefix NET = Prefix.parse("203.0.113.0/24");
    private static final long MILLI = 1_000_000;

    /** Close to where the monotonic clock wraps, which it may. */
    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 500 * MILLI);

    private final BlockTable table = new BlockTable(2, nowNanos::get);

    @Test
    void aBlockEndsWithItsTime() {
        table.put(HOST, 1_000, BlockCause.OPERATOR);

        nowNanos.addAndGet(1_000 * MILLI - 1);
        assertThat(table.covering(HOST)).isPresent();
        assertThat(table.exactly(HOST)).isPresent();

        nowNanos.incrementAndGet();
        assertThat(table.covering(HOST)).isEmpty();
        assertThat(table.exactly(HOST)).isEmpty();
    }

    @Test
    void theLongestBlockThatStillHoldsCovers() {
        table.put(NET, 2_000, BlockCause.OPERATOR);
        table.put(HOST, 1_000, BlockCause.OPERATOR);
        table.covering(HOST).orElseThrow().hit();
        assertThat(table.exactly(HOST).orElseThrow().hits()).isOne();
        assertThat(table.exactly(NET).orElseThrow().hits()).isZero();

        nowNanos.addAndGet(1_500 * MILLI);

        table.covering(HOST).orElseThrow().hit();
        assertThat(table.exactly(NET).orElseThrow().hits()).isOne();
        assertThat(table.covering(Prefix.parse("203.0.114.1"))).isEmpty();
        assertThat(table.covering(Prefix.parse("2001:db8::1"))).isEmpty();
    }

    @Test
    void aRenewedBlockKeepsItsHits() {
        table.put(HOST, 1_000, BlockCause.OPERATOR);
        table.covering(HOST).orElseThrow().hit();

        table.put(HOST, 5_000, BlockCause.OPERATOR);

        assertThat(table.exactly(HOST).orElseThrow().hits()).isOne();
        nowNanos.addAndGet(3_000 * MILLI);
        assertThat(table.covering(HOST)).isPresent();
    }

    @Test
    void aFullTableTakesNoMoreUntilOneExpires() {
        table.put(HOST, 1_000, BlockCause.OPERATOR);
        table.put(NET, 9_000, BlockCause.OPERATOR);
        assertThatThrownBy(() -> table.put(Prefix.parse("2001:db8::/48"), 9_000, BlockCause.OPERATOR))
                .isInstanceOf(VerdictSinkException.class)
                .hasMessageContaining("holds 2 blocks and has no room for 2001:db8::/48");
        table.put(HOST, 1_000, BlockCause.OPERATOR);

        nowNanos.addAndGet(1_001 * MILLI);
        table.put(Prefix.parse("2001:db8::/48"), 9_000, BlockCause.OPERATOR);

        assertThat(table.covering(Prefix.parse("2001:db8:0:1::1"))).isPresent();
        assertThat(table.covering(Prefix.parse("203.0.113.7"))).isPresent();
    }

    @Test
    void aFullTableLetsGoOfTheAutomaticBlockThatEndsFirst() {
        Prefix other = Prefix.parse("203.0.113.43");
        Prefix third = Prefix.parse("203.0.113.44");
        table.put(HOST, 5_000, BlockCause.RATE_REQUESTS);
        table.put(other, 4_000, BlockCause.PEER);
        assertThatThrownBy(() -> table.put(third, 4_000, BlockCause.PEER)).isInstanceOf(VerdictSinkException.class);
        assertThat(table.put(third, 4_001, BlockCause.PEER)).containsExactly(other);
        assertThat(table.put(other, 1_000, BlockCause.RATE_BYTES)).containsExactly(third);
        assertThat(table.put(NET, 1_000, BlockCause.OPERATOR)).containsExactly(other);
        assertThat(table.put(third, 1_000, BlockCause.OPERATOR)).containsExactly(HOST);
        assertThatThrownBy(() -> table.put(HOST, 9_000, BlockCause.OPERATOR)).hasMessageContaining("holds 2 blocks");
        assertThat(table.exactly(NET)).isPresent();
        assertThat(table.exactly(third)).isPresent();
    }

    @Test
    void aBlockForEverDoesNotOverflow() {
        table.put(HOST, Long.MAX_VALUE, BlockCause.OPERATOR);

        assertThat(table.covering(HOST)).isPresent();
    }
}
