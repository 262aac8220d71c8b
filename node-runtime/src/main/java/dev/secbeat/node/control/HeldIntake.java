// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait until it is certain by whose trust they are judged, or to be refused. A command is taken first and the
 * certainty asked for then: whatever came through a new connection is found to have come through it.
 */
final class HeldIntake implements CommandIntake {
    private final CommandIntake source;
    private final BooleanSupplier certain;
    private final Supplier<Optional<String>> refusal;
    private @Nullable ReceivedCommand held;

    /** @param refusal why commands are not waited with any longer, if so */
    HeldIntake(CommandIntake source, BooleanSupplier certain, Supplier<Optional<String>> refusal) {
        this.source = source;
        this.certain = certain;
        this.refusal = refusal;
    }

    @Override
    public Optional<ReceivedCommand> next() {
        ReceivedCommand next = held != null ? held : source.next().orElse(null);
        held = null;
        if (next == null || certain.getAsBoolean()) {
            return Optional.ofNullable(next);
        }
        Optional<ReceivedCommand> refused = refusal.get().map(why -> refused(next, why));
        if (refused.isEmpty()) {
            held = next;
        }
        return refused;
    }

    private static ReceivedCommand refused(ReceivedCommand command, String why) {
        return switch (command) {
            case ReceivedCommand.Decoded decoded ->
                new ReceivedCommand.Unconfirmed(decoded.signed(), why, decoded.arrivedAtNanos());
            case ReceivedCommand.Unconfirmed unconfirmed -> unconfirmed;
            case ReceivedCommand.Undecodable undecodable -> undecodable;
        };
    }
}
