// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.ReceiptOutbox;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.time.NodeClock;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commands of many, of which one gives more than there is room for. */
class CommandInboxTest {
    private static final String OLGA = "UOLGA";
    private static final String OTTO = "UOTTO";

    private final List<UUID> refused = new ArrayList<>();
    private long untold;
    private final CommandInbox inbox = new CommandInbox(EAST, NodeClock.system(), new ReceiptOutbox() {
        @Override
        public void send(Receipt receipt) {
            refused.add(receipt.commandId());
        }

        @Override
        public void untold(Refusal.Code code) {
            untold++;
        }
    });

    private Command take(String actor) {
        return take(Samples.block(actor, new Scope.Fleet(), "198.51.100.7"));
    }

    private Command take(Command command) {
        take(Json.COMMAND.encode(new SignedCommand(command, new byte[64])));
        return command;
    }

    private void take(byte[] bytes) {
        inbox.take(NatsMessage.builder()
                .subject(Subjects.command(new Scope.Fleet()))
                .data(bytes)
                .build());
    }

    private List<UUID> next(int most) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            inbox.next().ifPresent(next -> ids.add(id(next)));
        }
        return ids;
    }

    private static UUID id(ReceivedCommand received) {
        return received instanceof ReceivedCommand.Decoded decoded
                ? decoded.signed().command().id()
                : new UUID(0, 0);
    }

    @Test
    void aFloodUnderOneNameKeepsNobodyElseWaiting() {
        inbox.know(Set.of(OLGA, OTTO));
        for (int i = 0; i < 2 * CommandInbox.MAX_COMMANDS; i++) {
            take(OTTO);
        }
        Command first = take(OLGA);
        Command second = take(OLGA);
        assertThat(refused.size() + untold).isEqualTo(CommandInbox.MAX_COMMANDS + 2);
        assertThat(refused).doesNotContain(first.id(), second.id());
        assertThat(next(4)).containsSubsequence(first.id(), second.id());
    }

    /** Anybody can name any number of keys. */
    @Test
    void allKeysThatNobodyTrustsShareOneLine() {
        inbox.know(Set.of(OLGA));
        for (int i = 0; i < 2 * CommandInbox.MAX_COMMANDS; i++) {
            take("U" + i);
            take("no command".getBytes(StandardCharsets.UTF_8));
        }
        Command order = take(OLGA);
        assertThat(next(2)).contains(order.id());
        assertThat(refused).doesNotContain(order.id());
    }

    /** Of what waits when a trust file comes: the withdrawn key's go to the others', a new key's into a line of their own. */
    @Test
    void whatWaitsFollowsTheKeysThatAreTrusted() {
        inbox.know(Set.of(OTTO));
        List<UUID> olgas = new ArrayList<>();
        List<UUID> ottos = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            take("U" + i);
            ottos.add(take(OTTO).id());
            olgas.add(take(OLGA).id());
        }
        inbox.know(Set.of(OLGA));
        List<UUID> taken = next(21);
        assertThat(taken).containsSubsequence(olgas);
        assertThat(taken.stream().filter(ottos::contains).toList())
                .as("ten of each line have had their turn")
                .hasSizeLessThan(ottos.size())
                .isEqualTo(ottos.subList(
                        0, (int) taken.stream().filter(ottos::contains).count()));
        assertThat(next(20)).as("none is lost").hasSize(9).containsAll(ottos.subList(9, 10));
        assertThat(refused).isEmpty();
    }

    @Test
    void aFloodOfLongPartsCostsOthersNothingEither() {
        inbox.know(Set.of(OLGA, OTTO));
        List<Prefix> prefixes = IntStream.range(0, CommandBody.Part.MOST_PREFIXES)
                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32))
                .toList();
        CommandBody body = new CommandBody.Part(
                UUID.randomUUID(), 0, 2, new CommandBody.Block(prefixes, Duration.ofMinutes(1), "test"));
        List<UUID> few = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            take(Samples.command(OTTO, new Scope.Fleet(), body));
            few.add(take(OLGA).id());
        }
        assertThat(refused.size() + untold).as("there was no room for all").isPositive();
        assertThat(refused).doesNotContainAnyElementsOf(few);
        assertThat(next(400)).containsSubsequence(few);
    }

    @Test
    void commandsOfOneKeyKeepTheirOrderAndTheNewestIsRefused() {
        inbox.know(Set.of(OLGA));
        List<UUID> given = new ArrayList<>();
        for (int i = 0; i < CommandInbox.MAX_COMMANDS; i++) {
            given.add(take(OLGA).id());
        }
        Command over = take(OLGA);
        assertThat(refused).containsExactly(over.id());
        assertThat(next(CommandInbox.MAX_COMMANDS + 1)).isEqualTo(given);
        assertThat(new HashSet<>(given)).doesNotContain(over.id());
    }
}
