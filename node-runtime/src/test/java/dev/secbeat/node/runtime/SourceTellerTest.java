// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A node tells of its sources while somebody asks, at a bounded rate, and says where a walk ends. */
class SourceTellerTest {
    private static final NodeId SELF = NodeId.of("us-east", "edge-1");
    private static final long FIRST = 0xC6120000L; // 198.18.0.0

    private final LoopWorld world = new LoopWorld();
    private final List<SourcePage> told = new ArrayList<>();
    private final Crowd crowd = new Crowd();
    private boolean listWanted;
    private boolean connected = true;
    private List<Prefix> watched = List.of();

    /** Many sources, each with some requests a turn. */
    private static final class Crowd implements TrafficSource {
        private int sources;

        @Override
        public int poll(TrafficObserver observer) {
            for (int i = 0; i < sources; i++) {
                observer.onCount(Family.IPV4, FIRST + i, Dimension.REQUESTS, 1, Long.MAX_VALUE);
            }
            return sources;
        }
    }

    private NodeLoop loop() {
        NodeLoop loop = new NodeLoop(
                LoopSettings.standard(SELF, 1, List.of(RateRule.perSecond(Dimension.REQUESTS, 1_000, 60)), List.of()),
                new LoopPorts(world, List.of(crowd), List.of(world), world, event -> {}));
        SourceTeller.Askers askers =
                new SourceTeller.Askers(now -> listWanted, now -> watched, page -> connected && told.add(page));
        loop.addStep(new SourceTeller(SELF, loop, askers));
        return loop;
    }

    private void turns(NodeLoop loop, int count, long eachMillis) {
        for (int i = 0; i < count; i++) {
            world.millis += eachMillis;
            loop.doWork(world.nanoTime());
        }
    }

    @Test
    void nobodyAsksAndNothingIsTold() {
        crowd.sources = 50;
        turns(loop(), 30, 100);
        assertThat(told).isEmpty();
    }

    @Test
    void aWalkTellsAllAndEndsAndTheNextBegins() {
        NodeLoop loop = loop();
        crowd.sources = 3_000;
        turns(loop, 3, 100);
        listWanted = true;
        while (told.stream().filter(SourcePage::last).count() < 2) {
            turns(loop, 1, 100);
            assertThat(told.size()).isLessThan(1_000);
        }
        Set<Long> first = new HashSet<>();
        told.stream()
                .filter(page -> page.pass() == 1)
                .flatMap(page -> page.sources().stream())
                .forEach(source -> first.add(source.source().bits()));
        assertThat(first).hasSize(3_000);
        assertThat(told)
                .allSatisfy(page -> assertThat(page.sources()).hasSizeLessThanOrEqualTo(SourcePage.MAX_SOURCES));
        assertThat(told).extracting(SourcePage::pass).contains(1, 2);
    }

    @Test
    void aTurnThatComesTooSoonTellsNothing() {
        NodeLoop loop = loop();
        crowd.sources = 3_000;
        turns(loop, 3, 100);
        listWanted = true;
        turns(loop, 1, 100);
        int before = told.size();
        turns(loop, 50, 1);
        assertThat(told).hasSize(before);
    }

    @Test
    void watchedSourcesAreToldEachSecond() {
        NodeLoop loop = loop();
        crowd.sources = 5;
        turns(loop, 3, 100);
        watched = List.of(Prefix.parse("198.18.0.3"), Prefix.parse("192.0.2.1"));
        turns(loop, 30, 100);
        assertThat(told).hasSize(3).allMatch(SourcePage::isWatched);
        assertThat(told.getLast().sources())
                .extracting(SourceCount::source)
                .extracting(Object::toString)
                .containsExactly("198.18.0.3");
    }

    @Test
    void withoutAConnectionTheWalkGoesOnAndItsNumberStays() {
        NodeLoop loop = loop();
        crowd.sources = 10;
        turns(loop, 3, 100);
        listWanted = true;
        connected = false;
        turns(loop, 200, 100);
        connected = true;
        turns(loop, 200, 100);
        assertThat(told.getFirst().pass()).isEqualTo(1);
    }
}
