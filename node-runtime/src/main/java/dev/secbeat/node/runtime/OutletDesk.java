// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Notice;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.outlets.Delivery;
import dev.secbeat.node.outlets.Outlets;
import dev.secbeat.node.time.NodeClock;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Says what the outlets are told. Every orchestrator hears the whole fleet, and the one that leads tells; the others hold what
 * they heard in the last while, and whoever comes to lead tells that first. So a change of leader loses nothing, and what is told
 * twice has the same id both times.
 *
 * <p>Thread rule: all threads; no method waits for a receiver.
 */
final class OutletDesk {
    private static final int MOST_HELD = 8_192;
    private static final int MOST_NODES = 4_096;

    private record Held(Notice notice, long heardMillis) {}

    private record Modes(long incarnation, String xdp, NodeStatus.Health health) {}

    private final Outlets outlets;
    private final NodeClock clock;
    private final long holdMillis;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final Map<NodeId, Modes> modes = new HashMap<>();
    private boolean leads;

    /** @param holdMillis for how long a leader may be gone before another one leads, at most */
    OutletDesk(Outlets outlets, NodeClock clock, long holdMillis) {
        this.outlets = outlets;
        this.clock = clock;
        this.holdMillis = holdMillis;
    }

    void onEvent(FleetEvent event) {
        hear(new Notice.Happened(event));
    }

    void onReceipt(Receipt receipt) {
        if (receipt.state() == Receipt.State.REFUSED) {
            hear(new Notice.Refused(receipt, clock.epochMillis()));
        }
    }

    void onMissing(Notice.ReceiptMissing missing) {
        hear(missing);
    }

    /** Tells what became of an order on a region; not what was refused, which anybody who may publish can have without end. */
    void onOutcome(FailoverOutcome outcome) {
        if (outcome.result() != FailoverOutcome.Result.REFUSED) {
            hear(new Notice.Moved(outcome));
        }
    }

    /** Tells how a node differs from what it was; of a node that is new, nothing. */
    synchronized void onStatus(NodeStatus status) {
        if (outlets.isEmpty() || (modes.size() >= MOST_NODES && !modes.containsKey(status.node()))) {
            return;
        }
        Modes now = new Modes(status.incarnation(), status.xdpMode(), status.health());
        Modes before = modes.put(status.node(), now);
        if (before == null) {
            return;
        }
        tellChange(status, "xdp", before.xdp(), now.xdp());
        tellChange(status, "health", before.health().name(), now.health().name());
        tellChange(status, "start", Long.toString(before.incarnation()), Long.toString(now.incarnation()));
    }

    /** Says whether this orchestrator leads now. */
    synchronized void lead(boolean nowLeads) {
        if (nowLeads && !leads) {
            trim();
            held.forEach(one -> outlets.offer(Delivery.of(one.notice())));
            held.clear();
        }
        leads = nowLeads;
    }

    private void tellChange(NodeStatus status, String what, String before, String after) {
        if (!before.equals(after)) {
            hear(new Notice.ModeChanged(status.node(), status.epochMillis(), what, before, after));
        }
    }

    private synchronized void hear(Notice notice) {
        if (outlets.isEmpty()) {
            return;
        }
        if (leads) {
            outlets.offer(Delivery.of(notice));
            return;
        }
        held.addLast(new Held(notice, clock.epochMillis()));
        trim();
    }

    private void trim() {
        long oldestMillis = clock.epochMillis() - holdMillis;
        Held first = held.peekFirst();
        while (first != null && (held.size() > MOST_HELD || first.heardMillis() < oldestMillis)) {
            held.removeFirst();
            first = held.peekFirst();
        }
    }
}
