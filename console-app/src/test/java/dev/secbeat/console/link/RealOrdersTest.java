// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.CanaryState;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.LimitRow;
import dev.secbeat.console.model.Release;
import dev.secbeat.console.model.WaitingOrder;
import dev.secbeat.console.testing.Needed;
import dev.secbeat.console.testing.RealFleet;
import dev.secbeat.console.testing.Until;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials, limits and drills that consoles order, and orders of a key that reaches one region, on real nodes. */
class RealOrdersTest {
    private static final Prefix SOURCE = Prefix.parse("203.0.113.42");
    private static final RegionId APAC = new RegionId("apac");
    private static final Scope IN_APAC = new Scope.Region(APAC);

    /** One person's console. */
    private static final class Console {
        private final FleetInbox inbox = new FleetInbox();
        private final FleetModel model = new FleetModel(List.of());
        private final FleetConnection line;

        Console(RealFleet fleet, String who) {
            FleetProfile profile = new FleetProfile(who, fleet.nats(who), Optional.of(fleet.key(who)));
            line = FleetConnection.open(profile, inbox, InstantSource.system());
        }

        FleetModel drained() {
            model.drain(inbox, System.nanoTime(), System.currentTimeMillis());
            return model;
        }

        Optional<CommandState> command(UUID id) {
            return drained().actions().commands().stream()
                    .filter(command -> command.id().equals(id))
                    .findFirst();
        }

        CommandState carriedOut(Intent.Act act, Outcome outcome, int nodes) {
            line.carryOut(act);
            Until.holds(
                    "carried out by " + nodes,
                    () -> command(act.id())
                            .filter(done -> done.count(outcome) == nodes)
                            .isPresent());
            return command(act.id()).orElseThrow();
        }

        CanaryState ended(UUID trial) {
            Until.holds(
                    "the trial ends",
                    () -> trial(trial).filter(CanaryState::isOver).isPresent());
            return trial(trial).orElseThrow();
        }

        Optional<CanaryState> trial(UUID id) {
            return command(id).flatMap(CommandState::trial);
        }
    }

    @TempDir
    Path folder = Path.of(".");

    private Optional<RealFleet> running = Optional.empty();
    private final List<Console> open = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        Needed.servers(RealFleet.isPossible(), "nats-server is not installed");
        running = Optional.of(RealFleet.start(folder));
    }

    @AfterEach
    void stop() {
        open.forEach(console -> console.line.close());
        running.ifPresent(RealFleet::close);
    }

    @Test
    void aBlockThatDoesNoHarmInARegionIsOrderedForTheFleet() {
        Console olga = console("olga", 2);
        UUID trial = UUID.randomUUID();
        olga.line.carryOut(new Intent.TryFirst(trial, block(), APAC, Duration.ofSeconds(3), true));
        CanaryState ended = olga.ended(trial);

        assertThat(ended.phase()).as(ended.toString()).isEqualTo(CanaryState.Phase.GONE_ON);
        assertThat(ended.notes()).isEmpty();
        assertThat(ended.before()).isPresent();
        CommandState tried = ended.tried().flatMap(olga::command).orElseThrow();
        CommandState fleet = ended.last().flatMap(olga::command).orElseThrow();
        assertThat(tried.scope()).isEqualTo(IN_APAC);
        assertThat(tried.count(Outcome.APPLIED)).isOne();
        assertThat(fleet.scope().isFleet()).isTrue();
        assertThat(fleet.count(Outcome.APPLIED)).isEqualTo(2);
        assertThat(fleet.undoable()).isTrue();
        assertThat(tried.undoable()).as("the trial itself ends by itself").isFalse();
    }

    @Test
    void aLimitIsTakenBackWhereANodeFallsSilentAndTheFleetNeverGetsIt() {
        Console olga = console("olga", 2);
        UUID trial = UUID.randomUUID();
        olga.line.carryOut(new Intent.TryFirst(trial, limit(new Scope.Fleet()), APAC, Duration.ofSeconds(60), true));
        Until.holds(
                "apac has it",
                () -> olga.trial(trial)
                        .filter(state -> state.phase() == CanaryState.Phase.WATCHING)
                        .isPresent());
        running.orElseThrow().stopApac();
        CanaryState ended = olga.ended(trial);

        assertThat(ended.phase()).as(ended.toString()).isEqualTo(CanaryState.Phase.TAKEN_BACK);
        assertThat(ended.notes()).anyMatch(note -> note.startsWith("no longer heard: [apac/a-1]"));
        assertThat(olga.drained().actions().commands())
                .filteredOn(order -> !order.dryRun() && order.trial().isEmpty())
                .allMatch(order -> order.scope().equals(IN_APAC));
        assertThat(olga.model.actions().limits())
                .allMatch(row -> row.key().scope().equals(IN_APAC));
    }

    @Test
    void whatTakesTwoAdministratorsIsNotTried() {
        Console olga = console("olga", 2);
        UUID trial = UUID.randomUUID();
        Intent.Block wide = new Intent.Block(
                UUID.randomUUID(), List.of(Prefix.parse("198.18.0.0/15")), Duration.ofMinutes(10), "x", false);
        olga.line.carryOut(new Intent.TryFirst(trial, wide, APAC, Duration.ofSeconds(3), true));
        CanaryState ended = olga.ended(trial);

        assertThat(ended.phase()).isEqualTo(CanaryState.Phase.BROKEN_OFF);
        assertThat(ended.notes()).singleElement().asString().contains("takes two administrators");
        assertThat(olga.drained().actions().commands()).hasSize(1);
    }

    @Test
    void aLimitIsListedWithWhereItHoldsAndLifted() {
        Console olga = console("olga", 2);
        Intent.Limit limit = limit(new Scope.Fleet());
        olga.carriedOut(limit, Outcome.APPLIED, 2);
        Until.holds(
                "it is listed",
                () -> olga.drained().actions().limits().stream().anyMatch(row -> row.nodesInForce() == 2));
        LimitRow row = olga.model.actions().limits().getFirst();
        assertThat(row.of()).isEqualTo("203.0.113.0/24");
        assertThat(row.terms().most()).isEqualTo(200);
        assertThat(row.missing()).isEmpty();

        olga.carriedOut(new Intent.Unlimit(UUID.randomUUID(), row.key(), "over"), Outcome.APPLIED, 2);
        Until.holds("it is gone", () -> olga.drained().actions().limits().isEmpty());
    }

    @Test
    void aDrillIsCarriedOutByEachNodeAndADrainIsPlanned() {
        Console olga = console("olga", 2);
        CommandState drill = olga.carriedOut(
                new Intent.Drill(UUID.randomUUID(), DrillGround.BLOCK, new Scope.Fleet(), "x"), Outcome.DRILLED, 2);
        assertThat(drill.undoable()).isFalse();
        UUID drain = UUID.randomUUID();
        olga.line.carryOut(new Intent.Drill(drain, DrillGround.DRAIN, IN_APAC, "x"));
        Until.holds(
                "the leader says what it would do",
                () -> olga.drained().actions().failover().get().plan().stream()
                        .anyMatch(plan -> plan.commandId().equals(drain)));
        assertThat(olga.command(drain).orElseThrow().problem()).isEmpty();
    }

    @Test
    void aKeyThatReachesOneRegionTakesBackAndEndsThereWhatItOrderedThere() {
        Console rita = console("rita", 1);
        Intent.Block block = block(IN_APAC);
        CommandState ordered = rita.carriedOut(block, Outcome.APPLIED, 1);
        rita.carriedOut(new Intent.Undo(UUID.randomUUID(), block.id(), ordered.scope(), "x"), Outcome.APPLIED, 1);

        rita.carriedOut(block(IN_APAC), Outcome.APPLIED, 1);
        Until.holds(
                "it is listed as apac's",
                () -> rita.drained().actions().blocks().stream()
                        .anyMatch(row -> row.scopes().equals(List.of(IN_APAC))));
        Intent.Unblock unblock = (Intent.Unblock)
                Release.of(List.of(SOURCE.toString()), rita.model.actions().blocks(), "x");
        rita.carriedOut(unblock, Outcome.APPLIED, 1);
        Until.holds("it is over", () -> rita.drained().actions().blocks().isEmpty());

        UUID everywhere = UUID.randomUUID();
        rita.line.carryOut(new Intent.Unblock(everywhere, List.of(SOURCE), new Scope.Fleet(), "x"));
        Until.holds(
                "the servers do not let it through",
                () -> rita.command(everywhere)
                        .filter(refused -> !refused.problem().isEmpty())
                        .isPresent());
    }

    @Test
    void aKeyThatReachesOneRegionAgreesToAnOrderForThatRegion() {
        Console olga = console("olga", 2);
        Console rita = console("rita", 1);
        Intent.Block wide = new Intent.Block(
                UUID.randomUUID(),
                List.of(Prefix.parse("198.18.0.0/15")),
                Duration.ofMinutes(10),
                "a test range floods us",
                false,
                IN_APAC,
                Set.of());
        olga.carriedOut(wide, Outcome.HELD, 1);
        Until.holds(
                "rita sees that it waits",
                () -> !rita.drained().actions().waiting().isEmpty());
        WaitingOrder waiting = rita.model.actions().waiting().getFirst();
        assertThat(waiting.scope()).isEqualTo(IN_APAC);
        rita.carriedOut(
                rita.model.actions().rights().approve(waiting.id(), waiting.actor(), waiting.scope()),
                Outcome.APPLIED,
                1);
    }

    private Console console(String who, int nodes) {
        Console console = new Console(running.orElseThrow(), who);
        open.add(console);
        Until.holds(
                who + " hears the nodes",
                () -> console.drained().summary().get().nodesKnown() == nodes
                        && console.model.actions().access().get().canAct());
        return console;
    }

    private static Intent.Block block() {
        return block(new Scope.Fleet());
    }

    private static Intent.Block block(Scope scope) {
        return new Intent.Block(
                UUID.randomUUID(), List.of(SOURCE), Duration.ofMinutes(10), "flood", false, scope, Set.of());
    }

    private static Intent.Limit limit(Scope scope) {
        LimitRule rule =
                new LimitRule(Optional.of(Prefix.parse("203.0.113.0/24")), Dimension.REQUESTS, 200, 10_000, 60);
        return new Intent.Limit(UUID.randomUUID(), rule, Duration.ofHours(1), "scrapers", false, scope);
    }
}
