// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.HeldSources;
import dev.secbeat.console.model.RegionPlace;
import dev.secbeat.console.model.SourceQuery;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Until;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the benchmark's fleet says it told is what came, and what came is what a real fleet would tell. */
class GeneratedFleetTest {
    private static final GeneratedFleet.Size SMALL = new GeneratedFleet.Size(3, 4, 2_400);
    private static final int SIX_SECONDS = 6_000 / GeneratedFleet.TICK_MILLIS;

    private final Set<SourceKey> named = new HashSet<>();
    private long counts;
    private long pages;
    private long listed;
    private final FleetInbox inbox = new FleetInbox(this::tap);
    private final FleetModel model = Fx.call(() -> new FleetModel(List.of(), RegionPlace::unknown));
    private final GeneratedFleet fleet = new GeneratedFleet(inbox, SMALL, 1);

    private void tap(Update update) {
        switch (update) {
            case Update.Heartbeat beat -> counts += beat.status().topSources().size();
            case Update.Listed told -> {
                pages++;
                listed += told.page().sources().size();
                told.page().sources().stream().map(SourceCount::source).forEach(named::add);
            }
            default -> {}
        }
    }

    @Test
    void allSourcesAreHeldAndEveryFigureIsACountOfWhatCame() {
        fleet.connect();
        Fx.run(() -> model.asked().look(Optional.of(SourceQuery.ALL)));
        fleet.list(true);
        for (int i = 0; i <= SIX_SECONDS; i++) {
            fleet.tick();
            if (i % 30 == 0) {
                drain();
            }
        }
        Until.holds("all are held", () -> {
            drain();
            return held().held() == SMALL.sources();
        });
        assertThat(named).as("each different one, no other").hasSize(SMALL.sources());
        assertThat(held().refused()).isZero();
        assertThat(held().nodes()).isEqualTo(SMALL.nodes());
        assertThat(held().matching()).isEqualTo(SMALL.sources());
        assertThat(fleet.counts()).isEqualTo(counts).isPositive();
        assertThat(fleet.counts() % NodeStatus.MAX_TOP_SOURCES).isZero();
        assertThat(fleet.listed()).isEqualTo(listed);
        assertThat(pages).as("ten a second of each node").isBetween(700L, 12L * 10 * 6);
        assertThat(inbox.refused()).isZero();
        drain();
        assertThat(Fx.call(() -> model.regions().size())).isEqualTo(SMALL.regions());
        assertThat(Fx.call(() -> model.summary().get().nodesKnown())).isEqualTo(SMALL.nodes());
        CommandState order = Fx.call(() -> model.actions().commands().getLast());
        assertThat(order.answers())
                .as("each node has answered")
                .hasSize(SMALL.nodes())
                .noneMatch(answer -> answer.outcome() == CommandState.Outcome.WAITING);
        assertThat(Fx.call(() -> model.summary().get().detectionsLastHour())).isPositive();
    }

    @Test
    void aWalkTellsEachSourceOfANodeOnceAndThenBeginsAnew() {
        GeneratedNodes nodes = new GeneratedNodes(SMALL, 1);
        int node = 2;
        Set<SourceKey> walk = new HashSet<>();
        int told = 0;
        for (boolean last = false; !last; ) {
            var page = nodes.page(node);
            assertThat(page.pass()).isEqualTo(1);
            told += page.sources().size();
            page.sources().forEach(count -> walk.add(count.source()));
            last = page.last();
        }
        assertThat(told).isEqualTo(nodes.counted(node)).isEqualTo(walk.size());
        assertThat(nodes.page(node).pass()).isEqualTo(2);
        int all = 0;
        for (int i = 0; i < SMALL.nodes(); i++) {
            all += nodes.counted(i);
        }
        assertThat(all).as("every fourth by two nodes").isEqualTo(SMALL.sources() * 5 / 4);
    }

    @Test
    void nobodyIsToldOfAllSourcesUnasked() {
        for (int i = 0; i < 100; i++) {
            fleet.tick();
        }
        assertThat(listed).isZero();
        assertThat(counts).isPositive();
    }

    @Test
    void aSizeThatDoesNotShareOutIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GeneratedFleet.Size(3, 4, 2_401));
    }

    private HeldSources held() {
        return Fx.call(() -> model.asked().held().get());
    }

    private void drain() {
        Fx.run(() -> model.drain(inbox, System.nanoTime(), System.currentTimeMillis()));
    }
}
