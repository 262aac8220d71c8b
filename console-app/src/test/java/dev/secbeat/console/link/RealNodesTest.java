// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.HeldSources;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.SourceComponent;
import dev.secbeat.console.model.SourceQuery;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.testing.Needed;
import dev.secbeat.console.testing.RealFleet;
import dev.secbeat.console.testing.Until;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceQuestion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the console makes of what real nodes and a real orchestrator say: only the kernel's part is left out. */
class RealNodesTest {
    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of());

    @TempDir
    Path folder = Path.of(".");

    private Optional<RealFleet> running = Optional.empty();
    private Optional<FleetConnection> console = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        Needed.servers(RealFleet.isPossible(), "nats-server is not installed");
        RealFleet fleet = RealFleet.start(folder);
        running = Optional.of(fleet);
        console = Optional.of(FleetConnection.open(
                new FleetProfile("test", fleet.nats(), Optional.empty()), inbox, InstantSource.system()));
        Until.holds(
                "both nodes work",
                () -> drained().regions().size() == 2
                        && model.regions().stream()
                                .allMatch(region -> region.state().get().health() == RegionHealth.HEALTHY));
    }

    @AfterEach
    void stop() {
        console.ifPresent(FleetConnection::close);
        running.ifPresent(RealFleet::close);
    }

    @Test
    void aSourceBlockedAgainAfterItsBlockExpiredIsMeasuredForItself() {
        attackUntil(block -> block.nodesLive() == 2);
        assertThat(drained().summary().get().lastBlockMillis()).isNotNegative();
        Until.holds("the block expires", () -> drained().actions().blocks().isEmpty());

        long again = System.nanoTime();
        attackUntil(block -> true);
        long longestMillis = (System.nanoTime() - again) / 1_000_000;

        Until.holds("the console has measured it", () -> {
            long last = drained().summary().get().lastBlockMillis();
            return last >= 0 && last <= longestMillis;
        });
        assertThat(model.summary().get().medianBlockMillis()).isLessThanOrEqualTo(longestMillis);
        Until.holds("and shows it with the block", () -> {
            List<BlockRow> blocks = drained().actions().blocks();
            return blocks.isEmpty()
                    || (blocks.getFirst().reachedMillis() >= 0
                            && blocks.getFirst().reachedMillis() <= longestMillis);
        });
    }

    @Test
    void aSourceIsCountedInItsOwnUnitOverTheWindowOfItsRule() {
        AtomicLong dueNanos = new AtomicLong(System.nanoTime());
        Until.holds("it is counted", () -> {
            if (System.nanoTime() - dueNanos.get() >= 0) { // Never so often that it would be blocked.
                running.orElseThrow().request();
                dueNanos.set(System.nanoTime() + 1_000_000_000L);
            }
            return !drained().sources().isEmpty();
        });
        SourceRow row = model.sources().getFirst();
        assertThat(row.source()).isEqualTo("127.0.0.1");
        assertThat(row.dimension()).isEqualTo("requests");
        assertThat(row.windowMillis()).isEqualTo(RealFleet.WINDOW_MILLIS);
        assertThat(row.globalPerSecond())
                .as("one request a second at most")
                .isGreaterThan(0)
                .isLessThanOrEqualTo(1.1);
        assertThat(row.limitPerSecond()).isEqualTo(2);
        assertThat(row.droppedPerSecond()).isZero();
        assertThat(row.droppedPerRegion()).isEmpty();
    }

    @Test
    void allSourcesAndEachNodesPartComeFromRealNodesWhenAskedFor() {
        Prefix source = Prefix.parse("127.0.0.1");
        model.asked().look(Optional.of(SourceQuery.ALL));
        model.asked().watch("127.0.0.1");
        console.orElseThrow().watchSources(Optional.of(new SourceQuestion(true, List.of(source))));
        AtomicLong dueNanos = new AtomicLong(System.nanoTime());
        Until.holds("it is listed, and both nodes tell their part", () -> {
            if (System.nanoTime() - dueNanos.get() >= 0) { // Never so often that it would be blocked.
                running.orElseThrow().request();
                dueNanos.set(System.nanoTime() + 1_000_000_000L);
            }
            HeldSources held = drained().asked().held().get();
            List<SourceComponent> parts = model.asked().components().get();
            return held.nodes() == 2
                    && held.rows().stream().anyMatch(row -> row.source().equals("127.0.0.1"))
                    && parts.size() == 2
                    && parts.stream().anyMatch(part -> part.ownPerSecond() > 0);
        });
        assertThat(model.asked().components().get())
                .extracting(SourceComponent::region)
                .doesNotHaveDuplicates();
        console.orElseThrow().watchSources(Optional.empty());
    }

    @Test
    void theLeaderIsKnownWithoutAskingAndOldOnceItIsGone() {
        Until.holds("it leads", () -> drained().actions().leader().get().text().equals("leader orch-1"));
        running.orElseThrow().stopOrchestrator();
        Until.holds(
                "its lease is over",
                () -> !drained().actions().leader().get().freshness().isFresh());
        assertThat(model.actions().leader().get().text()).startsWith("leader orch-1, silent for ");
    }

    private void attackUntil(Predicate<BlockRow> shown) {
        Until.holds("it is blocked", () -> {
            running.orElseThrow().request();
            return drained().actions().blocks().stream()
                    .anyMatch(block -> block.prefix().equals("127.0.0.1") && shown.test(block));
        });
    }

    private FleetModel drained() {
        model.drain(inbox, System.nanoTime(), System.currentTimeMillis());
        return model;
    }
}
