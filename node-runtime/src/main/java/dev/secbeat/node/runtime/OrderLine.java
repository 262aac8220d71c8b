// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.CommandLines;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.time.NodeClock;
import java.util.Optional;
import java.util.Set;

/**
 * Orders on regions on their way to an orchestrator's thread: those of a trusted key in the sequence they came, and one key's do not
 * keep another's waiting, see {@link CommandLines}. Bounded. Safe for all threads.
 */
final class OrderLine implements CommandIntake {
    static final int MOST_WAITING = 64;

    private final CommandLines lines = new CommandLines(MOST_WAITING, MOST_WAITING);
    private final NodeClock clock;

    OrderLine(NodeClock clock) {
        this.clock = clock;
    }

    /** Returns how many are left out for want of room: {@code order} itself, or those of whom most wait. */
    int add(SignedCommand order) {
        ReceivedCommand received = new ReceivedCommand.Decoded(order, clock.nanoTime());
        return lines.add(order.command().actor(), received, 1).size();
    }

    @Override
    public Optional<ReceivedCommand> next() {
        return Optional.ofNullable(lines.poll());
    }

    @Override
    public void know(Set<String> keys) {
        lines.know(keys);
    }
}
