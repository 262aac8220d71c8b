// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Until;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What waits is bounded by what it takes, and what finds no room is counted. */
class FleetInboxTest {
    private static final NodeId NODE = NodeId.of("us-east", "edge-1");

    private final FleetInbox inbox = new FleetInbox();

    private static Update.Listed page(int sources) {
        SourceCount count = new SourceCount(new SourceKey(Family.IPV4, 7), Dimension.REQUESTS, 1, 1, 100, 1_000, false);
        List<SourceCount> all = Collections.nCopies(sources, count);
        return new Update.Listed(new SourcePage(NODE, 1, 1, false, all), 1);
    }

    @Test
    void threeSecondsOfSmallPagesOfAThousandNodesFindRoom() {
        for (int i = 0; i < 30_000; i++) {
            assertThat(inbox.offer(page(8))).isTrue();
        }
        assertThat(inbox.takePages()).hasSize(30_000);
        assertThat(inbox.refused()).isZero();
    }

    @Test
    void largePagesAreBoundedByTheirSources() {
        int room = FleetInbox.MAX_LISTED / SourcePage.MAX_SOURCES;
        for (int i = 0; i < room + 5; i++) {
            assertThat(inbox.offer(page(SourcePage.MAX_SOURCES)))
                    .as("page %d", i)
                    .isEqualTo(i < room);
        }
        assertThat(inbox.refused()).isEqualTo(5);
        assertThat(inbox.takePages()).hasSize(room);
        assertThat(inbox.offer(page(SourcePage.MAX_SOURCES)))
                .as("there is room again")
                .isTrue();
    }

    @Test
    void pagesAreTakenInWhileNobodyDrains() {
        FleetModel model = new FleetModel(List.of());
        model.asked().look(Optional.of(SourceQuery.ALL));
        model.drain(inbox, 1, 1);
        for (int i = 0; i < 3 * FleetInbox.MAX_PAGES; i++) {
            Update.Listed next = page(8);
            Until.holds("there is room", () -> inbox.offer(next));
        }
        model.asked().look(Optional.empty());
    }

    @Test
    void emptyPagesAreBoundedByTheirNumber() {
        for (int i = 0; i < FleetInbox.MAX_PAGES + 3; i++) {
            inbox.offer(page(0));
        }
        assertThat(inbox.refused()).isEqualTo(3);
        assertThat(inbox.takePages()).hasSize(FleetInbox.MAX_PAGES);
    }
}
