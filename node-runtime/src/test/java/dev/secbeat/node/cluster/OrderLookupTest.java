// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders in a real server's stream, among whatever else is published there. */
class OrderLookupTest {
    private static final UUID ID = new UUID(7, 7);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private NkeySigner olga;
    private FleetLink link;

    @BeforeEach
    void start() throws IOException {
        Keys all = Keys.create(folder, "all");
        olga = opened(NkeySigner.create(folder.resolve("olga.nk")));
        NatsServerProcess server = opened(NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(new NatsUser(all.publicKey(), List.of(">"), List.of(">"), false, "test"))));
        link = opened(FleetLink.open(all.settings(server.url()), "test", new FleetListener() {}));
        Await.until("connected", () -> link.connection().isConnected());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private void makeStream() throws Exception {
        link.session()
                .usable()
                .orElseThrow()
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(Subjects.ORDER_STREAM)
                        .subjects(Subjects.ALL_COMMANDS)
                        .allowDirect(true)
                        .build());
    }

    private Command block(String... prefixes) {
        List<Prefix> all = List.of(prefixes).stream().map(Prefix::parse).toList();
        return block(all);
    }

    private Command block(List<Prefix> prefixes) {
        CommandBody body = new CommandBody.Block(prefixes, Duration.ofMinutes(10), "test");
        return FleetOrders.write(ID, Instant.ofEpochMilli(1_780_000_000_000L), olga, new Scope.Fleet(), false, body);
    }

    private void publish(SignedCommand... signed) throws Exception {
        for (SignedCommand each : signed) {
            publish(Json.COMMAND.encode(each));
        }
    }

    /** Stored when this returns. */
    private void publish(byte[] bytes) throws Exception {
        link.session().usable().orElseThrow().jetStream().publish(Subjects.command(new Scope.Fleet()), bytes);
    }

    private List<UUID> found() throws Exception {
        return OrderLookup.find(link, ID, Optional.empty()).stream()
                .map(signed -> signed.command().id())
                .toList();
    }

    @Test
    void anOrderIsFoundAmongOthersHoweverOftenItWasSent() throws Exception {
        makeStream();
        SignedCommand order = olga.sign(block("198.18.0.0/15"));
        publish(order, order);
        publish("no command".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 150; i++) {
            CommandBody other = new CommandBody.Unblock(List.of(Prefix.parse("203.0.113." + i)), "test");
            publish(olga.sign(
                    FleetOrders.write(UUID.randomUUID(), Instant.now(), olga, new Scope.Fleet(), false, other)));
        }
        assertThat(found()).containsExactly(ID);
    }

    /** What may still be agreed to is among the newest; what is undone may be older. */
    @Test
    void anOldOrderIsFoundByWhoeverUndoesIt() throws Exception {
        makeStream();
        publish(olga.sign(block("198.18.0.0/15")));
        for (int i = 0; i < OrderLookup.MOST_MESSAGES; i++) {
            assertThat(link.publish(Subjects.command(new Scope.Fleet()), new byte[] {'x'}))
                    .isTrue();
        }
        publish(new byte[] {'y'});
        assertThat(found()).isEmpty();
        assertThat(AgreedOrder.find(link, ID)).isInstanceOf(AgreedOrder.Missing.class);
        assertThat(AgreedOrder.ever(link, ID))
                .isInstanceOfSatisfying(
                        AgreedOrder.Found.class,
                        order -> assertThat(order.whole()).isEqualTo(block("198.18.0.0/15")));
    }

    @Test
    void ofTwoOrdersUnderOneIdNeitherIsTaken() throws Exception {
        makeStream();
        publish(olga.sign(block("198.18.0.0/15")), olga.sign(block("198.16.0.0/15")));
        assertThat(found()).isEmpty();
    }

    /** Whoever sees an id can publish an order of his own under it, and must not keep others from agreeing to the one that waits. */
    @Test
    void ofOrdersOfTwoKeysUnderOneIdTheOneThatIsMeantIsFound() throws Exception {
        makeStream();
        Command meant = block("198.18.0.0/15");
        NkeySigner otto = opened(NkeySigner.create(folder.resolve("otto.nk")));
        CommandBody body = new CommandBody.Unblock(List.of(Prefix.parse("203.0.113.7")), "test");
        SignedCommand his = otto.sign(FleetOrders.write(ID, meant.issuedAt(), otto, new Scope.Fleet(), false, body));
        publish(his, olga.sign(meant));

        assertThat(found()).isEmpty();
        assertThat(AgreedOrder.find(link, ID))
                .isInstanceOfSatisfying(
                        AgreedOrder.Doubtful.class,
                        two -> assertThat(two.orders()).containsExactlyInAnyOrder(meant, his.command()));
        assertThat(AgreedOrder.find(link, ID, one -> one.actor().equals(olga.publicKey())))
                .isEqualTo(new AgreedOrder.Found(meant));
        assertThat(OrderLookup.find(link, ID, Optional.of(CanonicalBytes.digest(meant))))
                .extracting(SignedCommand::command)
                .containsExactly(meant);
        publish(olga.sign(block("198.16.0.0/15")));
        assertThat(AgreedOrder.find(link, ID, one -> one.actor().equals(olga.publicKey())))
                .as("she gave two")
                .isInstanceOf(AgreedOrder.Doubtful.class);
    }

    @Test
    void whatNobodyHasSignedDoesNotCount() throws Exception {
        makeStream();
        SignedCommand order = olga.sign(block("198.18.0.0/15"));
        SignedCommand forged = new SignedCommand(block("198.16.0.0/15"), order.signature());
        publish(forged);
        assertThat(found()).isEmpty();
        publish(order);
        publish(forged);
        assertThat(found()).containsExactly(ID);
    }

    @Test
    void ofAnOrderInPartsAllAreNeeded() throws Exception {
        makeStream();
        List<Prefix> many = IntStream.range(0, 9_000)
                .mapToObj(i -> Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32))
                .toList();
        List<SignedCommand> parts = CommandParts.of(block(many), UUID::randomUUID).stream()
                .map(olga::sign)
                .toList();
        assertThat(parts).hasSizeGreaterThan(2);
        for (int i = parts.size() - 1; i > 0; i--) {
            publish(parts.get(i));
        }
        assertThat(found()).isEmpty();
        publish(parts.getFirst());
        assertThat(found())
                .containsExactlyElementsOf(
                        parts.stream().map(part -> part.command().id()).toList());
    }

    @Test
    void whereThereIsNoStreamThatIsSaid() {
        assertThatThrownBy(this::found).isInstanceOf(IOException.class).hasMessageContaining("stream not found");
    }
}
