// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.SourceReports;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * Tells whoever asks of the sources this node counts: all of them in walks over the table, and those that are watched each
 * second. The fleet as a whole tells {@value #FLEET_PER_SECOND} sources a second, as many as a console takes in, so each node
 * tells the fewer the more of them there are. On the loop's thread; a turn looks at {@value #SLOTS} slots at most.
 */
final class SourceTeller implements LoopStep {
    /** Sources a second, all nodes together. */
    static final int FLEET_PER_SECOND = 50_000;

    static final int SLOTS = 8_192;

    private static final long TURN_NANOS = 100_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int TURNS_PER_SECOND = 10;

    private final NodeId self;
    private final NodeLoop loop;
    private final Askers askers;
    private long turnNanos;
    private long watchNanos;
    private boolean begun;
    private int cursor;
    private int pass = 1;

    /** Who wants what, and where it goes: sends a page, or says that it could not. */
    record Askers(LongPredicate listWanted, LongFunction<List<Prefix>> watched, Predicate<SourcePage> publish) {}

    SourceTeller(NodeId self, NodeLoop loop, Askers askers) {
        this.self = self;
        this.loop = loop;
        this.askers = askers;
    }

    static SourceTeller of(NodeId self, NodeLoop loop, NatsLink link) {
        SourceReports reports = SourceReports.of(link);
        return new SourceTeller(self, loop, new Askers(reports::isListWanted, reports::watched, reports::publish));
    }

    @Override
    public int doWork(long nowNanos, long epochMillis) {
        int work = 0;
        if (!begun || nowNanos - turnNanos >= TURN_NANOS) {
            turnNanos = nowNanos;
            work += list(nowNanos, epochMillis);
        }
        if (!begun || nowNanos - watchNanos >= SECOND_NANOS) {
            watchNanos = nowNanos;
            work += watch(nowNanos, epochMillis);
        }
        begun = true;
        return work;
    }

    private int list(long nowNanos, long epochMillis) {
        if (!askers.listWanted().test(nowNanos)) {
            cursor = 0;
            return 0;
        }
        int share = FLEET_PER_SECOND / TURNS_PER_SECOND / (1 + loop.livePeers());
        List<SourceCount> found = new ArrayList<>();
        int next = loop.listSources(cursor, SLOTS, Math.clamp(share, 8, SourcePage.MAX_SOURCES), found::add);
        boolean last = next == 0;
        if ((!found.isEmpty() || last) && askers.publish().test(new SourcePage(self, epochMillis, pass, last, found))) {
            pass = last ? nextPass() : pass;
        }
        cursor = next;
        return found.size();
    }

    /** 0 means something else. */
    private int nextPass() {
        return pass == Integer.MAX_VALUE ? 1 : pass + 1;
    }

    private int watch(long nowNanos, long epochMillis) {
        List<Prefix> watched = askers.watched().apply(nowNanos);
        if (watched.isEmpty()) {
            return 0;
        }
        List<SourceCount> found = new ArrayList<>();
        watched.forEach(source -> loop.findSource(SourceKey.ofPrefix(source), found::add));
        boolean _ = askers.publish()
                .test(new SourcePage(self, epochMillis, 0, true, found)); // The next second tells again.
        return found.size();
    }
}
