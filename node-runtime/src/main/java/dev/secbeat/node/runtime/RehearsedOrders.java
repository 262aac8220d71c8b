// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.control.CommandPorts;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.time.NodeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;

/**
 * What an order runs through on a node, without wire and disk: decoding, guards, decision, trail, receipt. Of signatures
 * {@code NkeyVerifier} has a rehearsal of its own. One thread.
 */
final class RehearsedOrders {
    private static final String NOBODY = "U" + "A".repeat(55);
    private static final TrustFile TRUST = new TrustFile(List.of(new Operator(NOBODY, Role.ADMIN, "rehearsal")));
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int SIGNATURE_BYTES = 64;

    private final NodeClock clock;
    private final Queue<ReceivedCommand> arrived = new ArrayDeque<>();
    private AuditRecord newest = AuditRecord.following(0, AuditRecord.START, "{}");
    private int carriedOut;

    /** Has {@code loop} obey. */
    RehearsedOrders(NodeId self, NodeClock clock, NodeLoop loop) {
        this.clock = clock;
        CommandPorts ports = new CommandPorts(
                () -> Optional.ofNullable(arrived.poll()), (key, message, signature) -> true, this::write, this::send);
        loop.addStep(
                new CommandProcessor(
                        self,
                        () -> TRUST,
                        List.of(Prefix.parse("127.0.0.0/8")),
                        ports,
                        loop.enforcer(),
                        Map.of(),
                        clock)::doWork);
    }

    /** The bytes of an order to block an address that cannot occur. */
    static byte[] block(int number, long epochMillis) {
        Instant issued = Instant.ofEpochMilli(epochMillis);
        CommandBody body = new CommandBody.Block(List.of(Prefix.parse("0.0.1." + number)), LIFE, "rehearsal");
        Command command =
                new Command(UUID.randomUUID(), issued, issued.plus(LIFE), NOBODY, new Scope.Fleet(), false, body);
        return Json.COMMAND.encode(new SignedCommand(command, new byte[SIGNATURE_BYTES]));
    }

    void take(byte[] bytes) {
        try {
            arrived.add(new ReceivedCommand.Decoded(Json.COMMAND.decode(bytes), clock.nanoTime()));
        } catch (DecodeException e) {
            throw new IllegalStateException("an order that was just encoded cannot be read", e);
        }
    }

    /** Orders of which a receipt says that they are in force. */
    int carriedOut() {
        return carriedOut;
    }

    private void write(AuditEntry entry) {
        String json = new String(Json.AUDIT.encode(entry), StandardCharsets.UTF_8);
        newest = AuditRecord.following(newest.sequence(), newest.hash(), json);
    }

    private void send(Receipt receipt) {
        boolean isDone = receipt.state() == Receipt.State.APPLIED && Json.RECEIPT.encode(receipt).length > 0;
        carriedOut += isDone ? 1 : 0;
    }
}
