// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.CommandDesk.unblock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that one person may not give alone. */
class ApprovalTest {
    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    @ParameterizedTest
    @CsvSource({
        "198.18.0.0/15, true",
        "198.18.0.0/16, false",
        "2001:db8::/31, true",
        "2001:db8::/32, false",
    })
    void whatIsWiderThanOneNetworkWaits(String prefix, boolean waits) {
        Receipt receipt = desk.answer(order(block("203.0.113.1", prefix)).by(desk.admin));

        assertThat(receipt.state()).isEqualTo(waits ? State.WAITING : State.APPLIED);
        assertThat(receipt.isFinal()).as("only somebody else can go on").isTrue();
        assertThat(receipt.kernelReadBack()).isEqualTo(!waits);
        assertThat(desk.blocks.decisions).as("all or nothing").isEqualTo(waits ? 0 : 2);
        Receipt dry = desk.answer(order(block(prefix)).dry().by(desk.admin));
        assertThat(dry.state()).as("what changes nothing needs nobody").isEqualTo(State.CHECKED);
        assertThat(dry.refusal().map(Refusal::code))
                .as("yet tells who would have to agree")
                .isEqualTo(waits ? Optional.of(Refusal.Code.NEEDS_APPROVAL) : Optional.empty());
    }

    @Test
    void aSecondAdministratorsWordCarriesItOutAndBothAreAnsweredAndWrittenDown() {
        SignedCommand wide = waiting();
        SignedCommand approval = approval(wide).by(desk.secondAdmin);
        desk.queue(approval);
        desk.settle();

        assertThat(desk.allReceipts())
                .extracting(Receipt::commandId)
                .containsSubsequence(wide.command().id(), approval.command().id());
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.lastReceipt().kernelReadBack()).isTrue();
        assertThat(desk.blocks.verify(Prefix.parse("198.18.0.0/15"), true)).isTrue();
        assertThat(desk.log)
                .filteredOn(AuditEntry.Intent.class::isInstance)
                .extracting(entry -> ((AuditEntry.Intent) entry).operator())
                .containsExactly("ada", "adam");
        assertThat(desk.code(approval(wide).by(desk.secondAdmin)))
                .as("only once")
                .contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.code(wide)).contains(Refusal.Code.REPLAYED);
    }

    @Test
    void whoAsksForWhatIsWrittenDownThoughNobodyAgrees() {
        SignedCommand wide = waiting();

        assertThat(desk.log.getFirst())
                .as("before the receipt")
                .isInstanceOfSatisfying(AuditEntry.Outcome.class, asked -> {
                    assertThat(asked.commandId()).isEqualTo(wide.command().id());
                    assertThat(asked.actor()).isEqualTo(wide.command().actor());
                    assertThat(asked.state()).isEqualTo(State.WAITING);
                    assertThat(asked.text()).startsWith("NEEDS_APPROVAL: block 198.18.0.0/15");
                });
    }

    @Test
    void theWordOfTheSameKeyOrOfALesserRoleIsNone() {
        SignedCommand wide = waiting();

        assertThat(desk.code(approval(wide).by(desk.admin))).contains(Refusal.Code.WRONG_ROLE);
        assertThat(desk.code(approval(wide).by(desk.operator))).contains(Refusal.Code.WRONG_ROLE);
        assertThat(desk.code(approval(wide).by(desk.stranger))).contains(Refusal.Code.UNKNOWN_ACTOR);
        assertThat(desk.blocks.decisions).isZero();
        desk.queue(approval(wide).by(desk.secondAdmin));
        desk.settle();
        assertThat(desk.blocks.decisions).isOne();
    }

    @Test
    void manyNetworksNeedItAsOneWideOneDoes() {
        String[] sixteen =
                IntStream.range(0, 16).mapToObj(i -> "11." + i + ".0.0/16").toArray(String[]::new);
        String[] more =
                Stream.concat(Stream.of(sixteen), Stream.of("11.16.0.0/24")).toArray(String[]::new);

        assertThat(desk.answer(order(block(sixteen)).by(desk.admin)).state()).isEqualTo(State.APPLIED);
        assertThat(desk.answer(order(block(more)).by(desk.admin)).state()).isEqualTo(State.WAITING);
    }

    @Test
    void toSpareManyTakesTwoAsWell() {
        List<Prefix> wide = List.of(Prefix.parse("198.18.0.0/15"));
        Duration hour = Duration.ofHours(1);

        assertThat(desk.answer(order(new CommandBody.Allow(wide, hour, "")).by(desk.admin))
                        .state())
                .isEqualTo(State.WAITING);
        assertThat(desk.code(order(new CommandBody.Allow(wide, hour, "")).by(desk.operator)))
                .contains(Refusal.Code.TOO_WIDE);
        assertThat(desk.code(order(new CommandBody.Unblock(wide, hour, "")).by(desk.operator)))
                .contains(Refusal.Code.TOO_WIDE);
        assertThat(desk.answer(order(new CommandBody.Unblock(wide, "")).by(desk.operator))
                        .state())
                .as("a block may always be ended")
                .isEqualTo(State.APPLIED);
    }

    @Test
    void anApprovalThatOnlyAsksChangesNothing() {
        SignedCommand wide = waiting();

        assertThat(desk.answer(approval(wide).dry().by(desk.secondAdmin)).state())
                .isEqualTo(State.CHECKED);
        assertThat(desk.blocks.decisions).isZero();
        desk.queue(approval(wide).by(desk.secondAdmin));
        desk.settle();
        assertThat(desk.blocks.decisions).as("it still waits").isOne();
    }

    @Test
    void whatWasUndoneWhileItWaitedNobodyCanApprove() {
        SignedCommand wide = waiting();

        desk.queue(order(new CommandBody.Undo(wide.command().id(), "")).by(desk.operator));
        desk.settle();

        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.allReceipts())
                .filteredOn(receipt -> receipt.commandId().equals(wide.command().id()))
                .last()
                .extracting(Receipt::state)
                .isEqualTo(State.REFUSED);
        assertThat(desk.code(approval(wide).by(desk.secondAdmin))).contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void anApprovalIsOfOneCommandAlone() {
        SignedCommand wide = waiting();
        SignedCommand other = waiting("198.16.0.0/15");
        SignedCommand approval = approval(other).by(desk.secondAdmin);
        desk.queue(approval);
        desk.settle();
        assertThat(desk.blocks.decisions).isOne();

        assertThat(desk.code(approval)).contains(Refusal.Code.REPLAYED);
        assertThat(desk.code(order(new CommandBody.Approve(UUID.randomUUID())).by(desk.secondAdmin)))
                .contains(Refusal.Code.NOTHING_TO_DO);
        desk.queue(approval(wide).by(desk.secondAdmin));
        desk.settle();
        assertThat(desk.blocks.decisions).isEqualTo(2);
    }

    /** A node that was restarted is given the order again, and then the approval that it had refused. */
    @Test
    void anApprovalThatFoundNothingMayComeAgainAndAnyOtherMayNot() {
        SignedCommand wide = order(block("198.18.0.0/15")).by(desk.admin);
        SignedCommand approval = approval(wide).by(desk.secondAdmin);
        assertThat(desk.code(approval)).contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.code(wide)).contains(Refusal.Code.NEEDS_APPROVAL);
        SignedCommand own = approval(wide).by(desk.admin);
        assertThat(desk.code(own)).contains(Refusal.Code.WRONG_ROLE);
        assertThat(desk.code(own)).contains(Refusal.Code.REPLAYED);

        desk.queue(approval);
        desk.settle();
        assertThat(desk.blocks.decisions).isOne();
        assertThat(desk.code(approval)).contains(Refusal.Code.REPLAYED);
    }

    @Test
    void whatNobodyApprovesInTimeIsRefused() {
        SignedCommand wide = waiting();

        desk.turnAt(0, wide.command().expiresAt().toEpochMilli());

        assertThat(desk.lastReceipt().commandId()).isEqualTo(wide.command().id());
        assertThat(desk.lastReceipt().refusal().map(Refusal::code)).contains(Refusal.Code.EXPIRED);
        assertThat(desk.code(approval(wide).by(desk.secondAdmin))).contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void aLaterOrderStandsThoughTheApprovalCameAfterIt() {
        SignedCommand wide = waiting();
        assertThat(desk.answer(order(unblock("198.18.0.0/15")).issued(NOW - 500).by(desk.operator))
                        .state())
                .isEqualTo(State.APPLIED);

        desk.queue(approval(wide).by(desk.secondAdmin));
        desk.settle();

        assertThat(desk.lastReceipt().state()).isEqualTo(State.SUPERSEDED);
        assertThat(desk.blocks.active()).isEmpty();
    }

    @Test
    void aListWithOneWidePrefixWaitsAsAWhole() {
        List<Prefix> prefixes = Stream.concat(
                        IntStream.range(0, 2_000)
                                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32)),
                        Stream.of(Prefix.parse("198.18.0.0/15")))
                .toList();
        var whole = order(new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test"))
                .unsigned(desk.admin);
        CommandParts.of(whole, UUID::randomUUID).forEach(part -> desk.queue(desk.admin.sign(part)));
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.WAITING);
        assertThat(desk.blocks.decisions).isZero();

        desk.queue(order(new CommandBody.Approve(whole.id())).by(desk.secondAdmin));
        desk.settle();

        assertThat(desk.lastReceipt().tally()).contains(new Receipt.Tally(2_001, 0, 0, List.of(), List.of()));
        assertThat(desk.blocks.active()).hasSize(2_001);
    }

    /** Else who gave the first order could have sent this node another one under the same id. */
    @Test
    void whoAgreesToOneContentAgreesToNoOther() {
        SignedCommand wide = waiting();
        SignedCommand other =
                order(block("198.16.0.0/15")).id(wide.command().id()).by(desk.admin);

        assertThat(desk.answer(exactly(other.command()).by(desk.secondAdmin)).refusal())
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Refusal.Code.MALFORMED);
                    assertThat(refusal.text()).contains("not the order that was agreed to");
                });
        assertThat(desk.blocks.decisions).isZero();

        desk.queue(exactly(wide.command()).by(desk.secondAdmin));
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
    }

    @Test
    void anOrderInPartsIsAgreedToAsAWhole() {
        List<Prefix> prefixes = Stream.concat(
                        Stream.of(Prefix.parse("198.18.0.0/15")),
                        IntStream.range(0, 9_000)
                                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32)))
                .toList();
        Command whole = order(new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test"))
                .unsigned(desk.admin);
        List<Command> parts = CommandParts.of(whole, UUID::randomUUID);
        assertThat(CommandParts.whole(parts)).isEqualTo(whole);
        parts.reversed().forEach(part -> desk.queue(desk.admin.sign(part)));
        desk.settle();
        List<Prefix> others = new ArrayList<>(prefixes);
        Collections.swap(others, 1, 9_000);
        CommandBody changed = new CommandBody.Block(others, Duration.ofMinutes(10), "test");

        assertThat(desk.code(exactly(whole.with(whole.id(), changed)).by(desk.secondAdmin)))
                .contains(Refusal.Code.MALFORMED);
        desk.queue(exactly(whole).by(desk.secondAdmin));
        desk.settle();

        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(desk.blocks.active()).hasSize(9_001);
    }

    private static CommandDesk.Order exactly(Command whole) {
        return order(new CommandBody.Approve(whole.id(), Optional.of(CanonicalBytes.digest(whole))));
    }

    @Test
    void soManyOfOnePersonWaitAndNoMoreAndARestartForgetsThem() {
        SignedCommand first = waiting();
        for (int i = 1; i < OrderLoad.MAX_HELD_OF_ONE; i++) {
            waiting();
        }
        assertThat(desk.code(order(block("198.18.0.0/15")).by(desk.admin))).contains(Refusal.Code.OVERLOADED);
        assertThat(desk.code(order(block("198.18.0.0/15")).by(desk.secondAdmin)))
                .as("another's still can")
                .contains(Refusal.Code.NEEDS_APPROVAL);

        desk.restart(Map.of());
        assertThat(desk.code(approval(first).by(desk.secondAdmin))).contains(Refusal.Code.NOTHING_TO_DO);
        assertThat(desk.blocks.decisions).isZero();
    }

    private SignedCommand waiting() {
        return waiting("198.18.0.0/15");
    }

    private SignedCommand waiting(String prefix) {
        SignedCommand wide = order(block(prefix)).by(desk.admin);
        assertThat(desk.code(wide)).contains(Refusal.Code.NEEDS_APPROVAL);
        return wide;
    }

    private static CommandDesk.Order approval(SignedCommand command) {
        return order(new CommandBody.Approve(command.command().id()));
    }
}
