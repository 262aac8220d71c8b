// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
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
            asked.deliver(new TrustMessage.Question(TrustHello.NONE, Optional.of(flooder), "nowhere"));
            asked.deliver(new TrustMessage.Question(TrustHello.NONE, Optional.empty(), "nowhere"));
        }
        drain(asked);
        long flooded = asked.answeredBytes;
        asked.deliver(new TrustMessage.Question(TrustHello.NONE, Optional.of(flooder), "nowhere"));
        drain(asked);
        assertThat(asked.answeredBytes).as("its share is used up").isEqualTo(flooded);

        asked.deliver(new TrustMessage.Question(TrustHello.NONE, Optional.of(NodeId.of("eu", "new")), "nowhere"));
        drain(asked);
        assertThat(asked.answeredBytes).isEqualTo(flooded + TrustWorld.ANSWER_SIZE);
    }

    @Test
    void aBudgetNamesABoundedNumberOfAskers() {
        AnswerBudget budget = new AnswerBudget();
        for (int i = 0; i < AnswerBudget.MAX_ASKERS; i++) {
            Optional<NodeId> asker = Optional.of(NodeId.of("eu", "n" + i));
            assertThat(budget.allows(asker, 5)).isTrue();
            budget.spend(asker, 1);
        }
        Optional<NodeId> oneMore = Optional.of(NodeId.of("eu", "more"));
        assertThat(budget.allows(oneMore, 5)).isFalse();
        assertThat(budget.allows(Optional.of(NodeId.of("eu", "n7")), 5)).isTrue();
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
    void anUnconfirmedCommandIsRefusedWithItsCodeAndMayBeSentAgain() throws IOException {
        CommandDesk desk = new CommandDesk(folder);
        var signed = CommandDesk.order(CommandDesk.block("203.0.113.1")).by(desk.operator);
        var refused = desk.answer(new ReceivedCommand.Unconfirmed(signed, "nobody knows", 0), CommandDesk.NOW);
        assertThat(refused.refusal()).contains(new Refusal(Refusal.Code.UNCONFIRMED, "nobody knows"));
        assertThat(refused.commandId()).isNotEqualTo(new UUID(0, 0));
        assertThat(desk.blocks.entries).isEmpty();
        assertThat(desk.answer(signed).state()).isEqualTo(Receipt.State.APPLIED);
        desk.close();
    }

    private void drain(TrustWorld.Node node) {
        int work;
        do {
            work = node.keeper.doWork(world.nowNanos);
        } while (work > 0);
    }
}
