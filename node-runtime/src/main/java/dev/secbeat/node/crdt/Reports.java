// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.util.List;
import org.agrona.collections.IntArrayList;

/**
 * When to tell the peers of a source, and the telling.
 *
 * <p>With N nodes, limit L and global estimate G (of several limits those which leave least, see {@link Headroom}): below tau = max(1, floor(share L / N)) in the window a source is not
 * worth a word, as N nodes together then hide less than share L. From the first report by anyone it is a suspect and
 * everyone reports it, at once when the unreported part reaches theta = max(1, floor((L - G) / 4N)), so that N nodes
 * together never hide more than a quarter of what is left to the limit, and else at the next tick. While more than half of
 * the limit is left, half of that may be hidden, theta = max(1, floor((L - G) / 2N)), and while a source did less than half of what it
 * may go on doing, a tick only looks whether what peers told meanwhile makes that too much: such a source is told of about once a
 * second. Reports wait for each other at most {@value #COALESCE_MILLIS} ms. Each repeats what was told in the last two ticks, which
 * repairs the loss of one message; each second all suspects are told again, which repairs every loss; of long windows the
 * last {@value #NEWEST_MILLIS} ms, and the whole once in as many seconds as there are dozens of buckets.
 */
final class Reports {
    static final long COALESCE_MILLIS = 5;
    static final long REFRESH_MILLIS = 1_000;
    /** Peers that are heard for the first time are told so together. */
    static final long ECHO_MILLIS = 250;

    private static final int SLOTS_PER_TURN = 4096;
    /** A pass over a large table takes no more turns than this. */
    private static final int TURNS_PER_PASS = 256;
    /** With more buckets than these a pass tells the newest only, and all of them once in so many. */
    private static final int BUCKETS_EACH_PASS = 12;

    private static final long NEWEST_MILLIS = 3_000;
    private static final int MAX_ECHOES = 64;
    /** As many as fit; also a relay's, which are what its whole region knows other regions' clocks by. */
    private static final int MOST_ECHOES = 448;

    /** Where finished messages go. */
    interface Outlet {
        void send(byte[] bytes, int length);
    }

    private final CounterState state;
    private final Headroom headroom;
    private final DeltaEncoder encoder = new DeltaEncoder();
    private final IntArrayList pending = new IntArrayList();
    private final IntArrayList dirty = new IntArrayList();
    private final OwnCounts own;
    private final boolean echoes;
    private long flushedMillis = Long.MIN_VALUE / 2;
    private long tickedMillis = Long.MIN_VALUE / 2;
    private long passStartMillis = Long.MIN_VALUE / 2;
    private long echoedMillis = Long.MIN_VALUE / 2;
    private boolean echoesWanted;
    private int passSlot;
    private long passFromBucket;
    private int passes;
    private int echoFrom;
    private int sequence;

    /** @param echoes whether to tell peers how their clocks are seen, and be heard each second; for one lane of a node */
    Reports(CounterState state, WindowRates rates, OwnCounts own, boolean echoes) {
        this.echoes = echoes;
        this.state = state;
        headroom = new Headroom(state, rates);
        this.own = own;
        passSlot = state.table.capacity();
    }

    /** This node counted more of the source. */
    void onOwnCount(int slot, long nowMillis) {
        if (!state.table.has(slot, SourceTable.SUSPECT)) {
            long own = state.cells.sumFrom(state.cellOf(slot, Writers.SELF), Long.MIN_VALUE);
            if (own >= headroom.tau(slot, state.nodes(), nowMillis)) {
                state.table.raise(slot, SourceTable.SUSPECT);
                enlist(pending, slot, SourceTable.PENDING);
            }
        } else if (state.table.unreported[slot] >= headroom.theta(slot, state.nodes(), nowMillis)) {
            enlist(pending, slot, SourceTable.PENDING);
        } else {
            enlist(dirty, slot, SourceTable.DIRTY);
        }
    }

    /** A peer reported the source: from now on so do we. */
    void onPeerReport(int slot) {
        if (state.table.raise(slot, SourceTable.SUSPECT) && state.table.unreported[slot] > 0) {
            enlist(pending, slot, SourceTable.PENDING);
        }
    }

    /** A peer is heard for the first time: what its clock shows us is told soon, not with the next refresh; of the lane that leads. */
    void wantEchoes() {
        echoesWanted = true;
    }

    /** Sends what is due; returns the number of messages. */
    int publish(Outlet outlet, long nowMillis) {
        int sent = 0;
        if (nowMillis - tickedMillis >= state.settings.syncIntervalMillis()) {
            tickedMillis = nowMillis;
            promoteDirty(nowMillis);
        }
        if (!pending.isEmpty() && nowMillis - flushedMillis >= COALESCE_MILLIS) {
            flushedMillis = nowMillis;
            sent += flushPending(outlet, nowMillis);
        }
        if (echoesWanted && nowMillis - echoedMillis >= ECHO_MILLIS) {
            sent += tellEchoes(outlet, nowMillis);
        }
        return sent + refresh(outlet, nowMillis);
    }

    private int tellEchoes(Outlet outlet, long nowMillis) {
        echoesWanted = false;
        echoedMillis = nowMillis;
        begin(nowMillis);
        encodeEchoes(nowMillis);
        echoesWanted |= state.writers.peers().stream().anyMatch(peer -> peer.clock.isSettling(nowMillis));
        return send(outlet);
    }

    private void enlist(IntArrayList list, int slot, int flag) {
        if (state.table.raise(slot, flag)) {
            list.addInt(slot);
        }
    }

    private void promoteDirty(long nowMillis) {
        dirty.removeIfInt(slot -> {
            if (isUntold(slot) && mayWait(slot, nowMillis)) {
                return false;
            }
            state.table.lower(slot, SourceTable.DIRTY);
            if (isUntold(slot)) {
                enlist(pending, slot, SourceTable.PENDING);
            }
            return true;
        });
    }

    private boolean isUntold(int slot) {
        return state.table.isTaken(slot) && state.table.unreported[slot] > 0;
    }

    /** Whether this tick may pass without a word: the next refresh tells it at the latest. */
    private boolean mayWait(int slot, long nowMillis) {
        return state.limitAt(slot) != null
                && state.table.unreported[slot] < headroom.farTheta(slot, state.nodes(), nowMillis);
    }

    private int flushPending(Outlet outlet, long nowMillis) {
        int sent = 0;
        begin(nowMillis);
        while (!pending.isEmpty()) { // Taken off one by one: an outlet that throws leaves the rest for the next turn.
            int slot = pending.popInt();
            state.table.lower(slot, SourceTable.PENDING);
            if (state.table.isTaken(slot)) {
                sent += encode(slot, state.table.unreportedFrom[slot], outlet, nowMillis);
            }
        }
        return sent + finish(outlet);
    }

    private int refresh(Outlet outlet, long nowMillis) {
        boolean idle = passSlot >= state.table.capacity();
        if (idle && nowMillis - passStartMillis >= REFRESH_MILLIS) {
            passFromBucket = firstOfPass(passes, state.settings, nowMillis);
            passes++;
            passStartMillis = nowMillis;
            passSlot = 0;
            if (!echoes) {
                return 0;
            }
            state.writers.forgetSilent(nowMillis);
            return tellEchoes(outlet, nowMillis);
        }
        return idle ? 0 : refreshSome(outlet, nowMillis);
    }

    /** Long windows have many buckets, of which the old ones have been told often: they are told again now and then. */
    static long firstOfPass(int passes, CounterSettings settings, long nowMillis) {
        int every = Math.max(1, settings.slots() / BUCKETS_EACH_PASS);
        boolean whole = passes % every == 0;
        return whole ? Long.MIN_VALUE : Math.floorDiv(nowMillis - NEWEST_MILLIS, (long) settings.bucketMillis());
    }

    static int slotsPerTurn(int capacity) {
        return Math.max(SLOTS_PER_TURN, capacity / TURNS_PER_PASS);
    }

    private int refreshSome(Outlet outlet, long nowMillis) {
        int sent = 0;
        int end = Math.min(passSlot + slotsPerTurn(state.table.capacity()), state.table.capacity());
        begin(nowMillis);
        for (int slot = passSlot; slot < end; slot++) {
            if (state.table.isTaken(slot)) {
                state.age(slot, nowMillis);
                if (state.table.isTaken(slot) && state.table.has(slot, SourceTable.SUSPECT)) {
                    sent += encode(slot, Math.min(passFromBucket, state.table.unreportedFrom[slot]), outlet, nowMillis);
                }
            }
        }
        passSlot = end;
        return sent + finish(outlet);
    }

    private void encodeEchoes(long nowMillis) {
        List<Writers.Writer> peers = state.writers.peers().stream()
                .filter(peer -> peer.clock.isTold(nowMillis))
                .toList();
        peers.stream().filter(peer -> peer.node.equals(state.writers.favourite)).forEach(peer -> echo(peer, nowMillis));
        int count = Math.min(state.relay == null ? MAX_ECHOES : MOST_ECHOES, peers.size());
        if (count < peers.size()) {
            count = Math.min(count, MOST_ECHOES - greet(peers, nowMillis));
        }
        for (int i = 0; i < count; i++) {
            echo(peers.get((echoFrom + i) % peers.size()), nowMillis);
        }
        echoFrom = peers.isEmpty() ? 0 : (echoFrom + count) % peers.size();
    }

    /** Those that have not been told yet do not wait for their turn: our counts prove nothing to them until then. */
    private int greet(List<Writers.Writer> peers, long nowMillis) {
        int greeted = 0;
        for (Writers.Writer peer : peers) {
            if (!peer.greeted && greeted == MOST_ECHOES) {
                echoesWanted = true;
                break;
            }
            if (!peer.greeted) {
                echo(peer, nowMillis);
                peer.greeted = true;
                greeted++;
            }
        }
        return greeted;
    }

    private void echo(Writers.Writer peer, long nowMillis) {
        encoder.echo(peer.startHash, peer.clock.toldMillis(nowMillis));
    }

    /** Adds our buckets of the slot from {@code fromBucket} on; returns how many messages that filled. */
    private int encode(int slot, long fromBucket, Outlet outlet, long nowMillis) {
        if (state.cellOf(slot, Writers.SELF) == CellPool.NONE) {
            return 0;
        }
        int sent = encoder.hasRoomFor(state.settings.slots()) ? 0 : send(outlet);
        if (sent > 0) {
            begin(nowMillis);
        }
        own.write(slot, Math.min(fromBucket, againFrom(state.settings, nowMillis)), encoder, nowMillis);
        state.table.unreported[slot] = 0;
        state.table.unreportedFrom[slot] = Long.MAX_VALUE;
        return sent;
    }

    /**
     * First bucket to tell whatever was told of it before: of the last two ticks, so that the next word repairs the loss of one, and a short
     * window does not wait for a refresh that comes when it is over.
     */
    static long againFrom(CounterSettings settings, long nowMillis) {
        return Math.floorDiv(nowMillis - 2 * settings.syncIntervalMillis(), (long) settings.bucketMillis());
    }

    private void begin(long nowMillis) {
        own.begin(encoder, sequence, nowMillis);
    }

    private int finish(Outlet outlet) {
        return encoder.isEmpty() ? 0 : send(outlet);
    }

    private int send(Outlet outlet) {
        sequence++;
        outlet.send(encoder.bytes(), encoder.length());
        return 1;
    }
}
