// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Fleet;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
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
    void aBlockedSourceThatFellSilentStaysVisible() {
        hear(Fleet.node("us-east", "u-1").block("203.0.113.42", EPOCH + 60_000, true));
        SourceRow row = builder.build(SECOND, EPOCH).sources().getFirst();
        assertThat(row.standing()).isEqualTo(SourceRow.Standing.BLOCKED);
        assertThat(row.globalPerSecond()).isZero();
        assertThat(row.expiresAtMillis()).isEqualTo(EPOCH + 60_000);
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

    private void enforced(String region, String node, long epochMillis, long tookMillis) {
        builder.accept(new FleetEvent.Enforced(
                Fleet.node(region, node).id(),
                epochMillis,
                Prefix.parse("203.0.113.42"),
                Origin.RATE_LIMIT,
                true,
                0,
                tookMillis * 1_000_000));
    }
}
