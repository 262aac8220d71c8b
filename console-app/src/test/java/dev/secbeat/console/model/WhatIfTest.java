// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Fleet;
import dev.secbeat.console.testing.Frames;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a rule would have dropped is what was counted of the sources it hits, region by region. */
class WhatIfTest {
    private static final long SECOND = 1_000_000_000L;

    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of());

    @Test
    void aBlockHitsWhatLiesInside() {
        minute();
        WhatIf found = tryOut(new WhatIf.Rule.Block(List.of(Prefix.parse("203.0.113.0/24"))));

        assertThat(found.rows())
                .containsExactly(
                        new WhatIf.Row("apac", Dimension.REQUESTS, 100, 60),
                        new WhatIf.Row("us-east", Dimension.REQUESTS, 50, 10));
        assertThat(found.rows().getFirst().share()).isEqualTo(0.6);
        assertThat(found.sourcesHit()).isEqualTo(2);
        assertThat(found.sources().getFirst().name()).isEqualTo("203.0.113.42");
        assertThat(found.coveredMillis()).isEqualTo(55_000);
    }

    @Test
    void aLimitHitsAllOfASourceThatIsOverItInTheFleet() {
        minute();
        WhatIf found = tryOut(new WhatIf.Rule.Limit(Dimension.REQUESTS, 69));

        assertThat(found.rows())
                .containsExactly(
                        new WhatIf.Row("apac", Dimension.REQUESTS, 100, 50),
                        new WhatIf.Row("us-east", Dimension.REQUESTS, 50, 10));
        assertThat(tryOut(new WhatIf.Rule.Limit(Dimension.PACKETS, 1)).sourcesHit())
                .isZero();
        assertThat(tryOut(new WhatIf.Rule.Limit(Dimension.REQUESTS, 70)).sourcesHit())
                .isZero();
    }

    @Test
    void originsAreSummedWhereADatabaseKnowsThem() {
        minute();
        WhatIf found = WhatIf.of(
                new WhatIf.Rule.Block(List.of(Prefix.parse("203.0.113.42"))),
                model.incident().recentTraffic(),
                address -> address.toString().startsWith("203.") ? Optional.of("AS64500") : Optional.of("AS64501"));

        assertThat(found.origins())
                .containsExactly(
                        new WhatIf.Row("AS64500", Dimension.REQUESTS, 70, 60),
                        new WhatIf.Row("AS64501", Dimension.REQUESTS, 80, 0));
    }

    @Test
    void samplesTellWhatWasPassedSoFar() {
        minute();
        NodeId node = NodeId.of("apac", "node-1");
        inbox.offer(Frames.report(
                node,
                60 * SECOND,
                0,
                Frames.packet("pass", "clean", 1, Frames.tcp("203.0.113.42", "198.51.100.10", 999, 443, 2)),
                Frames.packet("drop", "malformed", 2, Frames.tcp("203.0.113.7", "198.51.100.10", 999, 443, 2)),
                Frames.packet("pass", "clean", 3, Frames.tcp("198.18.7.31", "198.51.100.10", 999, 443, 2))));
        model.drain(inbox, 60 * SECOND, 60_000);

        WhatIf.Packets samples = tryOut(new WhatIf.Rule.Block(List.of(Prefix.parse("203.0.113.0/24"))))
                .samples();
        assertThat(samples).isEqualTo(new WhatIf.Packets(3, 2, 1));
    }

    @Test
    void memoryIsBoundedHoweverManyNodesThereAre() {
        for (int node = 0; node < 1_000; node++) {
            Fleet fleet = Fleet.node("r" + node % 50, "n" + node);
            for (int source = 0; source < 32; source++) {
                fleet.source("10." + node / 250 + "." + node % 250 + "." + source, 1, 1, 9, false);
            }
            for (int step = 0; step < 10; step++) {
                model.recent.accept(new Update.Heartbeat(fleet.status(), step * RecentTraffic.STEP_NANOS));
            }
        }
        long held = model.incident().recentTraffic().observations().stream()
                .mapToLong(seen -> seen.counts().size() + 1)
                .sum();
        assertThat(held).isPositive().isLessThanOrEqualTo(RecentTraffic.MAX_COUNTS);
    }

    private void minute() {
        Fleet apac = Fleet.node("apac", "node-1")
                .source("203.0.113.42", 50, 60, 100, false)
                .source("203.0.113.7", 10, 10, 100, false)
                .source("198.18.7.31", 40, 40, 100, false);
        Fleet east = Fleet.node("us-east", "node-1")
                .source("203.0.113.42", 10, 70, 100, false)
                .source("198.18.7.31", 40, 40, 100, false);
        apac = apac.forgetSources()
                .source("203.0.113.42", 50, 70, 100, false)
                .source("203.0.113.7", 10, 10, 100, false)
                .source("198.18.7.31", 40, 40, 100, false);
        for (int second = 0; second < 60; second++) {
            inbox.offer(new Update.Heartbeat(apac.pass(1_000, 1, 0).status(), second * SECOND));
            inbox.offer(new Update.Heartbeat(east.pass(1_000, 1, 0).status(), second * SECOND));
            model.drain(inbox, second * SECOND, second * 1_000L);
        }
    }

    private WhatIf tryOut(WhatIf.Rule rule) {
        return WhatIf.of(rule, model.incident().recentTraffic(), address -> Optional.empty());
    }
}
