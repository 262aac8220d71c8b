// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RelaySubjects;
import dev.secbeat.node.api.Subjects;
import io.nats.client.Dispatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose counts the connection of the day is subscribed to: every node's, or this region's. Safe for all threads. */
final class StateInterest {
    private static final Logger LOG = LoggerFactory.getLogger(StateInterest.class);

    private final String ownRegion;
    private boolean everyone = true;
    private @Nullable Dispatcher dispatcher;

    StateInterest(RegionId ownRegion) {
        this.ownRegion = RelaySubjects.statesOf(ownRegion);
    }

    /** Subscribes a new connection's dispatcher to what is wanted. */
    synchronized void attach(Dispatcher fresh) {
        dispatcher = fresh;
        fresh.subscribe(subject());
    }

    /** From now on counts of all nodes are wanted, or of this region's only. */
    synchronized void want(boolean all) {
        if (all == everyone) {
            return;
        }
        String before = subject();
        everyone = all;
        Dispatcher current = dispatcher;
        if (current == null) {
            return;
        }
        try {
            current.subscribe(subject()); // First, so that nothing is missed; what comes twice is merged once.
            current.unsubscribe(before);
        } catch (IllegalStateException e) {
            // It is being closed: the next connection is subscribed to what is wanted by then.
            LOG.debug("event=nats_interest_unchanged error={}", e.toString());
        }
    }

    private String subject() {
        return everyone ? Subjects.ALL_STATE : ownRegion;
    }
}
