// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A prefix inside a blocked one is a block of its own: with its own hits, counted, and gone only when it is removed. */
@NeedsKernel
class NestedPrefixesTest {
    @ParameterizedTest
    @CsvSource({
        "198.51.0.0/16, 198.51.100.0/24, 198.51.100.7, block_prefix4",
        "2001:db8::/32, 2001:db8:7::/48, 2001:db8:7::9, block_prefix6"
    })
    void eachIsABlockOfItsOwn(String wide, String narrow, String inside, String table) {
        try (XdpBench bench = new XdpBench(MapCapacities.DEFAULT, ReportPacing.DEFAULT)) {
            XdpDataPlane plane = bench.plane();
            bench.block(wide);
            assertThat(bench.reasonFor(from(inside))).isEqualTo(XdpReason.BLOCKED_PREFIX);
            assertThat(plane.holds(Prefix.parse(narrow))).isFalse();
            assertThat(plane.hits(Prefix.parse(narrow))).isZero();

            bench.block(narrow);
            assertThat(plane.mapFill()).containsEntry(table, new MapFill(2, 65_536));
            assertThat(plane.hits(Prefix.parse(narrow))).isZero();
            assertThat(bench.reasonFor(from(inside))).isEqualTo(XdpReason.BLOCKED_PREFIX);
            assertThat(plane.hits(Prefix.parse(narrow))).isEqualTo(1);
            assertThat(plane.hits(Prefix.parse(wide))).isEqualTo(1);

            bench.unblock(narrow);
            assertThat(plane.holds(Prefix.parse(narrow))).isFalse();
            assertThat(bench.reasonFor(from(inside))).isEqualTo(XdpReason.BLOCKED_PREFIX);
            bench.unblock(wide);
            assertThat(bench.reasonFor(from(inside)).action()).isEqualTo(XdpReason.Action.PASS);
            assertThat(plane.mapFill()).containsEntry(table, new MapFill(0, 65_536));
        }
    }

    private static byte[] from(String source) {
        return Frame.from(source).udp(0).bytes();
    }
}
