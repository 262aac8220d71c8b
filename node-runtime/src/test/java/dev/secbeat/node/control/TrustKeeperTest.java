// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.control.TrustRefusal.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that keep each other's trust up to date, on a network in memory and a clock that is turned by hand. */
class TrustKeeperTest {
    private static final int MANY_TURNS = 40;

    @TempDir
    Path folder;

    private TrustFolk folk;
    private TrustWorld world;

    @BeforeEach
    void open() {
        folk = new TrustFolk(folder);
        world = new TrustWorld(new TrustGate(folk.roots(), new NkeyVerifier()));
    }

    @AfterEach
    void close() {
        folk.close();
    }

    @Test
    void whatAnAdministratorPublishesIsInForceOnEveryNodeWithTheNextTurn() {
        TrustFile first = folk.file(1, folk.ada);
        List<TrustWorld.Node> nodes = world.nodes(3, first);
        world.turns(MANY_TURNS);

        TrustFile second = folk.without(first, folk.bob.publicKey(), folk.ada);
        world.publish(second);
        world.turns(1);

        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.keeper.get()).isEqualTo(second);
            assertThat(node.taken).containsExactly(second);
        });
    }

    /** So that one of them keeps none of the others waiting. */
    @Test
    void commandsAreTakenByTheKeysThatAreTrustedNow() {
        TrustFile first = folk.file(1, folk.ada);
        TrustWorld.Node node = world.nodes(3, first).getFirst();
        List<Set<String>> known = new ArrayList<>();
        CommandIntake _ = node.keeper.holding(new CommandIntake() {
            @Override
            public Optional<ReceivedCommand> next() {
                return Optional.empty();
            }

            @Override
            public void know(Set<String> keys) {
                known.add(keys);
            }
        });
        world.turns(MANY_TURNS);
        world.publish(folk.without(first, folk.bob.publicKey(), folk.ada));
        world.turns(1);

        assertThat(known).hasSize(2);
        assertThat(known.getFirst()).contains(folk.ada.publicKey(), folk.bob.publicKey());
        assertThat(known.getLast()).contains(folk.ada.publicKey()).doesNotContain(folk.bob.publicKey());
    }

    @Test
    void aReturningNodeIsNotSureBeforeItHasTheNewest() {
        TrustFile first = folk.file(1, folk.ada);
        TrustFile second = folk.without(first, folk.bob.publicKey(), folk.ada);
        List<TrustWorld.Node> nodes = world.nodes(2, first);
        TrustWorld.Node away = world.node(first);
        world.turns(MANY_TURNS);
        away.leave();
        world.publish(second);
        world.turns(1);
        assertThat(away.keeper.get()).isEqualTo(first);

        away.join();
        assertThat(away.keeper.isSure()).as("from the moment of joining").isFalse();
        boolean wasSureWithTheOld = false;
        for (int turn = 0; turn < MANY_TURNS; turn++) {
            world.turns(1);
            wasSureWithTheOld |= away.keeper.isSure() && away.keeper.get().equals(first);
        }

        assertThat(wasSureWithTheOld).isFalse();
        assertThat(away.keeper.isSure()).isTrue();
        assertThat(away.keeper.get()).isEqualTo(second);
        assertThat(nodes).allMatch(node -> node.keeper.isSure());
    }

    @Test
    void aFleetThatStartsTogetherAgreesOnTheNewestThatAnyOfThemKept() {
        TrustFile first = folk.file(1, folk.ada);
        TrustFile third = folk.file(3, folk.bob);
        List<TrustWorld.Node> nodes = new ArrayList<>(world.nodes(4, first));
        nodes.add(world.node(third));
        nodes.add(world.node(TrustFile.nobody()));

        for (int turn = 0; turn < MANY_TURNS; turn++) {
            world.turns(1);
            assertThat(nodes)
                    .allMatch(node -> !node.keeper.isSure() || node.keeper.get().equals(third));
        }

        assertThat(nodes).allMatch(node -> node.keeper.isSure());
    }

    @Test
    void aNodeAloneObeysByWhatItHolds() {
        TrustFile first = folk.file(1, folk.ada);
        TrustWorld.Node alone = world.node(first);
        world.turns(1);
        assertThat(alone.keeper.isSure()).isFalse();

        world.turns((int) (TrustKeeper.ALONE_NANOS / TrustWorld.TURN_NANOS) + 1);

        assertThat(alone.keeper.isSure()).isTrue();
    }

    @Test
    void aCutBetweenServersHealsWithTheNextHello() {
        TrustFile first = folk.file(1, folk.ada);
        List<TrustWorld.Node> nodes = world.nodes(4, first);
        world.turns(MANY_TURNS);
        world.cut(nodes.subList(0, 2));
        TrustFile second = folk.file(2, folk.ada);
        world.publish(second); // Heard on the other side only.
        world.turns(1);
        assertThat(nodes).extracting(node -> node.keeper.get().version()).containsExactly(1L, 1L, 2L, 2L);

        world.heal();
        world.turns((int) (TrustKeeper.HELLO_NANOS / TrustWorld.TURN_NANOS) + MANY_TURNS);

        assertThat(nodes).allMatch(node -> node.keeper.get().equals(second));
    }

    @Test
    void twoAdministratorsWhoWriteTheSameVersionSplitNobody() {
        TrustFile first = folk.file(1, folk.ada);
        List<TrustWorld.Node> nodes = world.nodes(3, first);
        world.turns(MANY_TURNS);
        TrustFile adas = folk.file(2, folk.ada, new Operator(folk.eve.publicKey(), Role.OPERATOR, "eve"));
        TrustFile bobs = folk.file(2, folk.bob);
        world.publish(adas);
        world.publish(bobs);
        world.turns(1);

        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.keeper.get()).isEqualTo(adas);
            assertThat(node.refused).extracting(TrustRefusal::reason).containsExactly(Reason.CONFLICT);
        });
        TrustFile third = folk.file(3, folk.bob);
        world.publish(third);
        world.turns(1);
        assertThat(nodes).allMatch(node -> node.keeper.get().equals(third));
    }

    @Test
    void forgedOldAndBrokenFilesChangeNothingAndAreTold() {
        TrustFile second = folk.file(2, folk.ada);
        TrustWorld.Node node = world.node(second);
        world.turns(MANY_TURNS);

        world.publish(folk.file(3, folk.eve, new Operator(folk.eve.publicKey(), Role.ADMIN, "eve")));
        world.publish(folk.file(1, folk.ada));
        world.publish(new TrustFile(second.operators()));
        node.deliver(new TrustMessage.Broken("no JSON"));
        world.turns(1);

        assertThat(node.keeper.get()).isEqualTo(second);
        assertThat(node.refused)
                .extracting(TrustRefusal::reason)
                .containsExactly(Reason.NOT_A_ROOT, Reason.OLDER, Reason.OLDER, Reason.MALFORMED);
    }

    @Test
    void withoutRootsNothingIsAskedNothingTakenAndNobodyHeldBack() {
        world = new TrustWorld(new TrustGate(List.of(), new NkeyVerifier()));
        TrustFile begin = new TrustFile(List.of(new Operator(folk.eve.publicKey(), Role.OPERATOR, "olga")));
        TrustWorld.Node node = world.node(begin);

        assertThat(node.keeper.isSure()).isTrue();
        world.publish(folk.file(1, folk.ada));
        world.turns(MANY_TURNS);

        assertThat(node.keeper.get()).isEqualTo(begin);
        assertThat(node.asks).isZero();
        assertThat(node.refused).extracting(TrustRefusal::reason).containsExactly(Reason.NO_ROOTS);
    }

    @Test
    void whoAsksMuchIsAnsweredWithinABound() {
        TrustWorld.Node node = world.node(folk.file(1, folk.ada));
        world.turns(MANY_TURNS);
        long before = node.answeredBytes;
        for (int i = 0; i < 20_000; i++) {
            node.deliver(new TrustMessage.Question(TrustHello.NONE, TrustAsker.Kind.ANYBODY, "inbox"));
        }
        for (int turn = 0; turn < 20_000 / TrustKeeper.MAX_PER_TURN; turn++) {
            node.keeper.doWork(world.nowNanos);
        }

        assertThat(node.answeredBytes - before)
                .isPositive()
                .isLessThanOrEqualTo(AnswerBudget.BYTES_A_KIND + TrustWorld.ANSWER_SIZE);
    }

    @Test
    void aRumourOfSomethingNewerCannotMakeANodeAskAtWill() {
        TrustWorld.Node node = world.node(folk.file(1, folk.ada));
        world.turns(MANY_TURNS);
        int before = node.asks;
        int seconds = 8;
        for (int turn = 0; turn < seconds * 1_000_000_000L / TrustWorld.TURN_NANOS; turn++) {
            node.deliver(
                    new TrustMessage.Question(new TrustHello(1_000_000, "", true), TrustAsker.Kind.ANYBODY, "inbox"));
            world.turns(1);
        }

        assertThat(node.asks - before).isBetween(1, seconds);
        assertThat(node.keeper.isSure()).as("a rumour holds no command back").isTrue();
    }

    @Test
    void aCommandThatCameThroughANewConnectionWaits() {
        TrustWorld.Node node = world.node(folk.file(1, folk.ada));
        world.turns(MANY_TURNS);
        List<ReceivedCommand> arrived = new ArrayList<>();
        CommandIntake intake =
                node.keeper.holding(() -> arrived.isEmpty() ? Optional.empty() : Optional.of(arrived.removeFirst()));
        arrived.add(new ReceivedCommand.Undecodable(new UUID(0, 1), "first", 0));
        assertThat(intake.next()).isPresent();

        node.join();
        arrived.add(new ReceivedCommand.Undecodable(new UUID(0, 2), "second", 0));
        arrived.add(new ReceivedCommand.Undecodable(new UUID(0, 3), "third", 0));
        assertThat(intake.next()).isEmpty();
        assertThat(intake.next()).isEmpty();

        world.turns(MANY_TURNS);
        assertThat(List.of(intake.next().orElseThrow(), intake.next().orElseThrow()))
                .extracting(command -> ((ReceivedCommand.Undecodable) command).reason())
                .containsExactly("second", "third");
    }

    @Test
    void aCommandWaitsForAFileThatArrivedWithIt() {
        TrustWorld.Node node = world.node(folk.file(1, folk.ada));
        world.turns(MANY_TURNS);
        world.publish(folk.file(2, folk.ada));

        assertThat(node.keeper.isSure()).isFalse();
        world.turns(1);
        assertThat(node.keeper.isSure()).isTrue();
        assertThat(node.keeper.get().version()).isEqualTo(2);
    }

    /** Whatever is lost, cut and restarted: versions never fall, and in the end all hold the newest. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyHistoryEndsWithTheNewestEverywhere(long seed) {
        Random random = new Random(seed);
        TrustFile newest = folk.file(1, folk.ada);
        List<TrustWorld.Node> nodes = world.nodes(5, newest);
        for (int step = 0; step < 60; step++) {
            TrustWorld.Node one = nodes.get(random.nextInt(nodes.size()));
            switch (random.nextInt(6)) {
                case 0 -> one.leave();
                case 1 -> one.join();
                case 2 -> world.cut(nodes.subList(0, 1 + random.nextInt(4)));
                case 3 -> world.heal();
                case 4 -> {
                    newest = folk.file(newest.version() + 1, random.nextBoolean() ? folk.ada : folk.bob);
                    world.publish(newest);
                }
                default -> world.publish(folk.file(1 + random.nextInt((int) newest.version()), folk.bob));
            }
            world.turns(random.nextInt(30));
        }
        // The last publication reached somebody or nobody; an administrator who is told of nobody sends it again.
        world.heal();
        nodes.forEach(TrustWorld.Node::join);
        world.publish(folk.file(newest.version() + 1, folk.ada));
        world.turns((int) (TrustKeeper.HELLO_NANOS / TrustWorld.TURN_NANOS) + MANY_TURNS);

        long last = newest.version() + 1;
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.keeper.get().version()).isEqualTo(last);
            assertThat(node.taken).extracting(TrustFile::version).isSorted().doesNotHaveDuplicates();
            assertThat(node.keeper.isSure()).isTrue();
        });
    }
}
