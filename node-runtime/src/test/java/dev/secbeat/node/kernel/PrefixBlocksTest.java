// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.support.Await;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocked prefixes of every length against a plain map that is searched from end to end. */
@NeedsKernel
class PrefixBlocksTest {
    private static final MapCapacities SMALL = new MapCapacities(64, 256, 8, 64, 4096);
    private static final int STEPS = 1_500;
    private static final int MOST = 200;
    private static final int EXACT6 = 64;
    private static final long LONG = 600_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomBlocksAndPardonsAgreeWithAPlainMap(long seed) {
        Random random = new Random(seed);
        Family family = seed % 2 == 0 ? Family.IPV4 : Family.IPV6;
        Map<Prefix, Long> model = new HashMap<>();
        try (XdpBench bench = new XdpBench(SMALL, ReportPacing.DEFAULT)) {
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(3) > 0 && model.size() < MOST) {
                    Prefix prefix = randomPrefix(random, family);
                    bench.plane().block(prefix, LONG);
                    model.putIfAbsent(prefix, 0L);
                } else if (!model.isEmpty()) {
                    Prefix prefix = any(random, model);
                    bench.plane().unblock(prefix);
                    model.remove(prefix);
                }
                Prefix source = source(random, family, model);
                Optional<Prefix> hit = longest(model, source);
                assertThat(bench.reasonFor(frame(source)))
                        .as("%s, in %s", source, hit)
                        .isEqualTo(hit.isPresent() ? XdpReason.BLOCKED_PREFIX : XdpReason.CLEAN);
                hit.ifPresent(prefix -> model.merge(prefix, 1L, Long::sum));
            }
            model.forEach((prefix, hits) ->
                    assertThat(bench.plane().hits(prefix)).as(prefix.toString()).isEqualTo(hits));
            assertThat(bench.plane().blocks())
                    .extracting(HeldBlock::prefix)
                    .containsExactlyInAnyOrderElementsOf(model.keySet());
        }
    }

    @Test
    void aShorterPrefixHoldsWhereALongerOneIsOver() throws Exception {
        for (String[] nested : new String[][] {
            {"50.0.0.0/8", "50.1.0.0/16", "50.1.2.0/24", "50.1.2.3"},
            {"2400::/12", "2400:1::/32", "2400:1:2::/48", "2400:1:2::3"},
            {"2400:1::/32", "2400:1:2:3::/96", "2400:1:2:3::/112", "2400:1:2:3::9"}
        }) {
            try (XdpBench bench = new XdpBench(SMALL, ReportPacing.DEFAULT)) {
                bench.plane().block(Prefix.parse(nested[0]), LONG);
                bench.plane().block(Prefix.parse(nested[1]), 1);
                bench.plane().block(Prefix.parse(nested[2]), 1);
                Prefix source = Prefix.parse(nested[3]);
                Await.until("the longer ones are over", () -> {
                    assertThat(bench.reasonFor(frame(source))).isEqualTo(XdpReason.BLOCKED_PREFIX);
                    return bench.plane().hits(Prefix.parse(nested[0])) == 3;
                });
                assertThat(bench.plane().holds(Prefix.parse(nested[1]))).isFalse();
                assertThat(bench.plane().holds(Prefix.parse(nested[2]))).isFalse();
            }
        }
    }

    @Test
    void allowedPrefixesOfEveryLengthPass() {
        String[] allow = {"40.0.0.0/7", "60.1.0.0/17", "61.1.2.3", "2400::/20", "2500:1:2::/48", "2600::5"};
        String[] inside = {"41.9.9.9", "60.1.0.9", "61.1.2.3", "2400:0fff::1", "2500:1:2::9", "2600::5"};
        String[] beside = {"42.0.0.1", "60.1.128.9", "61.1.2.4", "2400:1000::1", "2500:1:3::9", "2600::6"};
        try (XdpBench bench = new XdpBench(SMALL, ReportPacing.DEFAULT, allow)) {
            bench.block("0.0.0.0/0");
            bench.block("::/0");
            for (int i = 0; i < allow.length; i++) {
                assertThat(bench.reasonFor(frame(Prefix.parse(inside[i]))))
                        .as(inside[i])
                        .isEqualTo(XdpReason.ALLOWED);
                assertThat(bench.reasonFor(frame(Prefix.parse(beside[i]))))
                        .as(beside[i])
                        .isEqualTo(XdpReason.BLOCKED_PREFIX);
            }
        }
    }

    /** In a small part of the space, so that prefixes nest and share buckets and places in the tables around. */
    private static Prefix randomPrefix(Random random, Family family) {
        int length = family == Family.IPV4 ? random.nextInt(32) : random.nextInt(127);
        if (family == Family.IPV6 && length >= EXACT6) {
            length++; // A /64 is a block of another kind.
        }
        return truncate(randomSource(random, family), length);
    }

    private static Prefix randomSource(Random random, Family family) {
        int a = random.nextInt(4);
        int b = random.nextInt(4);
        int c = random.nextInt(4);
        return Prefix.parse(
                family == Family.IPV4
                        ? "5" + a + "." + 64 * b + "." + 64 * c + "." + (1 + random.nextInt(200))
                        : String.format(
                                "2400:%x:%x:%x::%x", a << 14 | b, c << 14 | a, b << 14 | c, 1 + random.nextInt(200)));
    }

    private static Prefix source(Random random, Family family, Map<Prefix, Long> model) {
        Prefix source = randomSource(random, family);
        if (random.nextBoolean() || model.isEmpty()) {
            return source;
        }
        Prefix near = any(random, model);
        int last = family.bits() - near.length() > 3 ? 1 + random.nextInt(5) : 0;
        Prefix inside = new Prefix(family, near.high(), near.low() | last, family.bits());
        return inside.toString().startsWith("5") || inside.toString().startsWith("24") ? inside : source;
    }

    private static Prefix truncate(Prefix address, int length) {
        long high = length >= 64 ? address.high() : address.high() & mask(length);
        long low = address.family() == Family.IPV4
                ? address.low() & 0xFFFF_FFFFL & mask(length) >> 32
                : length > 64 ? address.low() & mask(length - 64) : 0;
        return new Prefix(address.family(), address.family() == Family.IPV4 ? 0 : high, low, length);
    }

    private static long mask(int length) {
        return length == 0 ? 0 : -1L << (64 - length);
    }

    private static Prefix any(Random random, Map<Prefix, Long> model) {
        return model.keySet().stream()
                .sorted()
                .skip(random.nextInt(model.size()))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Prefix> longest(Map<Prefix, Long> model, Prefix source) {
        return model.keySet().stream()
                .filter(prefix -> prefix.contains(source))
                .max(Comparator.comparingInt(Prefix::length));
    }

    private static byte[] frame(Prefix source) {
        return Frame.from(source.toString().replaceFirst("/.*", "")).udp(0).bytes();
    }
}
