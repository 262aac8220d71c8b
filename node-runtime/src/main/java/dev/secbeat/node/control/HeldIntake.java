// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait until it is certain by whose trust they are judged. A command is taken first and the certainty asked
 * for then: whatever came through a new connection is found to have come through it.
 */
final class HeldIntake implements CommandIntake {
    private final CommandIntake source;
    private final BooleanSupplier certain;
    private @Nullable ReceivedCommand held;

    HeldIntake(CommandIntake source, BooleanSupplier certain) {
        this.source = source;
        this.certain = certain;
    }

    @Override
    public Optional<ReceivedCommand> next() {
        ReceivedCommand next = held != null ? held : source.next().orElse(null);
        boolean release = next != null && certain.getAsBoolean();
        held = release ? null : next;
        return release ? Optional.ofNullable(next) : Optional.empty();
    }
}
