// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.CommandDesk.unblock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.verdict.TrafficMix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many orders of one key, each of little of a country. */
class LoneBlocksTest {
    private static final long SECOND = LoneBlocks.REST_NANOS;

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    private long issued = NOW - 1_000;

    @BeforeEach
    void open() {
        CountryMap.Builder countries = new CountryMap.Builder();
        countries.add("TV", Prefix.parse("20.0.0.0/22"));
        countries.add("NU", Prefix.parse("20.0.4.0/22"));
        desk.countries = countries.build();
    }

    /** Of two orders in one millisecond the one with the larger id would be the newer. */
    private CommandDesk.Order next(CommandBody body) {
        return order(body).issued(issued++);
    }

    private State give(CommandBody body, NkeySigner by) {
        return desk.answer(next(body).by(by)).state();
    }

    /** A long list in its parts. */
    private State giveList(String network, int addresses, NkeySigner by) {
        queueList(network, addresses, by);
        desk.settle();
        return desk.lastReceipt().state();
    }

    private void queueList(String network, int addresses, NkeySigner by) {
        Command whole = next(new CommandBody.Block(hosts(network, addresses), Duration.ofMinutes(10), "x"))
                .unsigned(by);
        CommandParts.of(whole, UUID::randomUUID).forEach(part -> desk.queue(by.sign(part)));
    }

    private static List<Prefix> hosts(String network, int count) {
        int first = (int) Prefix.parse(network).low();
        return IntStream.range(first, first + count)
                .mapToObj(at ->
                        Prefix.of(new byte[] {(byte) (at >> 24), (byte) (at >> 16), (byte) (at >> 8), (byte) at}, 32))
                .toList();
    }

    @Test
    void whatMakesHalfOfACountryTogetherTakesTwo() {
        assertThat(give(block("20.0.0.0/24"), desk.operator)).isEqualTo(State.APPLIED);
        SignedCommand second =
                next(block("20.0.4.0/24", "20.0.1.0/24", "20.0.2.0/24")).by(desk.operator);
        Receipt receipt = desk.answer(second);
        assertThat(receipt.state()).isEqualTo(State.WAITING);
        assertThat(receipt.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.NEEDS_APPROVAL);
        assertThat(receipt.refusal().orElseThrow().text())
                .startsWith("it blocks 50.0 %"); // By itself: that it is more together says nothing new.

        receipt = desk.answer(next(block("20.0.4.0/24", "20.0.1.0/24")).by(desk.operator));
        assertThat(receipt.state()).isEqualTo(State.WAITING);
        assertThat(receipt.refusal().orElseThrow().text())
                .startsWith(
                        "rule 'country share': together with what this key has blocked alone and is in force it blocks"
                                + " 50.0 % of the addresses of country TV, with 20.0.1.0/24 no less than the 50.0 % that take two"
                                + " (protect.country_share), so nothing was changed yet: another administrator approves it with"
                                + " 'secbeat approve ");
        assertThat(desk.blocks.verify(Prefix.parse("20.0.1.0/24"), true)).isFalse();
    }

    @Test
    void aDryRunTells() {
        assertThat(give(block("20.0.0.0/24"), desk.operator)).isEqualTo(State.APPLIED);
        Receipt receipt = desk.answer(next(block("20.0.1.0/24")).dry().by(desk.operator));
        assertThat(receipt.state()).isEqualTo(State.CHECKED);
        assertThat(receipt.blast().orElseThrow().country()).contains(new CountryShare("TV", 0.25));
        assertThat(receipt.refusal().orElseThrow().text())
                .contains("rule 'country share'", "50.0 %", "it would wait until another administrator approves it");
        assertThat(give(block("20.0.1.0/25"), desk.operator))
                .as("a dry run adds nothing")
                .isEqualTo(State.APPLIED);
    }

    @Test
    void whatOthersBlockAndWhatIsElsewhereCountsForNothing() {
        assertThat(give(block("20.0.0.0/24"), desk.operator)).isEqualTo(State.APPLIED);
        assertThat(give(block("20.0.1.0/24"), desk.admin)).isEqualTo(State.APPLIED);
        assertThat(give(block("20.0.4.0/24"), desk.operator)).isEqualTo(State.APPLIED);
        assertThat(give(block("40.0.0.0/24"), desk.operator)).isEqualTo(State.APPLIED);
    }

    @Test
    void theSameAgainIsNotMore() {
        for (int i = 0; i < 5; i++) {
            assertThat(give(block("20.0.0.0/24", "20.0.1.0/25"), desk.operator)).isEqualTo(State.APPLIED);
        }
    }

    @Test
    void whatTwoAgreedToCountsForNeither() {
        SignedCommand half = next(block("20.0.0.0/23")).by(desk.admin);
        assertThat(desk.answer(half).state()).isEqualTo(State.WAITING);
        desk.queue(next(new CommandBody.Approve(half.command().id())).by(desk.secondAdmin));
        desk.settle();
        assertThat(desk.blocks.verify(Prefix.parse("20.0.0.0/23"), true)).isTrue();
        assertThat(give(block("20.0.2.0/24"), desk.admin)).isEqualTo(State.APPLIED);
        assertThat(give(block("20.0.2.0/24"), desk.secondAdmin)).isEqualTo(State.APPLIED);
    }

    @Test
    void whatIsUnblockedOrHasEndedCountsNoLongerOnceSomebodyHasLooked() {
        assertThat(give(block("20.0.0.0/24"), desk.operator)).isEqualTo(State.APPLIED);
        assertThat(give(unblock("20.0.0.0/24"), desk.admin)).isEqualTo(State.APPLIED);
        desk.turnAt(2 * SECOND, NOW);
        assertThat(give(block("20.0.1.0/24"), desk.operator)).isEqualTo(State.APPLIED);

        assertThat(give(block("20.0.2.0/24"), desk.operator)).isEqualTo(State.WAITING);
        long later = NOW + Duration.ofMinutes(11).toMillis();
        desk.turnAt(4 * SECOND, later);
        SignedCommand next = order(block("20.0.2.0/24")).issued(later).by(desk.operator);
        assertThat(desk.answer(next, later).state()).isEqualTo(State.APPLIED);
    }

    @Test
    void listsCountAsWell() {
        assertThat(giveList("20.0.0.0", 400, desk.operator)).isEqualTo(State.APPLIED);
        assertThat(giveList("20.0.2.0", 200, desk.operator)).isEqualTo(State.WAITING);
        assertThat(desk.lastReceipt().refusal().orElseThrow().text())
                .contains("rule 'country share'", "58.6 % of the addresses of country TV", "with 20.0.2.111 no less");
        assertThat(giveList("20.0.2.0", 100, desk.operator)).isEqualTo(State.APPLIED);
    }

    /** Given one after the other, without waiting for what becomes of the first. */
    @Test
    void ofTwoListsAtOnceTheSecondSeesTheFirst() {
        queueList("20.0.0.0", 400, desk.operator);
        queueList("20.0.2.0", 200, desk.operator);
        desk.settle();
        assertThat(desk.allReceipts().stream().map(Receipt::state)).containsExactly(State.APPLIED, State.WAITING);
    }

    @Test
    void whatIsOrderedWhileAListIsUnderWaySeesAllOfIt() {
        queueList("20.0.0.0", 400, desk.operator);
        desk.turnAt(0, NOW);
        assertThat(desk.blocks.verify(Prefix.parse("20.0.0.0/32"), true))
                .as("looked at, not carried out")
                .isFalse();
        desk.queue(next(block("20.0.2.0/25")).by(desk.admin));
        desk.queue(next(block("20.0.2.0/25")).by(desk.operator));
        desk.settle();
        assertThat(desk.allReceipts().stream().map(Receipt::state))
                .containsExactly(State.APPLIED, State.WAITING, State.APPLIED);
    }

    @Test
    void aListSeesWhatIsOrderedWhileItIsUnderWayAndCountsOnlyForWhatItDidOnceItIsOver() {
        LoneBlocks lone = lone(desk.countries);
        LoneBlocks.Sum list = sum(lone, "UA");
        list.begin();
        hosts("20.0.0.0", 400).forEach(list::add);
        lone.add(past("UB", hosts("20.0.2.128", 100), NOW + 1_000));
        lone.add(past("UA", hosts("20.0.2.0", 100), NOW + 1_000));
        hosts("20.0.3.0", 11).forEach(list::add);
        assertThat(list.whyTwo(Optional.empty(), NOW)).as("511 of 1024").isEmpty();
        list.add(Prefix.parse("20.0.3.11/32"));
        assertThat(list.whyTwo(Optional.empty(), NOW)).isPresent();

        list.end();
        LoneBlocks.Sum next = sum(lone, "UA");
        hosts("20.0.0.0", 411).forEach(next::add);
        assertThat(next.whyTwo(Optional.empty(), NOW)).isEmpty();
    }

    @Test
    void aListThatIsNotPermittedCountsForNothing() {
        desk.neverBlock("20.0.0.7/32");
        queueList("20.0.0.0", 400, desk.operator);
        desk.turnAt(0, NOW);
        desk.queue(next(block("20.0.2.0/25")).by(desk.operator));
        desk.settle();
        assertThat(desk.allReceipts().stream().map(Receipt::state))
                .containsExactlyInAnyOrder(State.APPLIED, State.REFUSED);
    }

    @Test
    void whatIsOrderedTwiceBesideAListIsNotMoreThoughItsKeyHadBlockedNothing() {
        LoneBlocks lone = lone(desk.countries);
        LoneBlocks.Sum list = sum(lone, "UA");
        list.begin();
        Prefix same = Prefix.parse("20.0.2.0/24");
        lone.add(past("UA", List.of(same), NOW + 1_000));
        lone.add(past("UA", List.of(same), NOW + 2_000));
        list.add(same);
        hosts("20.0.0.0", 255).forEach(list::add);
        assertThat(list.whyTwo(Optional.empty(), NOW)).as("511 of 1024").isEmpty();
        list.add(Prefix.parse("20.0.1.0/32"));
        assertThat(list.whyTwo(Optional.empty(), NOW)).isPresent();
    }

    @Test
    void anUndoThatBlocksAgainCountsForWhoUndoes() {
        assertThat(give(block("20.0.0.0/24"), desk.operator)).isEqualTo(State.APPLIED);
        SignedCommand end = next(unblock("20.0.0.0/24")).by(desk.admin);
        assertThat(desk.answer(end).state()).isEqualTo(State.APPLIED);
        desk.queue(next(new CommandBody.Undo(end.command().id(), "no")).by(desk.admin));
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.APPLIED);
        assertThat(give(block("20.0.1.0/24"), desk.admin)).isEqualTo(State.WAITING);
    }

    @Test
    void aRestartForgetsNothing() {
        assertThat(give(block("20.0.0.0/24"), desk.operator)).isEqualTo(State.APPLIED);
        desk.restart(Map.of());
        desk.turnAt(2 * SECOND, NOW);
        assertThat(give(block("20.0.1.0/24"), desk.operator)).isEqualTo(State.WAITING);
    }

    /** As while the block map is read from the disk. */
    @Test
    void whatIsNotKnownYetCountsUntilItsTimeIsOver() {
        assertThat(give(block("20.0.0.0/24"), desk.operator)).isEqualTo(State.APPLIED);
        desk.blocks.entries.clear();
        desk.turnAt(2 * SECOND, NOW);
        assertThat(give(block("20.0.1.0/24"), desk.operator)).isEqualTo(State.WAITING);
    }

    private static PastOrder past(String by, List<Prefix> prefixes, long untilMillis) {
        PriorState blocked = PriorState.blocked(Origin.OPERATOR, untilMillis);
        return new PastOrder(
                UUID.randomUUID(),
                prefixes.stream()
                        .map(prefix -> new PastOrder.Change(prefix, PriorState.NONE, blocked))
                        .toList(),
                new Scope.Fleet(),
                0,
                by);
    }

    private static LoneBlocks.Sum sum(LoneBlocks lone, String key) {
        return lone.sum(UUID.randomUUID(), key);
    }

    private LoneBlocks lone(CountryMap countries) {
        GuardSettings guards = new GuardSettings(Map.of(), 1, () -> TrafficMix.NONE, 0.5, () -> countries);
        return new LoneBlocks(guards, desk.blocks);
    }

    @Test
    void moreThanIsKeptTakesTwoWhereverItTouchesACountryUntilItEnds() {
        LoneBlocks lone = lone(desk.countries);
        List<Prefix> many = hosts("40.0.0.0", LoneBlocks.MOST_OF_ONE + 1);
        lone.add(past("UA", many, NOW + 1_000));
        assertThat(lone.size()).isEqualTo(LoneBlocks.MOST_OF_ONE);
        Optional<CountryShare> little = Optional.of(new CountryShare("TV", 0.01));
        assertThat(sum(lone, "UA").whyTwo(little, NOW).orElseThrow())
                .contains("rule 'country share'", "1.0 % of the addresses of country TV", "300000");
        assertThat(sum(lone, "UA").whyTwo(Optional.empty(), NOW)).isEmpty();
        assertThat(sum(lone, "UB").whyTwo(little, NOW)).isEmpty();

        lone.add(past("UB", hosts("41.0.0.0", LoneBlocks.MOST_OF_ONE), NOW + 1_000));
        lone.add(past("UC", hosts("42.0.0.0", 1), NOW + 1_000));
        assertThat(lone.size()).as("of all keys").isEqualTo(LoneBlocks.MOST);

        for (int turn = 0; lone.size() > 0 && turn <= LoneBlocks.MOST / LoneBlocks.SLICE + 2; turn++) {
            lone.look(0, NOW + 1_000);
        }
        assertThat(lone.size()).isZero();
        assertThat(sum(lone, "UA").whyTwo(little, NOW + 1_000)).isEmpty();
    }

    /** What comes while all are looked at is in the sum afterwards. */
    @Test
    void nothingIsLostWhileSomebodyLooks() {
        LoneBlocks lone = lone(desk.countries);
        lone.add(past("UA", hosts("20.0.0.0", 400), NOW + 1_000));
        lone.look(0, NOW);
        lone.add(past("UA", hosts("20.0.2.0", 100), NOW + 1_000));
        lone.look(0, NOW);
        LoneBlocks.Sum sum = sum(lone, "UA");
        hosts("20.0.3.0", 11).forEach(sum::add);
        assertThat(sum.whyTwo(Optional.empty(), NOW)).as("511 of 1024").isEmpty();
        sum.add(Prefix.parse("20.0.3.11/32"));
        assertThat(sum.whyTwo(Optional.empty(), NOW).orElseThrow()).contains("with 20.0.3.11 ");
    }

    @Test
    void whereNoCountryIsKnownNothingIsKept() {
        LoneBlocks lone = lone(CountryMap.NONE);
        lone.add(past("UA", hosts("20.0.0.0", 400), NOW + 1_000));
        assertThat(lone.size()).isZero();
    }
}
