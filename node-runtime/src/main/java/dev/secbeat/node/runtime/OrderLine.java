// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.control.TrustKeeper;
import dev.secbeat.node.time.NodeClock;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Orders on regions in the sequence they came. They wait while it is not certain whom to obey, and a newer one never goes
 * first; when that stays uncertain for long, they come out as to be refused. Bounded; owned by one thread.
 */
final class OrderLine {
    static final int MOST_WAITING = 64;

    private final Queue<ReceivedCommand> waiting = new ArrayDeque<>();
    private final NodeClock clock;
    private final CommandIntake judged;

    OrderLine(TrustKeeper trust, NodeClock clock) {
        this.clock = clock;
        this.judged = trust.holding(() -> Optional.ofNullable(waiting.poll()));
    }

    /** False when too many wait; {@code order} is not among them then. */
    boolean add(SignedCommand order) {
        return waiting.size() < MOST_WAITING && waiting.add(new ReceivedCommand.Decoded(order, clock.nanoTime()));
    }

    /** The next order to carry out or to refuse. */
    Optional<ReceivedCommand> next() {
        return judged.next();
    }
}
