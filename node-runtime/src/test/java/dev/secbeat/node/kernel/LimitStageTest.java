// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.verdict.RateRule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** In which steps, and in which order, the kernel holds a packet to which rules. Needs no privilege. */
class LimitStageTest {
    private static final Grouping NETWORK = new Grouping(24, 48);

    @Test
    void eachRuleOfADimensionHasAStageOfItsOwnTheStrictestFirst() {
        RateRule second = RateRule.perSecond(Dimension.PACKETS, 100, 60);
        RateRule minute = new RateRule(Dimension.PACKETS, 20, 60_000, 60);
        RateRule bursts = new RateRule(Dimension.PACKETS, 50, 1_000, 60, Grouping.ADDRESS, 60, 60);
        RateRule other = RateRule.perSecond(Dimension.CONNECTIONS, 5, 60);

        assertThat(LimitStage.of(List.of(minute, bursts, second, other), Family.IPV4))
                .extracting(LimitStage::rules)
                .containsExactly(
                        Map.of(Dimension.PACKETS, second, Dimension.CONNECTIONS, other),
                        Map.of(Dimension.PACKETS, bursts),
                        Map.of(Dimension.PACKETS, minute));
    }

    @Test
    void addressesComeBeforePrefixesAndTheLongestOfThoseFirst() {
        RateRule wide = RateRule.perSecond(Dimension.PACKETS, 10, 60).per(new Grouping(16, 32));
        RateRule network = RateRule.perSecond(Dimension.PACKETS, 1_000, 60).per(NETWORK);
        RateRule syns = RateRule.perSecond(Dimension.CONNECTIONS, 1, 60).per(NETWORK);
        RateRule mixed = RateRule.perSecond(Dimension.BYTES, 5_000, 60).per(new Grouping(24, 64));
        RateRule each = RateRule.perSecond(Dimension.PACKETS, 100, 60);
        List<RateRule> all = List.of(wide, network, syns, mixed, each);

        assertThat(LimitStage.of(all, Family.IPV4))
                .containsExactly(
                        new LimitStage(Family.IPV4, 32, Map.of(Dimension.PACKETS, each)),
                        new LimitStage(
                                Family.IPV4,
                                24,
                                Map.of(
                                        Dimension.PACKETS, network,
                                        Dimension.BYTES, mixed,
                                        Dimension.CONNECTIONS, syns)),
                        new LimitStage(Family.IPV4, 16, Map.of(Dimension.PACKETS, wide)));
        assertThat(LimitStage.of(all, Family.IPV6))
                .containsExactly(
                        new LimitStage(Family.IPV6, 64, Map.of(Dimension.PACKETS, each, Dimension.BYTES, mixed)),
                        new LimitStage(
                                Family.IPV6, 48, Map.of(Dimension.PACKETS, network, Dimension.CONNECTIONS, syns)),
                        new LimitStage(Family.IPV6, 32, Map.of(Dimension.PACKETS, wide)));
    }

    @Test
    void whatTheKernelCannotHoldHasNoStage() {
        RateRule years = new RateRule(Dimension.PACKETS, 1, 1_000, 1L << 40, Grouping.ADDRESS, 60, 60);
        RateRule requests = RateRule.perSecond(Dimension.REQUESTS, 100, 60);
        RateRule only6 = RateRule.perSecond(Dimension.PACKETS, 100, 60).per(new Grouping(0, 48));

        assertThat(LimitStage.most(List.of())).isZero();
        assertThat(LimitStage.most(List.of(years, requests))).isZero();
        assertThat(LimitStage.of(List.of(only6), Family.IPV4)).isEmpty();
        assertThat(LimitStage.most(List.of(years, only6, requests))).isEqualTo(1);
    }

    @Test
    void asManyRulesAsAConfigurationMayHaveHaveAPlace() {
        RateRule rule = RateRule.perSecond(Dimension.PACKETS, 100, 60);
        assertThat(LimitStage.most(Collections.nCopies(PolicyAbi.STAGES, rule))).isEqualTo(PolicyAbi.STAGES);
    }

    @Test
    void masksLeaveOfAKeyWhatThePrefixHas() {
        RateRule rule = RateRule.perSecond(Dimension.PACKETS, 100, 60);
        List<RateRule> all = List.of(rule, rule.per(new Grouping(31, 63)), rule.per(new Grouping(16, 32)));
        MemorySegment written = written(2, all);
        assertThat(masks(written, Family.IPV4)).startsWith(-1L, -2L, -0x1_0000L, 0L);
        assertThat(masks(written, Family.IPV6)).startsWith(-1L, -2L, -1L << 32, 0L);
    }

    /** The other family's rules may take more stages. */
    @Test
    void inAStageWithoutRulesNobodyIsLookedAt() {
        RateRule rule = RateRule.perSecond(Dimension.PACKETS, 10, 60);
        MemorySegment written = written(2, List.of(rule, rule.per(new Grouping(0, 48))));
        assertThat(above(written, 1)).containsExactly(PolicyAbi.KNOWN, PolicyAbi.KNOWN);
        assertThat(above(written, PolicyAbi.STAGES - 1)).containsExactly(PolicyAbi.KNOWN, PolicyAbi.KNOWN);
    }

    @Test
    void newcomersAreLookedAtUnlessAllTheirFirstPacketsAreLittleAgainstTheLimits() {
        int cpus = 2;
        RateRule low = RateRule.perSecond(Dimension.PACKETS, 63, 60);
        RateRule high = RateRule.perSecond(Dimension.PACKETS, 64, 60);
        RateRule syns = RateRule.perSecond(Dimension.CONNECTIONS, 20, 60);
        RateRule bytes = RateRule.perSecond(Dimension.BYTES, 4_000_000, 60);
        RateRule manyBytes = new RateRule(Dimension.BYTES, 4_000_000, 2_000, 60);
        assertThat(above(cpus, low)).containsExactly(PolicyAbi.NOT_COUNTED, PolicyAbi.NOT_COUNTED);
        assertThat(above(cpus, high)).containsExactly(PolicyAbi.NEWCOMER, PolicyAbi.NEWCOMER);
        assertThat(above(cpus + 1, high)).containsExactly(PolicyAbi.NOT_COUNTED, PolicyAbi.NOT_COUNTED);
        assertThat(above(cpus, high, syns)).containsExactly(PolicyAbi.NEWCOMER, PolicyAbi.NOT_COUNTED);
        assertThat(above(cpus, high, bytes)).containsExactly(PolicyAbi.NOT_COUNTED, PolicyAbi.NOT_COUNTED);
        assertThat(above(cpus, high, manyBytes)).containsExactly(PolicyAbi.NEWCOMER, PolicyAbi.NEWCOMER);
        assertThat(above(cpus, syns)).containsExactly(PolicyAbi.KNOWN, PolicyAbi.NOT_COUNTED);
        assertThat(above(cpus, high.per(new Grouping(0, 64)))).containsExactly(PolicyAbi.KNOWN, PolicyAbi.KNOWN);
        assertThat(above(cpus, high.per(new Grouping(24, 48))))
                .as("many members, one packet each, are more than little")
                .containsExactly(PolicyAbi.NOT_COUNTED, PolicyAbi.NOT_COUNTED);
        assertThat(above(cpus, syns.per(new Grouping(24, 48)))).containsExactly(PolicyAbi.KNOWN, PolicyAbi.NOT_COUNTED);
    }

    private static List<Integer> above(int cpus, RateRule... rules) {
        return above(written(cpus, List.of(rules)), 0);
    }

    /** What is written of a stage of IPv4: for packets that open no connection, and for those that do. */
    private static List<Integer> above(MemorySegment written, int stage) {
        MemorySegment at = written.asSlice((long) stage * PolicyAbi.SOURCE_LIMITS_BYTES);
        return List.of(
                at.get(ValueLayout.JAVA_INT, PolicyAbi.SOURCE_LIMITS_ABOVE),
                at.get(ValueLayout.JAVA_INT, PolicyAbi.SOURCE_LIMITS_SYNS_ABOVE));
    }

    /** Of each stage of a family. */
    private static List<Long> masks(MemorySegment written, Family family) {
        long first = family == Family.IPV4 ? 0 : PolicyAbi.STAGES;
        return LongStream.range(first, first + PolicyAbi.STAGES)
                .mapToObj(stage -> written.get(
                        ValueLayout.JAVA_LONG, stage * PolicyAbi.SOURCE_LIMITS_BYTES + PolicyAbi.SOURCE_LIMITS_MASK))
                .toList();
    }

    private static MemorySegment written(int cpus, List<RateRule> rules) {
        long bytes = (long) PolicyAbi.FAMILIES * PolicyAbi.STAGES * PolicyAbi.SOURCE_LIMITS_BYTES;
        MemorySegment at = Arena.ofAuto().allocate(bytes, Long.BYTES);
        LimitStage.writeAll(rules, at, cpus);
        return at;
    }
}
