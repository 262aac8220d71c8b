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
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Receipt.State;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks that are much of a country, however narrow. */
class CountryGuardTest {
    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    @BeforeEach
    void open() {
        CountryMap.Builder countries = new CountryMap.Builder();
        countries.add("TV", Prefix.parse("20.0.0.0/22"));
        countries.add("US", Prefix.parse("30.0.0.0/8"));
        desk.countries = countries.build();
    }

    @Test
    void halfOfASmallCountryTakesTwoAndAsMuchOfALargeOneDoesNot() {
        SignedCommand half = order(block("20.0.0.0/24", "20.0.1.0/24")).by(desk.admin);
        Receipt receipt = desk.answer(half);
        assertThat(receipt.state()).isEqualTo(State.WAITING);
        assertThat(receipt.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.NEEDS_APPROVAL);
        assertThat(receipt.refusal().orElseThrow().text())
                .startsWith("it blocks 50.0 % of the addresses of country TV, so nothing was changed yet")
                .contains("secbeat approve " + half.command().id());
        assertThat(desk.blocks.decisions).isZero();

        assertThat(desk.answer(order(block("20.0.0.0/24")).by(desk.operator)).state())
                .isEqualTo(State.APPLIED);
        assertThat(desk.answer(order(block("30.1.0.0/16")).by(desk.operator)).state())
                .isEqualTo(State.APPLIED);

        desk.queue(order(new CommandBody.Approve(half.command().id())).by(desk.secondAdmin));
        desk.settle();
        assertThat(desk.blocks.verify(Prefix.parse("20.0.1.0/24"), true)).isTrue();
    }

    @Test
    void whoApprovesForARegionIsToldTheScope() {
        SignedCommand half = order(block("20.0.0.0/22")).scope("region.us-east").by(desk.admin);
        assertThat(desk.answer(half).refusal().orElseThrow().text())
                .contains("'secbeat approve " + half.command().id() + " --scope region.us-east'");
    }

    @Test
    void aDryRunTellsAndWaitsForNobody() {
        Receipt receipt = desk.answer(order(block("20.0.0.0/22")).dry().by(desk.operator));
        assertThat(receipt.state()).isEqualTo(State.CHECKED);
        assertThat(receipt.blast().orElseThrow().country()).contains(new CountryShare("TV", 1));
        assertThat(receipt.refusal().orElseThrow().text())
                .isEqualTo("it blocks 100.0 % of the addresses of country TV, so it would wait until another"
                        + " administrator approves it");
    }

    @Test
    void endingABlockOfACountryTakesOne() {
        assertThat(desk.answer(order(unblock("20.0.0.0/22")).by(desk.operator)).state())
                .isEqualTo(State.APPLIED);
    }

    @Test
    void aListThatIsMuchOfACountryWaitsAsAWhole() {
        List<Prefix> prefixes = new ArrayList<>();
        for (int i = 0; i < 1_024; i++) {
            prefixes.add(Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32));
        }
        Command whole = order(new CommandBody.Block(prefixes, Duration.ofMinutes(10), "x"))
                .unsigned(desk.admin);
        CommandParts.of(whole, UUID::randomUUID).forEach(part -> desk.queue(desk.admin.sign(part)));
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.WAITING);
        assertThat(desk.lastReceipt().refusal().orElseThrow().text()).contains("100.0 %", "country TV");
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void anUndoThatBlocksACountryAgainTakesTwo() {
        SignedCommand whole = order(block("20.0.0.0/22")).issued(NOW - 5_000).by(desk.admin);
        assertThat(desk.answer(whole).state()).isEqualTo(State.WAITING);
        desk.queue(order(new CommandBody.Approve(whole.command().id()))
                .issued(NOW - 4_500)
                .by(desk.secondAdmin));
        desk.settle();
        SignedCommand end = order(unblock("20.0.0.0/22")).issued(NOW - 4_000).by(desk.operator);
        assertThat(desk.answer(end).state()).isEqualTo(State.APPLIED);

        desk.queue(order(new CommandBody.Undo(end.command().id(), "no"))
                .issued(NOW - 3_000)
                .by(desk.operator));
        desk.settle();
        assertThat(desk.lastReceipt().state()).isEqualTo(State.WAITING);
        assertThat(desk.lastReceipt().refusal().orElseThrow().text()).contains("country TV");
        assertThat(desk.blocks.active()).isEmpty();
    }
}
