// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Fleet;
import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sources and blocks of many nodes become one table. */
class BoardBuilderTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long EPOCH = 1_700_000_000_000L;
    private final BoardBuilder builder = new BoardBuilder();

    @Test
    void aSourceIsSummedByRegionAndJudgedByItsLimit() {
        hear(Fleet.node("us-east", "u-1").source("203.0.113.42", 60, 290, 100, false));
        hear(Fleet.node("us-east", "u-2").source("203.0.113.42", 40, 280, 100, false));
        hear(Fleet.node("apac", "a-1")
                .source("203.0.113.42", 200, 250, 100, false)
                .source("198.18.0.9", 85, 85, 100, false));
        Board board = builder.build(SECOND, EPOCH);
        SourceRow row = board.sources().getFirst();
        assertThat(row.source()).isEqualTo("203.0.113.42");
        assertThat(row.perRegion()).containsEntry("us-east", 100.0).containsEntry("apac", 200.0);
        assertThat(row.globalPerSecond())
                .as("what was seen is the least it can be")
                .isEqualTo(300);
        assertThat(board.sources().get(1).standing()).isEqualTo(SourceRow.Standing.WATCHING);
        assertThat(board.sources().get(1).kernelText()).isEqualTo("near the limit");
    }

    @Test
    void aBlockShowsWhereItIsInForceWhereItIsMissingAndHowFast() {
        hear(Fleet.node("us-east", "u-1").block("203.0.113.42", EPOCH + 60_000, true));
        hear(Fleet.node("eu-west", "e-1").block("203.0.113.42", EPOCH + 60_000, false));
        hear(Fleet.node("apac", "a-1"));
        enforced("us-east", "u-1", EPOCH - 900, 5);
        enforced("eu-west", "e-1", EPOCH - 860, 1);
        BlockRow block = builder.build(SECOND, EPOCH).blocks().getFirst();
        assertThat(block.nodesInKernel()).isEqualTo(1);
        assertThat(block.nodesLive()).isEqualTo(3);
        assertThat(block.missing()).containsExactly("apac/a-1", "eu-west/e-1");
        assertThat(block.reachedMillis()).isEqualTo(45);
        assertThat(block.kernelText()).isEqualTo("1/3 · 45 ms");
    }

    @Test
    void whyABlockIsThereIsToldByTheNodesThatHoldIt() {
        hear(Fleet.node("us-east", "u-2").block("203.0.113.42", EPOCH + 60_000, true, BlockCause.PEER));
        hear(Fleet.node("us-east", "u-1").block("203.0.113.42", EPOCH + 60_000, true, BlockCause.PEER));
        hear(Fleet.node("apac", "a-1").block("203.0.113.42", EPOCH + 60_000, true, BlockCause.RATE_PACKETS));
        hear(Fleet.node("apac", "a-2").block("203.0.113.42", EPOCH + 60_000, true));
        hear(Fleet.node("eu-west", "e-1").block("203.0.113.42", EPOCH + 60_000, false, BlockCause.OPERATOR));
        BlockRow block = builder.build(SECOND, EPOCH).blocks().getFirst();
        assertThat(block.causes())
                .containsExactly(
                        Map.entry(BlockCause.UNKNOWN, List.of("apac/a-2")),
                        Map.entry(BlockCause.PEER, List.of("us-east/u-1", "us-east/u-2")),
                        Map.entry(BlockCause.RATE_PACKETS, List.of("apac/a-1")));
    }

    @Test
    void aBlockedSourceOfAnyWidthTellsWhereAndHowLong() {
        hear(Fleet.node("us-east", "u-1")
                .source("2001:db8:42:700::/56", 60, 212, 100, true)
                .source("2001:db8:9:7::/64", 60, 130, 100, true)
                .source("2001:db8:1:1::/64", 60, 120, 100, false)
                .block("2001:db8:42:700::/56", EPOCH + 60_000, true)
                .block("2001:db8:8::/45", EPOCH + 50_000, true)
                .block("2001:db8::/33", EPOCH + 40_000, true));
        List<SourceRow> rows = builder.build(SECOND, EPOCH).sources();
        assertThat(rows).extracting(SourceRow::expiresAtMillis).containsExactly(EPOCH + 60_000, EPOCH + 50_000, 0L);
        assertThat(rows.get(0).kernelText()).isEqualTo("1/1");
        assertThat(rows.get(1).kernelText())
                .as("of the narrowest block around it")
                .isEqualTo("1/1");
        assertThat(rows.get(2).standing())
                .as("the node says that it lets it pass")
                .isEqualTo(SourceRow.Standing.WATCHING);
    }

    @Test
    void aBlockedSourceThatFellSilentStaysVisible() {
        hear(Fleet.node("us-east", "u-1").block("203.0.113.42", EPOCH + 60_000, true));
        SourceRow row = builder.build(SECOND, EPOCH).sources().getFirst();
        assertThat(row.standing()).isEqualTo(SourceRow.Standing.BLOCKED);
        assertThat(row.globalPerSecond()).isZero();
        assertThat(row.expiresAtMillis()).isEqualTo(EPOCH + 60_000);
    }

    @Test
    void aSourceNoNodeCountsAnyMoreShowsWhatItsBlockDropsAndLeadsTheTable() {
        Fleet one = Fleet.node("us-east", "u-1").source("203.0.113.42", 60, 250, 100, true);
        Fleet two = Fleet.node("apac", "a-1").source("198.18.0.9", 900, 900, 2_000, false);
        one.block("203.0.113.42", EPOCH + 60_000, true);
        two.block("203.0.113.42", EPOCH + 60_000, true);
        hear(one);
        hear(two);
        assertThat(attacker(SECOND).globalPerSecond()).as("only counted yet").isEqualTo(250);
        enforced("us-east", "u-1", EPOCH - 859, 46);
        hear(one.forgetSources().pass(2_000, 0, 0).hit("203.0.113.42", 200));
        hear(two.pass(1_000, 0, 0).hit("203.0.113.42", 30));
        SourceRow row = attacker(SECOND);
        assertThat(row.standing()).isEqualTo(SourceRow.Standing.BLOCKED);
        assertThat(row.dimension()).as("still the same row").isEqualTo("requests");
        assertThat(row.droppedPerRegion()).containsOnly(Map.entry("us-east", 100.0), Map.entry("apac", 30.0));
        assertThat(row.droppedPerSecond()).isEqualTo(130);
        assertThat(row.perRegion()).as("no packet is a request").isEmpty();
        assertThat(row.globalPerSecond()).isZero();
        assertThat(row.limitShare()).isEqualTo(1);
        assertThat(row.kernelText()).isEqualTo("2/2 · 46 ms");
        assertThat(row.expiresAtMillis()).isEqualTo(EPOCH + 60_000);
        assertThat(row.trend().size()).isEqualTo(2);
        assertThat(row.trend().at(0)).isEqualTo(250);
        assertThat(row.trend().at(1)).isZero();
        assertThat(row.droppedTrend().at(0)).isZero();
        assertThat(row.droppedTrend().at(1)).isEqualTo(130);
    }

    @Test
    void whatIsDroppedIsNeverAddedToWhatIsStillCounted() {
        Fleet node = Fleet.node("us-east", "u-1").source("203.0.113.42", 60, 60, 100, true);
        hear(node.block("203.0.113.42", EPOCH + 60_000, true));
        hear(node.pass(1_000, 0, 0).hit("203.0.113.42", 40));
        SourceRow row = attacker(SECOND);
        assertThat(row.perRegion()).containsOnly(Map.entry("us-east", 60.0));
        assertThat(row.globalPerSecond()).isEqualTo(60);
        assertThat(row.limitShare()).as("blocked").isEqualTo(1);
        assertThat(row.trend().at(row.trend().size() - 1)).isEqualTo(60);
        assertThat(row.droppedPerRegion()).containsOnly(Map.entry("us-east", 40.0));
        assertThat(row.droppedPerSecond()).isEqualTo(40);
        assertThat(row.loudestPerSecond()).isEqualTo(60);
        assertThat(row.windowMillis()).isEqualTo(1_000);
    }

    @Test
    void ofBlockedSourcesTheOneThatStillAttacksLeads() {
        Fleet node = Fleet.node("us-east", "u-1")
                .source("198.51.100.7", 90, 90, 100, true)
                .block("198.51.100.7", EPOCH + 60_000, true)
                .block("203.0.113.42", EPOCH + 60_000, true);
        hear(node);
        hear(node.pass(1_000, 0, 0).hit("203.0.113.42", 5));
        assertThat(builder.build(SECOND, EPOCH).sources())
                .extracting(SourceRow::source)
                .containsExactly("203.0.113.42", "198.51.100.7");
    }

    @Test
    void aNodeStartedAnewOrABlockMadeAnewHasNoRateUntilTheNextHeartbeat() {
        Fleet node = Fleet.node("us-east", "u-1").block("203.0.113.42", EPOCH + 60_000, true);
        hear(node.hit("203.0.113.42", 1_000));
        hear(node.restart().pass(500, 0, 0));
        assertThat(attacker(SECOND).droppedPerSecond()).as("started anew").isZero();
        hear(node.pass(1_000, 0, 0).hit("203.0.113.42", 80));
        assertThat(attacker(SECOND).droppedPerSecond()).isEqualTo(80);
        hear(node.pass(1_000, 0, 0).hit("203.0.113.42", -70));
        assertThat(attacker(SECOND).droppedPerSecond()).as("hits went back").isZero();
        assertThat(attacker(SECOND).droppedPerRegion()).isEmpty();
    }

    @Test
    void aSourceWhoseBlockExpiredLeavesTheTable() {
        Fleet node = Fleet.node("us-east", "u-1").block("203.0.113.42", EPOCH + 60_000, true);
        hear(node);
        hear(node.pass(1_000, 0, 0).hit("203.0.113.42", 80));
        assertThat(builder.build(SECOND, EPOCH).sources()).hasSize(1);
        assertThat(builder.build(SECOND, EPOCH + 60_001).sources()).isEmpty();
    }

    @Test
    void everySingleSourceThatIsBlockedIsARowButNotAWholeNetwork() {
        hear(Fleet.node("us-east", "u-1")
                .block("203.0.113.42", EPOCH + 60_000, true)
                .block("2001:db8:42:7::/64", EPOCH + 60_000, true)
                .block("2001:db8::1", EPOCH + 60_000, true)
                .block("198.51.100.0/24", EPOCH + 60_000, true));
        assertThat(builder.build(SECOND, EPOCH).sources())
                .extracting(SourceRow::source)
                .containsExactly("2001:db8:42:7::/64", "2001:db8::1", "203.0.113.42");
    }

    @Test
    void aShareThatRoundsToNothingIsNotShownAsNothing() {
        assertThat(Figures.percent(0.004)).isEqualTo("<1 %");
        assertThat(Figures.percent(0.47)).isEqualTo("47 %");
        assertThat(Figures.percent(0)).isEqualTo("0 %");
    }

    @Test
    void whatANodeSaidNoLongerCountsOnceItIsNotHeardWhileOthersAre() {
        hear(Fleet.node("us-east", "u-1").source("203.0.113.42", 60, 60, 100, false));
        assertThat(builder.build(SECOND, EPOCH).sources()).hasSize(1);
        assertThat(builder.liveNodes(SECOND)).hasSize(1);
        builder.accept(Fleet.node("apac", "a-1").status(), 10 * SECOND);
        assertThat(builder.build(10 * SECOND, EPOCH).sources()).isEmpty();
        assertThat(builder.liveNodes(10 * SECOND)).hasSize(1);
    }

    @Test
    void whenNobodyIsHeardTheLastBoardStaysForTheViewToGrey() {
        hear(Fleet.node("us-east", "u-1").source("203.0.113.42", 60, 60, 100, false));
        Board last = builder.build(SECOND, EPOCH);
        assertThat(last.sources()).hasSize(1);
        assertThat(builder.build(60 * SECOND, EPOCH + 60_000)).isEqualTo(last);
        assertThat(builder.liveNodes(60 * SECOND)).isEmpty();
    }

    @Test
    void anExpiredBlockIsNotShown() {
        hear(Fleet.node("us-east", "u-1").block("203.0.113.42", EPOCH - 1, true));
        assertThat(builder.build(SECOND, EPOCH).blocks()).isEmpty();
    }

    private void hear(Fleet node) {
        builder.accept(node.status(), SECOND);
    }

    private SourceRow attacker(long nowNanos) {
        SourceRow first = builder.build(nowNanos, EPOCH).sources().getFirst();
        assertThat(first.source()).isEqualTo("203.0.113.42");
        return first;
    }

    private void enforced(String region, String node, long epochMillis, long tookMillis) {
        builder.accept(new FleetEvent.Enforced(
                Fleet.node(region, node).id(),
                epochMillis,
                Prefix.parse("203.0.113.42"),
                Origin.RATE_LIMIT,
                true,
                (EPOCH - 905) << 16,
                0,
                tookMillis * 1_000_000));
    }
}
