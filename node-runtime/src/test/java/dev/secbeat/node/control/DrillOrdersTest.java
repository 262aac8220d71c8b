// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Drills on a live node. */
class DrillOrdersTest {
    private static final long END = NOW - 1_000 + DrillGround.LASTS.toMillis();

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    private static CommandDesk.Order drill(String name) {
        return order(new CommandBody.Drill(name, "exercise"));
    }

    @Test
    void aDrainIsTheOrchestratorsAndWithoutARegionNobodys() {
        desk.queue(drill("drain").scope("region.us-east").by(desk.operator));
        desk.settle();
        assertThat(desk.log).as("neither receipt nor audit").isEmpty();

        assertThat(desk.code(drill("drain").by(desk.operator))).contains(Refusal.Code.NOTHING_TO_DO);
    }

    @Test
    void aDrillOfABlockGoesTheWholeWayEndsByItselfAndIsMarked() {
        Receipt receipt = desk.answer(drill("block").by(desk.operator));

        assertThat(receipt.state()).isEqualTo(State.DRILLED);
        assertThat(receipt.kernelReadBack()).isTrue();
        assertThat(receipt.appliedAfterMicros()).isPositive();
        BlockEntry entry = Objects.requireNonNull(desk.blocks.entries.get(DrillGround.ADDRESS));
        assertThat(entry.active()).isTrue();
        assertThat(entry.expiresAtMillis()).isEqualTo(END);
        assertThat(desk.log)
                .filteredOn(AuditEntry.Intent.class::isInstance)
                .extracting(line -> ((AuditEntry.Intent) line).order())
                .containsExactly("drill of a block on all: exercise");
        assertThat(desk.log)
                .filteredOn(AuditEntry.Outcome.class::isInstance)
                .extracting(line -> ((AuditEntry.Outcome) line).state())
                .containsExactly(State.DRILLED);
        assertThat(desk.answer(drill("block").by(desk.operator)).state())
                .as("again")
                .isEqualTo(State.DRILLED);
    }

    @Test
    void aDrillOfALimitLikewise() {
        assertThat(desk.answer(drill("limit").by(desk.operator)).state()).isEqualTo(State.DRILLED);
        assertThat(desk.limits.inForce())
                .extracting(LimitEntry::expiresAtMillis)
                .containsExactly(END);
        assertThat(desk.blocks.entries).isEmpty();
        desk.limits.beginTurn(END);
        assertThat(desk.limits.doWork()).isOne();
        assertThat(desk.limits.words()).isEmpty();
    }

    @Test
    void aDryRunChangesNothing() {
        assertThat(desk.answer(drill("block").dry().by(desk.operator)).state()).isEqualTo(State.CHECKED);
        assertThat(desk.answer(drill("limit").dry().by(desk.operator)).state()).isEqualTo(State.CHECKED);
        assertThat(desk.blocks.entries).isEmpty();
        assertThat(desk.limitWords).isEmpty();
    }

    @Test
    void whatStandsOnTheAddressIsLeftAlone() {
        SignedCommand real = order(block(DrillGround.ADDRESS.toString())).by(desk.operator);
        desk.answer(real);
        BlockEntry before = desk.blocks.entries.get(DrillGround.ADDRESS);

        assertThat(desk.code(drill("block").by(desk.operator))).contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.blocks.entries.get(DrillGround.ADDRESS)).isEqualTo(before);
    }

    @Test
    void aDrillThatNobodyMayHoldOrKnowsOrThatIsOverIsRefused() {
        assertThat(desk.code(drill("block").by(desk.viewer))).contains(Refusal.Code.WRONG_ROLE);
        assertThat(desk.code(drill("block").by(desk.stranger))).contains(Refusal.Code.UNKNOWN_ACTOR);
        assertThat(desk.answer(drill("flood").by(desk.operator))
                        .refusal()
                        .map(Refusal::text)
                        .orElse(""))
                .contains("'flood'", "block, limit");
        assertThat(desk.code(drill("block").issued(NOW - 5_000).by(desk.operator)))
                .contains(Refusal.Code.EXPIRED);
        assertThat(desk.code(drill("block").scope("region.eu-west").by(desk.operator)))
                .contains(Refusal.Code.OUT_OF_SCOPE);
        SignedCommand once = drill("block").by(desk.operator);
        assertThat(desk.code(once)).isEmpty();
        assertThat(desk.code(once)).contains(Refusal.Code.REPLAYED);
    }

    @Test
    void aDrillIsNoOrderThatCouldBeUndone() {
        SignedCommand drill = drill("block").by(desk.operator);
        desk.answer(drill);
        CommandBody.Undo undo = new CommandBody.Undo(drill.command().id(), "");
        assertThat(desk.code(order(undo).by(desk.operator))).contains(Refusal.Code.NOTHING_TO_DO);
    }

    @Test
    void aKernelThatFailsIsWhatADrillFinds() {
        desk.blocks.refusedBySink.add(DrillGround.ADDRESS);
        Receipt receipt = desk.answer(drill("block").by(desk.operator));
        assertThat(receipt.state()).isEqualTo(State.REFUSED);
        assertThat(receipt.refusal().map(Refusal::code)).isEqualTo(Optional.of(Refusal.Code.KERNEL_FAILED));
    }
}
