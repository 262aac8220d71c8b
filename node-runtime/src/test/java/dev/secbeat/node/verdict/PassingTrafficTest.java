// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares of what passes, against sums that are known. */
class PassingTrafficTest {
    private static final long SECOND = 1_000_000_000;

    private final PassingTraffic traffic = new PassingTraffic();
    private long nowNanos = -3 * SECOND; // A monotonic clock may begin anywhere.

    @Test
    void ofFewEventsTheShareIsExact() {
        requests("203.0.113.1", 700);
        requests("203.0.113.2", 100);
        requests("198.51.100.1", 1_200);

        assertThat(share("203.0.113.0/24")).isEqualTo(0.4);
        assertThat(share("203.0.113.2")).isEqualTo(0.05);
        assertThat(share("203.0.113.3")).isZero();
        assertThat(share("198.51.100.0/22")).isEqualTo(0.6);
        assertThat(share("192.0.0.0/4")).isEqualTo(1);
        assertThat(cover("203.0.113.0/24").mostly()).contains(Prefix.parse("203.0.113.0/24"));
        assertThat(cover("203.0.112.0/24").mostly()).isEmpty();
    }

    @Test
    void anIpv6AddressCountsAsItsNetwork() {
        requests("2001:db8:0:1::7", 600);
        requests("ffff:ffff:ffff:ffff::1", 400);
        requests("203.0.113.1", 1_000);

        assertThat(share("2001:db8::/32")).isEqualTo(0.3);
        assertThat(share("2001:db8:0:1::9")).isEqualTo(0.3);
        assertThat(share("ffff:ffff:ffff:ffff::/64")).isEqualTo(0.2);
        assertThat(share("f000::/16")).isZero();
        assertThat(share("::/0")).isEqualTo(0.5);
    }

    @Test
    void whatPrefixesShareCountsOnce() {
        requests("203.0.113.1", 500);
        requests("203.0.113.9", 500);
        requests("198.51.100.1", 1_000);

        assertThat(cover("203.0.113.0/28", "203.0.113.0/24", "203.0.113.1", "198.51.100.7")
                        .shares())
                .containsExactly(new BlastRadius.Share(Dimension.REQUESTS, 0.5, 200));
    }

    @Test
    void ofTooLittleTrafficNothingIsSaid() {
        requests("203.0.113.1", TrafficMix.LEAST_EVENTS - 1);
        assertThat(cover("203.0.113.0/24").shares()).isEmpty();
        assertThat(cover("203.0.113.0/24").mostly()).isEmpty();
        assertThat(TrafficMix.NONE.cover().shares()).isEmpty();

        requests("203.0.113.1", 1);
        assertThat(share("203.0.113.0/24")).isEqualTo(1);
    }

    @Test
    void requestsAndPacketsAreSharedOutApart() {
        requests("203.0.113.1", 1_000);
        count("198.51.100.1", Dimension.PACKETS, 3_000);
        count("203.0.113.1", Dimension.PACKETS, 1_000);
        count("203.0.113.1", Dimension.BYTES, 1_000_000);

        assertThat(cover("203.0.113.0/24").shares())
                .containsExactly(
                        new BlastRadius.Share(Dimension.REQUESTS, 1, 100),
                        new BlastRadius.Share(Dimension.PACKETS, 0.25, 400));
    }

    @Test
    void whoIsOverALimitIsNoLegitimateTraffic() {
        requests("203.0.113.1", 1_000_000);
        requests("198.51.100.1", 500);
        requests("198.51.100.2", 500);

        TrafficMix mix = traffic.mix(source -> source.equals(SourceKey.of(Prefix.parse("203.0.113.1"))));

        TrafficMix.Cover cover = mix.cover();
        cover.add(Prefix.parse("203.0.113.0/24"));
        cover.add(Prefix.parse("198.51.100.1"));
        assertThat(cover.shares()).containsExactly(new BlastRadius.Share(Dimension.REQUESTS, 0.5, 100));
    }

    @Test
    void whatIsLongerAgoThanItsTimeIsForgotten() {
        requests("203.0.113.1", 2_000);
        nowNanos += (PassingTraffic.SLICES - 1) * SECOND;
        requests("198.51.100.1", 2_000);
        assertThat(share("203.0.113.0/24")).isEqualTo(0.5);

        nowNanos += SECOND;
        traffic.beginTurn(nowNanos);
        assertThat(share("203.0.113.0/24")).isZero();
        assertThat(share("198.51.100.1")).isEqualTo(1);
    }

    /** A hundred times as much as there is room for: many small sources, and a few that send a lot at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ofManyEventsTheShareIsNearTheTruth(long seed) {
        Random random = new Random(seed);
        long small = 0;
        long large = 0;
        long all = 0;
        for (int i = 0; i < 1_000_000; i++) {
            if (i % 100_000 == 0) {
                nowNanos += SECOND;
            }
            int kind = random.nextInt(100);
            boolean isLarge = kind == 0;
            long count = isLarge ? 50 + random.nextInt(20) : 1;
            String prefix = isLarge ? "10.2.0." : kind < 10 ? "10.1." + random.nextInt(256) + "." : "10.3.0.";
            requests(prefix + random.nextInt(256), count);
            small += kind > 0 && kind < 10 ? count : 0;
            large += isLarge ? count : 0;
            all += count;
        }

        assertThat(share("10.1.0.0/16")).isCloseTo((double) small / all, Offset.offset(0.02));
        assertThat(share("10.2.0.0/24")).isCloseTo((double) large / all, Offset.offset(0.02));
        assertThat(cover("10.0.0.0/8").shares().getFirst().perSecond())
                .isCloseTo(all / 10, Offset.offset(all / 10_000));
    }

    private void requests(String address, long count) {
        count(address, Dimension.REQUESTS, count);
    }

    private void count(String address, Dimension dimension, long count) {
        SourceKey source = SourceKey.of(Prefix.parse(address));
        Family family = source.family();
        traffic.beginTurn(nowNanos);
        traffic.onCount(family, source.bits(), dimension, count, nowNanos);
    }

    private double share(String prefix) {
        return cover(prefix).shares().getFirst().part();
    }

    private TrafficMix.Cover cover(String... prefixes) {
        TrafficMix.Cover cover = traffic.mix(_ -> false).cover();
        List.of(prefixes).forEach(prefix -> cover.add(Prefix.parse(prefix)));
        return cover;
    }
}
