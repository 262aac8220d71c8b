// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Fleet;
import dev.secbeat.console.testing.Frames;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.SampledPacket;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
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
    void aLimitOnANetworkHoldsItsSourcesAlone() {
        minute();
        assertThat(tryOut(within("203.0.113.0/24")).sources())
                .extracting(WhatIf.Row::name)
                .containsExactly("203.0.113.42");
        assertThat(tryOut(within("192.0.2.0/24")).sourcesHit()).isZero();
        WhatIf.Rule.Limit limit = WhatIf.Rule.Limit.of(
                new LimitRule(Optional.of(Prefix.parse("203.0.113.42")), Dimension.PACKETS, 500, 10_000, 60),
                new Scope.Fleet());
        assertThat(limit.perSecond()).isEqualTo(50);
        assertThat(limit.windowSeconds()).isEqualTo(10);
        assertThat(shown(limit).samples().hit()).isEqualTo(20);
        assertThat(shown(within("192.0.2.0/24")).samples().hit()).isZero();
    }

    private static WhatIf.Rule.Limit within(String prefix) {
        return WhatIf.Rule.Limit.of(
                new LimitRule(Optional.of(Prefix.parse(prefix)), Dimension.REQUESTS, 69, 1_000, 60), new Scope.Fleet());
    }

    @Test
    void aBlockOfARegionHitsNothingElsewhere() {
        minute();
        WhatIf found = tryOut(new WhatIf.Rule.Block(
                List.of(Prefix.parse("203.0.113.0/24")), new Scope.Region(new RegionId("us-east"))));

        assertThat(found.rows())
                .containsExactlyInAnyOrder(
                        new WhatIf.Row("us-east", Dimension.REQUESTS, 50, 10),
                        new WhatIf.Row("apac", Dimension.REQUESTS, 100, 0));
        assertThat(found.sourcesHit()).isEqualTo(1);
    }

    @Test
    void countriesAndNetworksAreToldApart() {
        minute();
        WhatIf found = WhatIf.of(
                new WhatIf.Rule.Block(List.of(Prefix.parse("203.0.113.42"))),
                model.incident().recentTraffic(),
                address -> Optional.of(address.toString().startsWith("203.") ? "NL AS64500" : "NL AS64501"));

        assertThat(found.origins())
                .containsExactly(
                        new WhatIf.Row("AS64500", Dimension.REQUESTS, 70, 60),
                        new WhatIf.Row("NL", Dimension.REQUESTS, 150, 60),
                        new WhatIf.Row("AS64501", Dimension.REQUESTS, 80, 0));
        assertThat(found.origins()).extracting(WhatIf.Row::isNetwork).containsExactly(true, false, true);
    }

    @Test
    void aSampleStandsForWhatItsNodePassedForEachThatItShowed() {
        WhatIf found = shown(new WhatIf.Rule.Block(List.of(Prefix.parse("203.0.113.42"))));

        assertThat(found.sampled())
                .as("each of ten for 10,000 passed, each of ten for 1,000 dropped, in ten seconds")
                .containsExactly(
                        new WhatIf.Row("apac", Dimension.PACKETS, 11_000, 11_000),
                        new WhatIf.Row("us-east", Dimension.PACKETS, 10_000, 0));
        assertThat(found.coarsest()).isEqualTo(10_000);
    }

    @Test
    void aLimitAddsUpEachSourceWindowByWindow() {
        WhatIf over = shown(limit(Dimension.PACKETS, 54_999, new Scope.Fleet()));
        assertThat(over.sampled().getFirst())
                .as("55,000 in each of two windows of five seconds")
                .isEqualTo(new WhatIf.Row("apac", Dimension.PACKETS, 11_000, 11_000));
        assertThat(over.samples()).isEqualTo(new WhatIf.Packets(30, 20, 10));

        assertThat(shown(limit(Dimension.PACKETS, 55_000, new Scope.Fleet()))
                        .samples()
                        .hit())
                .isZero();
        assertThat(shown(limit(Dimension.PACKETS, 1, new Scope.Region(new RegionId("us-east"))))
                        .sampled())
                .as("there alone")
                .containsExactly(
                        new WhatIf.Row("us-east", Dimension.PACKETS, 10_000, 10_000),
                        new WhatIf.Row("apac", Dimension.PACKETS, 11_000, 0));
        assertThat(shown(limit(Dimension.BYTES, 60 * 54_999, new Scope.Fleet()))
                        .sampled()
                        .getFirst())
                .isEqualTo(new WhatIf.Row("apac", Dimension.BYTES, 660_000, 660_000));
        assertThat(shown(limit(Dimension.REQUESTS, 1, new Scope.Fleet()))
                        .samples()
                        .hit())
                .as("samples tell nothing of requests")
                .isZero();
    }

    /**
     * Ten seconds: apac passes 10,000 packets a second and drops 1,000, us-east passes 10,000. Of the attacker in apac ten
     * passed and ten dropped packets are shown, half of each in each of two windows of five seconds; in us-east one of each of
     * ten others.
     */
    private static WhatIf shown(WhatIf.Rule rule) {
        FleetModel fresh = new FleetModel(List.of());
        FleetInbox filled = new FleetInbox();
        Fleet apac = Fleet.node("apac", "node-1");
        Fleet east = Fleet.node("us-east", "node-1");
        long begin = apac.status().epochMillis();
        for (int second = 0; second <= 10; second++) {
            filled.offer(new Update.Heartbeat(apac.status(), second * SECOND));
            filled.offer(new Update.Heartbeat(east.status(), second * SECOND));
            fresh.drain(filled, second * SECOND, second * 1_000L);
            apac.pass(1_000, 10_000, 1_000);
            east.pass(1_000, 10_000, 0);
        }
        List<SampledPacket> attack = new ArrayList<>();
        List<SampledPacket> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            long at = begin + 100 + 5_000L * (i % 2);
            attack.add(Frames.packet("pass", "clean", at, tcp("203.0.113.42")));
            attack.add(Frames.packet("drop", "limited", at, tcp("203.0.113.42")));
            others.add(Frames.packet("pass", "clean", at, tcp("198.18.7." + i)));
        }
        filled.offer(Frames.report(apac.id(), 10 * SECOND, 0, attack.toArray(SampledPacket[]::new)));
        filled.offer(Frames.report(east.id(), 10 * SECOND, 0, others.toArray(SampledPacket[]::new)));
        fresh.drain(filled, 10 * SECOND, 10_000);
        return WhatIf.of(rule, fresh.incident().recentTraffic(), address -> Optional.empty());
    }

    private static WhatIf.Rule limit(Dimension dimension, long events, Scope scope) {
        return new WhatIf.Rule.Limit(dimension, events / 5.0, 5, scope);
    }

    private static byte[] tcp(String from) {
        return Frames.tcp(from, "198.51.100.10", 999, 443, 2);
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
