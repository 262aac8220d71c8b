// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Fleet;
import dev.secbeat.console.testing.Scenario;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What finds no room in the model is counted where the operator sees it. */
class BoundsTest {
    private final Scenario scenario = new Scenario();

    @Test
    void regionsBeyondTheBoundAreCountedAsDropped() {
        scenario.run(1);
        for (int i = scenario.model.regions().size(); i < 256; i++) {
            beat("r" + i);
        }
        scenario.drain();
        assertThat(scenario.model.regions()).hasSize(256);
        assertThat(scenario.inbox.refused()).isZero();
        beat("one-more");
        scenario.drain();
        assertThat(scenario.model.regions()).hasSize(256);
        assertThat(scenario.model.summary().get().updatesLost()).isEqualTo(1);
    }

    private void beat(String region) {
        scenario.inbox.offer(new Update.Heartbeat(Fleet.node(region, "node-1").status(), scenario.nowNanos()));
    }

    @Test
    void aNodeBeyondTheBoundIsRefusedByTheBoard() {
        BoardBuilder boards = new BoardBuilder();
        for (int i = 0; i < BoardBuilder.MAX_NODES; i++) {
            assertThat(boards.accept(Fleet.node("apac", "node-" + i).status(), 1))
                    .isTrue();
        }
        assertThat(boards.accept(Fleet.node("apac", "one-more").status(), 1)).isFalse();
        assertThat(boards.accept(Fleet.node("apac", "node-7").status(), 1)).isTrue();
    }

    @Test
    void partsOfNodesBeyondTheBoundAreCountedAsDropped() {
        SourceKey source = SourceKey.of(Prefix.parse("203.0.113.42"));
        SourceCount part = new SourceCount(source, Dimension.REQUESTS, 48, 301, 100, 1_000, true);
        scenario.model.asked().watch("203.0.113.42");
        for (int i = 0; i <= AskedModel.MOST_NODES; i++) {
            SourcePage page = new SourcePage(NodeId.of("apac", "node-" + i), 9, 0, true, List.of(part));
            scenario.inbox.offer(new Update.Listed(page, scenario.nowNanos()));
        }
        scenario.drain();
        assertThat(scenario.inbox.refused()).isEqualTo(1);
    }
}
