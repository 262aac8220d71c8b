// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.cluster.NkeyVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trust where nobody answers, where somebody asks too much, and in large fleets. */
class TrustFleetTest {
    private static final int A_MINUTE = (int) (60_000_000_000L / TrustWorld.TURN_NANOS);

    @TempDir
    Path folder;

    private TrustFolk folk;
    private TrustWorld world;
    private TrustFile first;

    @BeforeEach
    void open() throws IOException {
        folk = new TrustFolk(folder);
        world = new TrustWorld(new TrustGate(List.of(folk.ada.publicKey()), new NkeyVerifier()));
        first = folk.file(1, folk.ada);
    }

    @AfterEach
    void close() {
        folk.close();
    }

    @Test
    void aNodeThatNobodyConfirmsNeverObeysAndSaysWhy() {
        world.fleet = 3;
        TrustWorld.Node back = world.node(first);
        CommandIntake intake = back.keeper.holding(() -> Optional.of(new ReceivedCommand.Decoded(
                CommandDesk.order(CommandDesk.block("203.0.113.1")).by(folk.ada), 0)));
        assertThat(intake.next()).as("at first it waits").isEmpty();

        world.turns(10 * A_MINUTE);

        assertThat(back.keeper.isSure()).isFalse();
        assertThat(intake.next())
                .hasValueSatisfying(command -> assertThat(((ReceivedCommand.Unconfirmed) command).reason())
                        .contains("version 1", "2 nodes", "control.alone"));
        assertThat(back.refusing).isTrue();

        world.node(first); // One more, and both hold the same: most of three.
        world.turns(A_MINUTE);
        assertThat(back.keeper.isSure()).isTrue();
        assertThat(back.refusing).isFalse();
        assertThat(intake.next())
                .hasValueSatisfying(command -> assertThat(command).isInstanceOf(ReceivedCommand.Decoded.class));
    }

    /** All were away at once. Most of them are enough; fewer might all have missed what was published. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 6, 9, 40})
    void aFleetThatComesBackTogetherIsSureOnceMostOfItAgree(int size) {
        world.fleet = size;
        List<TrustWorld.Node> some = world.nodes(size / 2, first);
        world.turns(10 * A_MINUTE);
        assertThat(some).noneMatch(node -> node.keeper.isSure());

        TrustFile second = folk.file(2, folk.ada);
        TrustWorld.Node knowing = world.node(second);
        world.turns(10 * A_MINUTE);

        assertThat(some)
                .allMatch(node -> node.keeper.isSure() && node.keeper.get().equals(second));
        assertThat(knowing.keeper.isSure()).isTrue();
    }

    @Test
    void oneThatWasNeverAwayIsEnough() {
        world.fleet = 2;
        List<TrustWorld.Node> nodes = world.nodes(2, first);
        world.turns(A_MINUTE);
        world.fleet = 100;
        TrustWorld.Node back = world.node(first);
        world.turns(3 * A_MINUTE);
        assertThat(nodes).allMatch(node -> node.keeper.isSure());
        assertThat(back.keeper.isSure()).isTrue();
    }

    /** A thousand questions a second by a node and by a stranger: all others are answered as if there were none. */
    @Test
    void whoFloodsUsesUpItsOwnShareOnly() {
        world.fleet = 2;
        List<TrustWorld.Node> nodes = world.nodes(2, first);
        world.turns(A_MINUTE);
        TrustWorld.Node asked = nodes.getFirst();
        NodeId flooder = NodeId.of("eu", "flooder");
        for (int i = 0; i < 2_000; i++) {
            asked.deliver(new TrustMessage.Question(TrustHello.NONE, new TrustAsker.Node(flooder), "nowhere"));
            asked.deliver(new TrustMessage.Question(TrustHello.NONE, TrustAsker.Kind.ANYBODY, "nowhere"));
        }
        drain(asked);
        long flooded = asked.answeredBytes;
        asked.deliver(new TrustMessage.Question(TrustHello.NONE, new TrustAsker.Node(flooder), "nowhere"));
        drain(asked);
        assertThat(asked.answeredBytes).as("its share is used up").isEqualTo(flooded);

        asked.deliver(
                new TrustMessage.Question(TrustHello.NONE, new TrustAsker.Node(NodeId.of("eu", "new")), "nowhere"));
        drain(asked);
        assertThat(asked.answeredBytes).isEqualTo(flooded + TrustWorld.ANSWER_SIZE);
    }

    /** All that have no names, and one orchestrator in wrong hands, ask more than there are answers for. */
    @Test
    void anOrchestratorIsConfirmedThoughAllSharesOfAnswersAreUsedUp() {
        List<TrustWorld.Node> nodes = world.nodes(1, first);
        world.turns(A_MINUTE);
        TrustWorld.Node orchestrator = world.orchestrator(first);
        for (int turn = 0; turn < A_MINUTE; turn++) {
            for (int i = 0; i < 1_100 / 10; i++) {
                nodes.getFirst()
                        .deliver(new TrustMessage.Question(TrustHello.NONE, TrustAsker.Kind.ANYBODY, "nowhere"));
            }
            drain(nodes.getFirst());
            world.turns(1);
            if (orchestrator.keeper.isSure()) {
                assertThat(turn).as("answered out of its own share").isLessThan(20);
                break;
            }
        }
        assertThat(orchestrator.keeper.isSure()).isTrue();

        TrustWorld.Node second = world.orchestrator(first);
        world.turns(1);
        for (int turn = 0; turn < 2 * A_MINUTE && !second.keeper.isSure(); turn++) {
            for (int i = 0; i < 1_100; i++) {
                nodes.getFirst()
                        .deliver(new TrustMessage.Question(TrustHello.NONE, TrustAsker.Kind.ORCHESTRATOR, "nowhere"));
            }
            drain(nodes.getFirst());
            world.turns(1);
        }
        assertThat(second.keeper.isSure()).as("by what nodes say anyway").isTrue();
    }

    /** Cut off, or kept from all answers, an orchestrator knows of no withdrawal, however long it waits. */
    @Test
    void anOrchestratorThatNoNodeConfirmsIsNeverSureAndSaysWhy() {
        TrustWorld.Node orchestrator = world.orchestrator(first);
        world.orchestrator(first);
        CommandIntake intake = orchestrator.keeper.holding(() -> Optional.of(new ReceivedCommand.Decoded(
                CommandDesk.order(CommandDesk.block("203.0.113.1")).by(folk.ada), 0)));
        world.turns(10 * A_MINUTE);

        assertThat(orchestrator.keeper.isSure()).isFalse();
        assertThat(intake.next())
                .hasValueSatisfying(command -> assertThat(((ReceivedCommand.Unconfirmed) command).reason())
                        .contains("version 1", "orchestrator", "secbeat nats config"));

        world.fleet = 2;
        world.node(first);
        world.turns(A_MINUTE);
        assertThat(orchestrator.keeper.isSure())
                .as("a node that is unsure itself")
                .isFalse();

        TrustWorld.Node knowing = world.node(folk.without(first, folk.bob.publicKey(), folk.ada));
        boolean sureOfTheOld = false;
        for (int turn = 0; turn < A_MINUTE; turn++) {
            world.turns(1);
            sureOfTheOld |=
                    orchestrator.keeper.isSure() && orchestrator.keeper.get().version() == 1;
        }
        assertThat(sureOfTheOld).isFalse();
        assertThat(orchestrator.keeper.isSure()).isTrue();
        assertThat(orchestrator.keeper.get()).isEqualTo(knowing.keeper.get());
        assertThat(orchestrator.answeredBytes).as("it answers nobody").isZero();
    }

    /** After a restart it would not know it, and be one of most that agree on the file before. */
    @Test
    void whatADiskDoesNotHaveCountsAsHeldByNobody() {
        world.fleet = 2;
        List<TrustWorld.Node> nodes = world.nodes(2, first);
        nodes.getLast().kept = false;
        world.publish(folk.file(2, folk.ada));
        world.turns(A_MINUTE);
        assertThat(nodes.getFirst().keeper.get().version()).isEqualTo(2);
        assertThat(nodes.getFirst().keeper.isSure()).isFalse();

        nodes.getLast().kept = true;
        world.turns(A_MINUTE);
        assertThat(nodes).allMatch(node -> node.keeper.isSure());
    }

    /** Who asks whether a withdrawal has come through is not told of a node that would forget it; a node is, of one that is sure. */
    @Test
    void aNodeTellsPeopleOnlyWhatItsDiskHas() {
        List<TrustWorld.Node> nodes = world.nodes(1, first);
        world.turns(A_MINUTE);
        TrustWorld.Node node = nodes.getFirst();
        var question = new TrustMessage.Question(
                new TrustHello(1, TrustBytes.digest(first), false), TrustAsker.Kind.ANYBODY, "nowhere");
        node.kept = false;
        node.deliver(question);
        drain(node);
        assertThat(node.answeredBytes).isZero();
        world.fleet = 5;
        TrustWorld.Node back = world.node(first);
        world.turns(A_MINUTE);
        assertThat(back.keeper.isSure()).isTrue();

        long before = node.answeredBytes;
        node.kept = true;
        node.deliver(question);
        drain(node);
        assertThat(node.answeredBytes).isEqualTo(before + TrustWorld.ANSWER_SIZE);
    }

    /** Whatever they hold, and as often as one may say it. */
    @Test
    void nodesThatSpokeUnderTheirOwnNamesAreCounted() {
        List<TrustWorld.Node> nodes = world.nodes(5, first);
        world.orchestrator(first);
        nodes.add(world.node(folk.file(3, folk.ada)));
        world.fleet = 6;
        for (int i = 0; i < 100; i++) {
            nodes.getFirst().deliver(new TrustMessage.Question(TrustHello.NONE, TrustAsker.Kind.ANYBODY, "nowhere"));
        }
        world.turns(A_MINUTE);
        assertThat(nodes).allMatch(node -> node.keeper.nodesHeard(world.nowNanos) == 6);

        nodes.getLast().leave();
        world.turns(A_MINUTE);
        assertThat(nodes.getFirst().keeper.nodesHeard(world.nowNanos)).isEqualTo(5);
    }

    @Test
    void witnessesAreBounded() {
        TrustWitnesses witnesses = new TrustWitnesses();
        for (int i = 0; i < 2 * TrustWitnesses.MOST; i++) {
            witnesses.heard(NodeId.of("eu", "n" + i), 5);
        }
        assertThat(witnesses.count(5, 1)).isEqualTo(TrustWitnesses.MOST);
        assertThat(witnesses.count(7, 1)).isZero();
    }

    @Test
    void aBudgetNamesABoundedNumberOfAskers() {
        AnswerBudget budget = new AnswerBudget();
        for (int i = 0; i < AnswerBudget.MAX_ASKERS; i++) {
            TrustAsker asker = new TrustAsker.Node(NodeId.of("eu", "n" + i));
            assertThat(budget.allows(asker, 5)).isTrue();
            budget.spend(asker, 1);
        }
        TrustAsker oneMore = new TrustAsker.Node(NodeId.of("eu", "more"));
        assertThat(budget.allows(oneMore, 5)).isFalse();
        assertThat(budget.allows(new TrustAsker.Node(NodeId.of("eu", "n7")), 5)).isTrue();
        assertThat(budget.allows(oneMore, 1_000_000_006)).as("a second later").isTrue();
    }

    /** At rest, and when all come back at once. */
    @Test
    void messagesGrowWithTheFleetAndNotWithItsSquare() {
        double small = messagesANode(16);
        double large = messagesANode(128);
        assertThat(large).isLessThan(2.5 * small);
    }

    private double messagesANode(int size) {
        TrustWorld fleet = new TrustWorld(new TrustGate(List.of(folk.ada.publicKey()), new NkeyVerifier()));
        fleet.fleet = size;
        List<TrustWorld.Node> nodes = fleet.nodes(size, first);
        fleet.turns(5 * A_MINUTE);
        assertThat(nodes).allMatch(node -> node.keeper.isSure());
        return (double) fleet.delivered / size;
    }

    /** Published to one node of many only: all the others have it in the end. */
    @Test
    void whatOneOfManyHeardReachesAll() {
        world.fleet = 60;
        List<TrustWorld.Node> nodes = world.nodes(60, first);
        world.turns(2 * A_MINUTE);
        TrustFile second = folk.file(2, folk.ada);
        nodes.get(17).deliver(new TrustMessage.Offer(second));
        world.turns(5 * A_MINUTE);
        assertThat(nodes).allMatch(node -> node.keeper.get().equals(second));
    }

    @Test
    void anUnconfirmedCommandIsRefusedWithItsCodeAndMayBeSentAgain() {
        CommandDesk desk = new CommandDesk();
        var signed = CommandDesk.order(CommandDesk.block("203.0.113.1")).by(desk.operator);
        var refused = desk.answer(new ReceivedCommand.Unconfirmed(signed, "nobody knows", 0), CommandDesk.NOW);
        assertThat(refused.refusal()).contains(new Refusal(Refusal.Code.UNCONFIRMED, "nobody knows"));
        assertThat(refused.commandId()).isNotEqualTo(new UUID(0, 0));
        assertThat(desk.blocks.entries).isEmpty();
        assertThat(desk.answer(signed).state()).isEqualTo(Receipt.State.APPLIED);
        desk.close();
    }

    /** It is the orchestrator that answers. */
    @Test
    void anUnconfirmedOrderOnARegionIsNotTheNodesToAnswer() {
        RegionId east = new RegionId("us-east");
        try (CommandDesk desk = new CommandDesk()) {
            for (CommandBody body : List.of(
                    new CommandBody.Failover(east, new RegionId("eu-west"), "test"),
                    new CommandBody.Drain(east, false, "test"),
                    new CommandBody.Failback(east, false, "test"))) {
                desk.queue(
                        new ReceivedCommand.Unconfirmed(CommandDesk.order(body).by(desk.admin), "nobody knows", 0));
            }
            desk.settle();
            assertThat(desk.allReceipts()).isEmpty();
        }
    }

    private void drain(TrustWorld.Node node) {
        int work;
        do {
            work = node.keeper.doWork(world.nowNanos);
        } while (work > 0);
    }
}
