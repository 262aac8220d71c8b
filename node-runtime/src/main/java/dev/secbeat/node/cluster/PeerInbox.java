// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.DirectSubjects;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RelaySubjects;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.crdt.DeltaChannel.Receiver;
import io.nats.client.Message;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What peers sent and the node loop has not taken yet. Blocks, deltas, what relays sum and what is told this node alone wait apart, so that a
 * flood of counts cannot push out a block, nor a snapshot what is new; a peer's hello waits at most once.
 */
final class PeerInbox {
    static final int MAX_PENDING = 8_192;
    static final long MAX_PENDING_BYTES = 16L << 20;
    private static final int MAX_DELTAS = 4_096;
    private static final int MAX_BLOCKS = 4_096;
    private static final int MAX_DIRECT = 4_096;
    private static final int MAX_RELAYED = 4_096;
    /** Of what is handed over at once no more than one in so many is of snapshots: they must not stall what is new. */
    private static final int SNAPSHOT_PART = 8;

    private static final long MAX_QUEUE_BYTES = 8L << 20;
    private static final int MAX_PEERS = 1_024;
    private static final String STATE = Subjects.ALL_STATE.substring(0, Subjects.ALL_STATE.length() - 1);
    private static final String RELAYS = RelaySubjects.ALL.substring(0, RelaySubjects.ALL.length() - 1);
    private static final String DIRECT = DirectSubjects.ALL.substring(0, DirectSubjects.ALL.length() - 1);
    private static final String BLOCKS = Subjects.ALL_BLOCKS.substring(0, Subjects.ALL_BLOCKS.length() - 1);

    private final NodeId self;
    private final BoundedInbox<FromPeer> deltas = new BoundedInbox<>(MAX_DELTAS, MAX_QUEUE_BYTES);
    private final BoundedInbox<FromPeer> relayed = new BoundedInbox<>(MAX_RELAYED, MAX_QUEUE_BYTES);
    private final BoundedInbox<FromPeer> blocks = new BoundedInbox<>(MAX_BLOCKS, MAX_QUEUE_BYTES);
    private final BoundedInbox<FromPeer> direct = new BoundedInbox<>(MAX_DIRECT, MAX_QUEUE_BYTES);
    private final Set<NodeId> joiners = new LinkedHashSet<>();
    private final Map<String, Optional<NodeId>> owners = new ConcurrentHashMap<>();
    private final AtomicLong unknownSenders = new AtomicLong();

    PeerInbox(NodeId self) {
        this.self = self;
    }

    /** Called by the client's dispatcher thread. */
    void take(Message message) {
        String subject = message.getSubject();
        Optional<NodeId> owner = owner(subject);
        if (owner.isEmpty()) {
            unknownSenders.incrementAndGet();
        } else if (!owner.get().equals(self)) {
            sort(subject, new FromPeer(owner.get(), message.getData()));
        }
    }

    private void sort(String subject, FromPeer message) {
        int size = message.bytes.length;
        if (subject.startsWith(STATE)) {
            deltas.addDroppingOldest(message, size);
        } else if (subject.startsWith(RELAYS)) {
            relayed.addDroppingOldest(message, size);
        } else if (subject.startsWith(BLOCKS)) {
            blocks.addDroppingOldest(message, size);
        } else if (subject.startsWith(DIRECT)) {
            direct.addDroppingOldest(message, size);
        } else {
            synchronized (joiners) {
                if (joiners.size() < MAX_PEERS) {
                    joiners.add(message.sender);
                }
            }
        }
    }

    /** Called by the node loop's thread. */
    int poll(Receiver receiver, int limit) {
        int work = drain(blocks, limit, m -> receiver.onBlocks(m.sender, m.bytes));
        while (work < limit && nextJoiner(receiver)) {
            work++;
        }
        int ofSnapshots = Math.min(limit - work, limit / SNAPSHOT_PART);
        work += drain(direct, ofSnapshots, m -> receiver.onDirect(m.sender, m.bytes));
        work += drain(relayed, limit - work, m -> receiver.onRelay(m.sender, m.bytes));
        return work + drain(deltas, limit - work, m -> receiver.onDelta(m.sender, m.bytes));
    }

    private static int drain(BoundedInbox<FromPeer> inbox, int limit, Consumer<FromPeer> taker) {
        for (int taken = 0; taken < limit; taken++) {
            FromPeer message = inbox.poll();
            if (message == null) {
                return taken;
            }
            taker.accept(message);
        }
        return limit;
    }

    void addDropped(Map<String, Long> dropped) {
        dropped.put("delta-in", deltas.dropped());
        dropped.put("relay-in", relayed.dropped());
        dropped.put("block-in", blocks.dropped());
        dropped.put("snapshot-in", direct.dropped());
        dropped.put("unknown-sender", unknownSenders.get());
    }

    private boolean nextJoiner(Receiver receiver) {
        Optional<NodeId> first;
        synchronized (joiners) {
            if (joiners.isEmpty()) { // As in nearly every turn.
                return false;
            }
            first = joiners.stream().findFirst();
            first.ifPresent(joiners::remove);
        }
        first.ifPresent(receiver::onSnapshotRequest);
        return first.isPresent();
    }

    /** Subjects repeat ten times a second per peer: parse each once. */
    private Optional<NodeId> owner(String subject) {
        Optional<NodeId> known = owners.get(subject);
        if (known != null) {
            return known;
        }
        Optional<NodeId> parsed = SubjectOwner.of(subject);
        if (owners.size() < 4 * MAX_PEERS) {
            owners.put(subject, parsed);
        }
        return parsed;
    }

    @SuppressWarnings("ArrayRecordComponent") // handed over once, compared by no one
    private record FromPeer(NodeId sender, byte[] bytes) {}
}
