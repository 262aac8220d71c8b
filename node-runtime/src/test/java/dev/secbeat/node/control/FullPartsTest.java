// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Orders in parts as long as parts may be. */
class FullPartsTest {
    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    @Test
    void aHundredThousandAddressesAreTwentyFiveParts() {
        List<Prefix> prefixes = addresses(CommandBody.MAX_PREFIXES_IN_PARTS);
        List<Command> parts = CommandParts.of(whole(prefixes), UUID::randomUUID);
        assertThat(parts).hasSize(25);
        parts.forEach(part -> desk.queue(desk.operator.sign(part)));
        desk.settle();

        assertThat(desk.allReceipts())
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.tally())
                        .contains(new Receipt.Tally(prefixes.size(), 0, 0, List.of(), List.of())));
    }

    /** As many parts as an order of an earlier release has could each be as long as one may be now. */
    @Test
    void whatNamesMoreThanAnOrderMayIsLeftOut() {
        List<Prefix> prefixes = addresses(CommandBody.Part.MOST_PREFIXES);
        Command whole = whole(prefixes);
        for (int index = 0; index < CommandBody.Part.MAX_COUNT; index++) {
            desk.queue(desk.operator.sign(new Command(
                    UUID.randomUUID(),
                    whole.issuedAt(),
                    whole.expiresAt(),
                    whole.actor(),
                    whole.scope(),
                    false,
                    new CommandBody.Part(
                            whole.id(), index, CommandBody.Part.MAX_COUNT, (CommandBody.OnPrefixes) whole.body()))));
        }
        desk.settle();

        assertThat(desk.allReceipts())
                .as("whoever sent them hears it of each")
                .hasSize(CommandBody.Part.MAX_COUNT - 25)
                .allMatch(receipt -> receipt.refusal().orElseThrow().code() == Refusal.Code.MALFORMED);
        assertThat(desk.blocks.decisions).isZero();
    }

    /** Else its sender would send all of it again. */
    @Test
    void whoIsAtItForLongSaysSoOnce() {
        List<Prefix> prefixes = addresses(CommandBody.MAX_PREFIXES_IN_PARTS);
        List<Command> parts = CommandParts.of(whole(prefixes), UUID::randomUUID);
        parts.forEach(part -> desk.queue(desk.operator.sign(part)));
        while (desk.blocks.decisions == 0) {
            int _ = desk.turn();
        }
        desk.turnAt(OpenOrder.SIGN_OF_LIFE_NANOS, CommandDesk.NOW);
        desk.turnAt(2 * OpenOrder.SIGN_OF_LIFE_NANOS, CommandDesk.NOW);

        assertThat(desk.receiptCount()).isOne();
        assertThat(desk.lastReceipt().state()).isEqualTo(Receipt.State.WAITING);
        assertThat(desk.lastReceipt().isFinal()).isFalse();
        assertThat(desk.lastReceipt().tally().orElseThrow().missing()).isEmpty();
        parts.forEach(part -> desk.queue(desk.operator.sign(part))); // Sent again all the same.
        desk.settle();

        assertThat(desk.lastReceipt().state()).isEqualTo(Receipt.State.APPLIED);
        assertThat(desk.blocks.decisions).isEqualTo(prefixes.size());
    }

    private Command whole(List<Prefix> prefixes) {
        return order(new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test"))
                .unsigned(desk.operator);
    }

    private static List<Prefix> addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Prefix.parse("20." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
                .toList();
    }
}
