// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private record Start(NodeId node, long incarnation) {}

    /** One start of one node. */
    static final class Writer {
        final NodeId node;
        final long incarnation;
        final long startHash;
        final PeerClock clock = new PeerClock();
        long heardMillis;
        int cells;

        Writer(NodeId node, long incarnation, long heardMillis) {
            this.node = node;
            this.incarnation = incarnation;
            this.startHash = NodeHash.of(node, incarnation);
            this.heardMillis = heardMillis;
        }
    }

    private final Map<Start, Integer> indexes = new HashMap<>();
    private final List<@Nullable Writer> writers = new ArrayList<>();

    Writers(NodeId self, long incarnation) {
        Writer own = new Writer(self, incarnation, 0);
        own.clock.observe(0, 0);
        own.clock.echo(0);
        writers.add(own);
        indexes.put(new Start(self, incarnation), SELF);
    }

    Writer get(int index) {
        Writer writer = writers.get(index);
        if (writer == null) {
            throw new IllegalStateException("writer " + index + " has gone, yet a component names it");
        }
        return writer;
    }

    /** The index of a peer's start, made known when new; empty when there is no room for it. */
    OptionalInt indexOf(NodeId node, long incarnation, long nowMillis) {
        Integer known = indexes.get(new Start(node, incarnation));
        if (known != null) {
            return OptionalInt.of(known);
        }
        if (indexes.size() >= MAX_WRITERS || startsOf(node) >= MAX_STARTS_PER_NODE) {
            return OptionalInt.empty();
        }
        int index = writers.indexOf(null);
        if (index < 0) {
            index = writers.size();
            writers.add(null);
        }
        writers.set(index, new Writer(node, incarnation, nowMillis));
        indexes.put(new Start(node, incarnation), index);
        return OptionalInt.of(index);
    }

    /** Forgets starts without components that are silent: replaced ones after a while, others after an hour. */
    void forgetSilent(long nowMillis) {
        for (int index = SELF + 1; index < writers.size(); index++) {
            Writer writer = writers.get(index);
            if (writer != null && writer.cells == 0 && isSilent(writer, nowMillis)) {
                indexes.remove(new Start(writer.node, writer.incarnation));
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
        for (Writer writer : peers()) {
            long silence = nowMillis - writer.heardMillis;
            long delay = writer.clock.latenessMillis(2 * Math.min(assumedDelayMillis, USUAL_DELAY_MILLIS)) / 2;
            lags.merge(writer.node, silence <= PROMPT_MILLIS ? delay : silence, Math::min);
        }
        return lags;
    }

    /** All starts but our own. */
    List<Writer> peers() {
        List<Writer> peers = new ArrayList<>();
        for (int index = SELF + 1; index < writers.size(); index++) {
            Writer writer = writers.get(index);
            if (writer != null) {
                peers.add(writer);
            }
        }
        return peers;
    }

    /** Looks at the others only where it matters: in a large fleet all are looked at each second. */
    private boolean isSilent(Writer writer, long nowMillis) {
        long silence = nowMillis - writer.heardMillis;
        return silence > FORGET_MILLIS || (silence > REPLACED_MILLIS && isReplaced(writer));
    }

    private boolean isReplaced(Writer writer) {
        return peers().stream()
                .anyMatch(other -> other.node.equals(writer.node) && other.heardMillis > writer.heardMillis);
    }

    private int startsOf(NodeId node) {
        int starts = 0;
        for (Writer writer : writers.subList(SELF + 1, writers.size())) {
            starts += writer != null && writer.node.equals(node) ? 1 : 0;
        }
        return starts;
    }
}
