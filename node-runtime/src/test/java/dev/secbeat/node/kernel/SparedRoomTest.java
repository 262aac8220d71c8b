// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernel's table of spared prefixes when it is full. */
@NeedsKernel
class SparedRoomTest {
    private static final long HOUR = 3_600_000;

    private static Prefix address(int i) {
        return Prefix.of(new byte[] {(byte) 198, 18, (byte) (i >> 8), (byte) i}, 32);
    }

    @Test
    void whatFoundNoRoomIsNotSparedUntilItIsWrittenAnew() {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            XdpDataPlane plane = bench.plane();
            for (int i = 0; i < PolicyAbi.SPARED; i++) {
                plane.spare(address(i), HOUR);
            }
            Prefix late = Prefix.parse("203.0.113.7");
            assertThatThrownBy(() -> plane.spare(late, HOUR)).isInstanceOf(VerdictSinkException.class);
            assertThat(plane.spares(late)).isFalse();
            assertThat(List.of(plane.spares(address(0)), plane.spares(address(PolicyAbi.SPARED - 1))))
                    .containsOnly(true);

            plane.spare(address(0), 0);
            assertThat(plane.spares(address(0))).as("taken back").isFalse();
            assertThat(plane.spares(late)).as("nobody has written it").isFalse();
            plane.spare(late, HOUR);
            assertThat(plane.spares(late)).isTrue();
        }
    }

    @Test
    void aWiderPrefixSparesOnlyIfItLastsAsLong() {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            XdpDataPlane plane = bench.plane();
            Prefix address = Prefix.parse("203.0.113.7");
            Prefix around = Prefix.parse("203.0.113.0/24");
            plane.spare(around, HOUR);
            assertThat(plane.spares(around)).isTrue();
            assertThat(plane.spares(address)).as("nobody asked for it").isFalse();
            plane.spare(address, 2 * HOUR);
            assertThat(List.of(plane.spares(address), plane.spares(around))).containsOnly(true);
        }
    }
}
