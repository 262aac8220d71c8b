// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.control.ReceiptBudget;
import dev.secbeat.node.control.ReceiptOutbox;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.time.NodeClock;
import io.nats.client.Message;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Commands that arrived, decoded on the client's thread, waiting for the node loop: of each trusted key apart, see
 * {@link CommandLines}. What there is no room for is refused, and told so, so often.
 */
final class CommandInbox implements CommandIntake {
    /** So that each of a thousand false commands at once is looked at and told its reason; their bytes are bounded besides. */
    static final int MAX_COMMANDS = 2048;

    static final long MAX_BYTES = 8L << 20;
    private static final UUID UNKNOWN = new UUID(0, 0);

    private final NodeId self;
    private final NodeClock clock;
    private final ReceiptOutbox receipts;
    private final ReceiptBudget budget = new ReceiptBudget();
    private final CommandLines lines = new CommandLines(MAX_COMMANDS, MAX_BYTES);

    CommandInbox(NodeId self, NodeClock clock, ReceiptOutbox receipts) {
        this.self = self;
        this.clock = clock;
        this.receipts = receipts;
    }

    /** Called by the client's dispatcher thread. */
    void take(Message message) {
        long arrivedAtNanos = clock.nanoTime();
        byte[] bytes = message.getData();
        ReceivedCommand command = decode(bytes, arrivedAtNanos);
        for (ReceivedCommand left : lines.add(actor(command), command, bytes.length)) {
            if (budget.admits(Refusal.Code.OVERLOADED, clock.epochMillis())) {
                receipts.send(overloaded(id(left)));
            } else {
                receipts.untold(Refusal.Code.OVERLOADED);
            }
        }
    }

    @Override
    public Optional<ReceivedCommand> next() {
        return Optional.ofNullable(lines.poll());
    }

    @Override
    public void know(Set<String> keys) {
        lines.know(keys);
    }

    void addDropped(Map<String, Long> dropped) {
        dropped.put("command-in", lines.dropped());
    }

    private static ReceivedCommand decode(byte[] bytes, long arrivedAtNanos) {
        try {
            return new ReceivedCommand.Decoded(Json.COMMAND.decode(bytes), arrivedAtNanos);
        } catch (DecodeException e) {
            UUID id = Json.commandId(bytes).orElse(UNKNOWN);
            return new ReceivedCommand.Undecodable(id, String.valueOf(e.getMessage()), arrivedAtNanos);
        }
    }

    private static String actor(ReceivedCommand command) {
        return command instanceof ReceivedCommand.Decoded decoded
                ? decoded.signed().command().actor()
                : "";
    }

    private static UUID id(ReceivedCommand command) {
        return switch (command) {
            case ReceivedCommand.Decoded decoded -> decoded.signed().command().id();
            case ReceivedCommand.Unconfirmed unconfirmed ->
                unconfirmed.signed().command().id();
            case ReceivedCommand.Undecodable broken -> broken.id();
        };
    }

    private Receipt overloaded(UUID id) {
        Refusal refusal = new Refusal(
                Refusal.Code.OVERLOADED,
                "more than " + MAX_COMMANDS
                        + " commands are waiting on this node; nothing was changed: send it again later");
        return new Receipt(id, self, Receipt.State.REFUSED, false, 0, Optional.of(refusal));
    }
}
