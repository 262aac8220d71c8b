// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Everyone who writes components: this node (index 0) and each start of each peer heard of. A new start of a peer stands
 * beside the old one, whose share of the window stays until it ages out.
 */
final class Writers {
    static final int SELF = 0;
    static final int MAX_WRITERS = 4096;
    static final int MAX_STARTS_PER_NODE = 8;
    /** A start that another start of the same node has replaced is forgotten after this silence. */
    static final long REPLACED_MILLIS = 10_000;
    /** The clock of a silent peer is remembered for this long, so that what was held up is seen as old. */
    static final long FORGET_MILLIS = 3_600_000;

    /** Everybody refreshes its counts each second; what is heard within two is up to date. */
    private static final long PROMPT_MILLIS = 2_000;
    /** Shown of a peer whose round trip is not known yet. */
    private static final long USUAL_DELAY_MILLIS = 200;

    /** @param relay whether it writes as the relay of its region; what it writes for itself is apart */
    private record Start(NodeId node, long incarnation, boolean relay) {}

    /** One start of one node. */
    static final class Writer {
        final NodeId node;
        final long incarnation;
        final boolean relay;
        /** Whether it is a node of this node's region that writes for itself. */
        final boolean isOfRegion;

        final long startHash;
        final PeerClock clock = new PeerClock();
        final long knownMillis;
        /** Whether it has been told how its clock is seen here. */
        boolean greeted;

        long heardMillis;
        int cells;

        private Writer(Start start, boolean isOfRegion, long heardMillis) {
            this.node = start.node;
            this.incarnation = start.incarnation;
            this.relay = start.relay;
            this.isOfRegion = isOfRegion;
            this.startHash = NodeHash.of(node, incarnation);
            this.knownMillis = heardMillis;
            this.heardMillis = heardMillis;
        }
    }

    private final NodeId self;
    /** Whose clock everybody tells first: this region's relay. */
    @Nullable
    NodeId favourite;

    private final Map<Start, Integer> indexes = new HashMap<>();
    private final List<@Nullable Writer> writers = new ArrayList<>();

    Writers(NodeId self, long incarnation) {
        this.self = self;
        Start start = new Start(self, incarnation, false);
        Writer own = new Writer(start, true, 0);
        own.clock.observe(0, 0);
        own.clock.echo(0, 0);
        writers.add(own);
        indexes.put(start, SELF);
    }

    Writer get(int index) {
        Writer writer = writers.get(index);
        if (writer == null) {
            throw new IllegalStateException("writer " + index + " has gone, yet a component names it");
        }
        return writer;
    }

    /** Whether a start has this index. */
    boolean isKnown(int index) {
        return index < writers.size() && writers.get(index) != null;
    }

    /** The index of a peer's start, made known when new; empty when there is no room for it. */
    OptionalInt indexOf(NodeId node, long incarnation, long nowMillis) {
        return indexOf(new Start(node, incarnation, false), nowMillis);
    }

    /** The same of the relay of another region. */
    OptionalInt indexOfRelay(NodeId node, long incarnation, long nowMillis) {
        return indexOf(new Start(node, incarnation, true), nowMillis);
    }

    private OptionalInt indexOf(Start start, long nowMillis) {
        Integer known = indexes.get(start);
        if (known != null) {
            return OptionalInt.of(known);
        }
        if (indexes.size() >= MAX_WRITERS || startsOf(start) >= MAX_STARTS_PER_NODE) {
            return OptionalInt.empty();
        }
        int index = writers.indexOf(null);
        if (index < 0) {
            index = writers.size();
            writers.add(null);
        }
        boolean isOfRegion = !start.relay && start.node.region().equals(self.region());
        writers.set(index, new Writer(start, isOfRegion, nowMillis));
        indexes.put(start, index);
        return OptionalInt.of(index);
    }

    /** Forgets starts without components that are silent: replaced ones after a while, others after an hour. */
    void forgetSilent(long nowMillis) {
        for (int index = SELF + 1; index < writers.size(); index++) {
            Writer writer = writers.get(index);
            if (writer != null && writer.cells == 0 && isSilent(writer, nowMillis)) {
                indexes.remove(new Start(writer.node, writer.incarnation, writer.relay));
                writers.set(index, null);
            }
        }
    }

    /** By peer: milliseconds since it was last heard. */
    Map<NodeId, Long> peerAges(long nowMillis) {
        Map<NodeId, Long> ages = new HashMap<>();
        for (Writer writer : peers()) {
            ages.merge(writer.node, nowMillis - writer.heardMillis, Math::min);
        }
        return ages;
    }

    /**
     * By peer: how far behind its counts are here, in milliseconds. While it is heard as often as it must send, that is
     * half the round trip to it; else the time since it was last heard.
     */
    Map<NodeId, Long> peerLags(long nowMillis, long assumedDelayMillis) {
        Map<NodeId, Long> lags = new HashMap<>();
        for (Writer writer : others()) {
            long silence = nowMillis - writer.heardMillis;
            long delay = writer.clock.latenessMillis(2 * Math.min(assumedDelayMillis, USUAL_DELAY_MILLIS)) / 2;
            lags.merge(writer.node, silence <= PROMPT_MILLIS ? delay : silence, Math::min);
        }
        return lags;
    }

    /** All starts of nodes that write for themselves, but our own. */
    List<Writer> peers() {
        return others().stream().filter(writer -> !writer.relay).toList();
    }

    /** The start of a node of this region by its hash, as long as it is heard. */
    Optional<Writer> ofRegion(long startHash) {
        return others().stream()
                .filter(writer -> writer.isOfRegion && writer.startHash == startHash)
                .findFirst();
    }

    /** Starts of other regions' relays. */
    List<Writer> relays() {
        return others().stream().filter(writer -> writer.relay).toList();
    }

    private List<Writer> others() {
        List<Writer> others = new ArrayList<>();
        for (int index = SELF + 1; index < writers.size(); index++) {
            Writer writer = writers.get(index);
            if (writer != null) {
                others.add(writer);
            }
        }
        return others;
    }

    /** Looks at the others only where it matters: in a large fleet all are looked at each second. */
    private boolean isSilent(Writer writer, long nowMillis) {
        long silence = nowMillis - writer.heardMillis;
        return silence > FORGET_MILLIS || (silence > REPLACED_MILLIS && isReplaced(writer));
    }

    private boolean isReplaced(Writer writer) {
        return others().stream()
                .anyMatch(other -> other.node.equals(writer.node)
                        && other.relay == writer.relay
                        && other.heardMillis > writer.heardMillis);
    }

    private int startsOf(Start start) {
        int starts = 0;
        for (Writer writer : writers.subList(SELF + 1, writers.size())) {
            starts += writer != null && writer.node.equals(start.node) && writer.relay == start.relay ? 1 : 0;
        }
        return starts;
    }
}
