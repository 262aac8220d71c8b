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
import java.util.function.BiConsumer;

/**
 * What peers sent and the node loop has not taken yet. Blocks, deltas, what relays sum and what is told this node alone wait apart, and
 * of each the messages of each sender ({@link FairInbox}), so that a flood of one kind or of one sender pushes out nothing else; a
 * peer's hello waits at most once.
 *
 * <p>What is handed over at once is bounded by what it costs to read, and each kind has a part of that which no other can take.
 */
final class PeerInbox {
    static final int MAX_PENDING = 8_192;
    static final long MAX_PENDING_BYTES = 16L << 20;
    /** Of what may be handed over at once one part in so many may be blocks; what all others leave, a quarter at least, is for deltas. */
    private static final int BLOCK_PART = 4;

    private static final int RELAY_PART = 4;
    /** Of snapshots, and of hellos: they must not stall what is new. */
    private static final int SNAPSHOT_PART = 8;

    private static final int MAX_PEERS = 1_024;
    private static final String STATE = Subjects.ALL_STATE.substring(0, Subjects.ALL_STATE.length() - 1);
    private static final String RELAYS = RelaySubjects.ALL.substring(0, RelaySubjects.ALL.length() - 1);
    private static final String DIRECT = DirectSubjects.ALL.substring(0, DirectSubjects.ALL.length() - 1);
    private static final String BLOCKS = Subjects.ALL_BLOCKS.substring(0, Subjects.ALL_BLOCKS.length() - 1);

    private final NodeId self;
    private final FairInbox deltas = new FairInbox();
    private final FairInbox relayed = new FairInbox();
    private final FairInbox blocks = new FairInbox();
    private final FairInbox direct = new FairInbox();
    private final Set<NodeId> joiners = new LinkedHashSet<>();
    private final Map<String, Optional<NodeId>> owners = new ConcurrentHashMap<>();
    private final AtomicLong unknownSenders = new AtomicLong();
    private final PeerSilence silence = new PeerSilence();
    private long unheardHellos;
    /** Cost of what was handed over at once; the node loop's thread alone. */
    private int spent;

    PeerInbox(NodeId self) {
        this.self = self;
    }

    /** Called by the client's dispatcher thread. */
    void take(Message message) {
        String subject = message.getSubject();
        Optional<NodeId> owner = owner(subject);
        if (owner.isEmpty()) {
            unknownSenders.incrementAndGet();
        } else if (!owner.get().equals(self) && silence.hears(owner.get())) {
            sort(subject, owner.get(), message.getData());
        }
    }

    PeerSilence silence() {
        return silence;
    }

    private void sort(String subject, NodeId sender, byte[] bytes) {
        if (subject.startsWith(STATE)) {
            deltas.add(sender, bytes);
        } else if (subject.startsWith(RELAYS)) {
            relayed.add(sender, bytes);
        } else if (subject.startsWith(BLOCKS)) {
            blocks.add(sender, bytes);
        } else if (subject.startsWith(DIRECT)) {
            direct.add(sender, bytes);
        } else {
            join(sender);
        }
    }

    private void join(NodeId sender) {
        synchronized (joiners) {
            if (joiners.size() < MAX_PEERS) {
                joiners.add(sender);
            } else if (!joiners.contains(sender)) {
                unheardHellos++;
            }
        }
    }

    /**
     * Hands over what waits, by the node loop's thread. Of each kind the last message may go beyond its part, by less than it costs.
     *
     * @param limit most that all of it may cost ({@link FairInbox.Waiting#cost}), so also most messages
     * @return number of messages
     */
    int poll(Receiver receiver, int limit) {
        spent = 0;
        int work = drain(blocks, part(limit, BLOCK_PART), receiver::onBlocks);
        int hellos = 0;
        while (hellos < part(limit, SNAPSHOT_PART) && nextJoiner(receiver)) {
            hellos++;
        }
        spent += hellos;
        work += drain(direct, part(limit, SNAPSHOT_PART), receiver::onDirect);
        work += drain(relayed, part(limit, RELAY_PART), receiver::onRelay);
        return work + hellos + drain(deltas, limit - spent, receiver::onDelta);
    }

    private static int part(int limit, int of) {
        return (limit + of - 1) / of;
    }

    private int drain(FairInbox inbox, int most, BiConsumer<NodeId, byte[]> taker) {
        int messages = 0;
        int cost = 0;
        while (cost < most) {
            FairInbox.Waiting message = inbox.poll();
            if (message == null) {
                break;
            }
            cost += message.cost();
            messages++;
            if (silence.hears(message.sender())) {
                taker.accept(message.sender(), message.bytes());
            }
        }
        spent += cost;
        return messages;
    }

    void addDropped(Map<String, Long> dropped) {
        dropped.put("delta-in", deltas.dropped());
        dropped.put("relay-in", relayed.dropped());
        dropped.put("block-in", blocks.dropped());
        dropped.put("snapshot-in", direct.dropped());
        synchronized (joiners) {
            dropped.put("hello-in", unheardHellos);
        }
        dropped.put("unknown-sender", unknownSenders.get());
        dropped.put("withdrawn-sender", silence.words());
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
        first.filter(silence::hears).ifPresent(receiver::onSnapshotRequest);
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
}
