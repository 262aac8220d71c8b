// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.CommandDesk.unblock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.verdict.PassingTraffic;
import dev.secbeat.node.verdict.TrafficMix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks that would shut out whom the service is there for. */
class TrafficShareTest {
    private static final Prefix CROWD = Prefix.parse("20.0.0.0/24");

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    /** A quarter of the requests comes from the crowd, 1 % each from 25 addresses of it; the rest from elsewhere. */
    @BeforeEach
    void open() {
        PassingTraffic traffic = new PassingTraffic();
        traffic.beginTurn(0);
        for (int i = 0; i < 100; i++) {
            long bits = (i < 25 ? 20L << 24 : 30L << 24) + i;
            traffic.onCount(Family.IPV4, bits, Dimension.REQUESTS, 100, 0);
        }
        desk.traffic = traffic.mix(_ -> false);
    }

    @Test
    void tooMuchIsRefusedWithRulePrefixShareAndTheWayOn() {
        Receipt receipt = desk.answer(order(block("203.0.113.7", "20.0.0.0/24")).by(desk.admin));

        assertThat(receipt.state()).isEqualTo(State.REFUSED);
        Refusal refusal = receipt.refusal().orElseThrow();
        assertThat(refusal.code()).isEqualTo(Refusal.Code.TRAFFIC_SHARE);
        assertThat(refusal.text())
                .contains("rule 'traffic share'", "20.0.0.0/24", "25.0 %", "more than the 5.0 %", "max_traffic_share")
                .contains("250 of 1000 a second", "--override traffic-share");
        assertThat(receipt.blast())
                .contains(new BlastRadius(
                        List.of(new BlastRadius.Share(Dimension.REQUESTS, 0.25, 1_000)),
                        java.util.Optional.of(CROWD),
                        0,
                        List.of()));
        assertThat(desk.blocks.entries).isEmpty();
        assertThat(desk.blocks.declined)
                .as("what others decide by it is kept off as long as it lives, and clocks may differ")
                .containsOnlyKeys(CROWD, Prefix.parse("203.0.113.7"))
                .containsValue(NOW - 1_000 + 60_000 + 2_000);
        assertThat(desk.log)
                .filteredOn(AuditEntry.Outcome.class::isInstance)
                .singleElement()
                .asString()
                .contains("TRAFFIC_SHARE");
    }

    @Test
    void upToTheShareAnyoneMayBlock() {
        assertThat(desk.answer(order(block("20.0.0.0", "20.0.0.1", "20.0.0.2", "20.0.0.3", "20.0.0.4"))
                                .by(desk.operator))
                        .state())
                .isEqualTo(State.APPLIED);
    }

    @Test
    void manyThatAreHarmlessAloneAreCountedTogether() {
        Refusal refusal = desk.answer(
                        order(block("20.0.0.0", "20.0.0.1", "20.0.0.2", "20.0.0.3", "20.0.0.4", "20.0.0.5"))
                                .by(desk.operator))
                .refusal()
                .orElseThrow();
        assertThat(refusal.code()).isEqualTo(Refusal.Code.TRAFFIC_SHARE);
        assertThat(refusal.text()).contains("20.0.0.0 and the other 5 prefixes of the order send 6.0 %");
    }

    @Test
    void anAdministratorOverridesItAndNobodyElse() {
        CommandBody.Block body = overriding("20.0.0.0/24");
        Receipt operators = desk.answer(order(body).by(desk.operator));
        assertThat(operators.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.WRONG_ROLE);
        assertThat(desk.blocks.entries).isEmpty();

        assertThat(desk.answer(order(body).by(desk.admin)).state()).isEqualTo(State.APPLIED);
        assertThat(desk.log)
                .filteredOn(AuditEntry.Intent.class::isInstance)
                .singleElement()
                .asString()
                .contains("overriding traffic-share");
    }

    @Test
    void anOverrideInPartsTakesAnAdministratorAsWell() {
        List<Prefix> prefixes = new ArrayList<>(addresses(1_000));
        prefixes.add(CROWD);
        CommandBody.Block body =
                new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test", Set.of(GuardRule.TRAFFIC_SHARE));
        SignedCommand part = desk.operator.sign(CommandParts.of(order(body).unsigned(desk.operator), UUID::randomUUID)
                .getFirst());
        assertThat(desk.answer(part).refusal().orElseThrow().code()).isEqualTo(Refusal.Code.WRONG_ROLE);

        parts(body).forEach(desk::queue);
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
    }

    @Test
    void aDryRunTellsWhatItWouldHitWhetherOrNotItIsPermitted() {
        Receipt permitted = desk.answer(order(block("20.0.0.7")).dry().by(desk.operator));
        assertThat(permitted.state()).isEqualTo(State.CHECKED);
        assertThat(permitted.blast().orElseThrow().largest()).isEqualTo(0.01);

        Receipt refused = desk.answer(
                order(block("20.0.0.0/24", "192.0.2.1", "192.0.2.2")).dry().by(desk.operator));
        assertThat(refused.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.NEVER_BLOCK);
        BlastRadius radius = refused.blast().orElseThrow();
        assertThat(radius.largest()).isEqualTo(0.25);
        assertThat(radius.keptHits()).isEqualTo(2);
        assertThat(radius.kept()).containsExactly(Prefix.parse("192.0.2.0/28"));
        assertThat(desk.blocks.declined).as("nobody else decides by it either").isEmpty();
    }

    /** A peer's block of the same prefix, told a moment ago, is another order's and stays. */
    @Test
    void aDryRunThatIsRefusedChangesNothing() {
        CommandBody.Block body = block("20.0.0.0/24");
        long end = NOW - 1_000 + body.ttl().toMillis();
        BlockEntry other = new BlockEntry(CROWD, (NOW - 500) << 16, CommandDesk.SELF, Origin.OPERATOR, true, end);
        desk.blocks.entries.put(CROWD, other);

        Receipt receipt = desk.answer(order(body).dry().by(desk.admin));

        assertThat(receipt.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.TRAFFIC_SHARE);
        assertThat(desk.blocks.declined).isEmpty();
        assertThat(desk.blocks.entries).containsEntry(CROWD, other);
    }

    @Test
    void whatMayNotBeBlockedNowIsToldRatherThanWhatMightNotAtTheStart() {
        desk.neverBlock("198.51.100.0/24");
        Receipt receipt =
                desk.answer(order(block("198.51.100.1", "192.0.2.1")).dry().by(desk.admin));
        assertThat(receipt.blast().orElseThrow().kept()).containsExactly(Prefix.parse("198.51.100.0/24"));
        assertThat(receipt.blast().orElseThrow().keptHits()).isOne();
    }

    @Test
    void aLongOrderIsRefusedAsAWholeAndKeptOffAFewPrefixesATurn() {
        List<Prefix> prefixes = new ArrayList<>(addresses(3_500));
        prefixes.addFirst(CROWD);
        parts(new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test")).forEach(desk::queue);
        int most = 0;
        for (int turn = 0; turn < 1_000 && desk.receiptCount() == 0; turn++) {
            int before = desk.blocks.declined.size();
            int _ = desk.turn();
            most = Math.max(most, desk.blocks.declined.size() - before);
        }

        Receipt receipt = desk.lastReceipt();
        assertThat(receipt.state()).isEqualTo(State.REFUSED);
        assertThat(receipt.refusal().orElseThrow().text())
                .contains("20.0.0.0/24 and the other 3500 prefixes of the order send 25.0 %");
        assertThat(receipt.tally()).contains(new Receipt.Tally(0, 3_501, 0, List.of(), List.of()));
        assertThat(desk.blocks.entries).isEmpty();
        assertThat(desk.blocks.declined).containsOnlyKeys(prefixes);
        assertThat(most).isEqualTo(LongOrders.SLICE);
    }

    /** It would put back a block of what has come to send a lot since. */
    @Test
    void anUndoThatBlocksIsHeldToItAsWell() {
        desk.answer(order(overriding("20.0.0.0/24")).issued(NOW - 5_000).by(desk.admin));
        SignedCommand end = order(unblock("20.0.0.0/24")).issued(NOW - 4_000).by(desk.operator);
        assertThat(desk.answer(end).state()).isEqualTo(State.APPLIED);

        desk.queue(order(new CommandBody.Undo(end.command().id(), "no"))
                .issued(NOW - 3_000)
                .by(desk.operator));
        desk.settle();

        assertThat(desk.lastReceipt().refusal().orElseThrow().code()).isEqualTo(Refusal.Code.TRAFFIC_SHARE);
        assertThat(desk.blocks.active()).isEmpty();
    }

    /** It was harmless when it came; by the time somebody agrees it is not. */
    @Test
    void whatIsApprovedIsWeighedAgainstTheTrafficOfThen() {
        TrafficMix then = desk.traffic;
        desk.traffic = TrafficMix.NONE;
        SignedCommand wide = order(block("20.0.0.0/15")).by(desk.admin);
        assertThat(desk.answer(wide).state()).isEqualTo(State.WAITING);

        desk.traffic = then;
        SignedCommand approval =
                order(new CommandBody.Approve(wide.command().id())).by(desk.secondAdmin);
        desk.queue(approval);
        desk.settle();

        assertThat(desk.allReceipts())
                .filteredOn(receipt -> receipt.state() == State.REFUSED)
                .extracting(Receipt::commandId)
                .containsExactly(wide.command().id(), approval.command().id());
        assertThat(desk.lastReceipt().refusal().orElseThrow().code()).isEqualTo(Refusal.Code.TRAFFIC_SHARE);
        assertThat(desk.blocks.entries).isEmpty();
    }

    @Test
    void endingBlocksAndSparingAreNeverHeldBack() {
        assertThat(desk.answer(order(unblock("20.0.0.0/24")).issued(NOW - 2_000).by(desk.operator))
                        .state())
                .isEqualTo(State.APPLIED);
        CommandBody.Allow allow = new CommandBody.Allow(List.of(CROWD), Duration.ofMinutes(10), "test");
        assertThat(desk.answer(order(allow).by(desk.operator)).state()).isEqualTo(State.APPLIED);
    }

    private static CommandBody.Block overriding(String prefix) {
        return new CommandBody.Block(
                CommandDesk.parse(prefix), Duration.ofMinutes(10), "test", Set.of(GuardRule.TRAFFIC_SHARE));
    }

    private List<SignedCommand> parts(CommandBody.Block body) {
        Command whole = order(body).unsigned(desk.admin);
        return CommandParts.of(whole, UUID::randomUUID).stream()
                .map(desk.admin::sign)
                .toList();
    }

    private static List<Prefix> addresses(int count) {
        List<Prefix> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(Prefix.of(new byte[] {50, 0, (byte) (i >> 8), (byte) i}, 32));
        }
        return addresses;
    }
}
