// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Grouping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lanes that the limits of a counter need: first the one for single addresses and short windows, which is always there. */
final class Lanes implements Iterable<Lane> {
    /** A window that every node's first lane holds. */
    private static final int SHORT_BUCKETS = 10;

    private final FleetView fleet;
    private final CounterSettings settings;
    private final List<Lane> lanes = new ArrayList<>();

    private Set<Key> lasting = Set.of();

    private record Key(Grouping grouping, int bucketMillis) {}

    Lanes(FleetView fleet, CounterSettings settings) {
        this.fleet = fleet;
        this.settings = settings;
        lanes.add(new Lane(fleet, settings, Grouping.ADDRESS, true));
    }

    /** The lane that leads: its messages carry what belongs to the node as a whole. */
    Lane first() {
        return lanes.getFirst();
    }

    int size() {
        return lanes.size();
    }

    Lane get(int index) {
        return lanes.get(index);
    }

    @Override
    public Iterator<Lane> iterator() {
        return lanes.iterator();
    }

    /** The lane of a message, or null when no limit needs one like it. */
    @Nullable
    Lane find(Grouping grouping, int bucketMillis) {
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).isOf(grouping, bucketMillis)) {
                return lanes.get(i);
            }
        }
        return null;
    }

    /** Sorts the limits into lanes; those that no longer fit any limit go, what others hold is kept. */
    void setLimits(Collection<CountLimit> limits, Collection<CountLimit> passing) {
        Map<Key, List<CountLimit>> wanted = sorted(limits);
        fleet.longestWindowMillis = Math.max(longest(limits), longest(passing));
        lasting = Set.copyOf(wanted.keySet());
        for (CountLimit limit : passing) {
            Key key = new Key(limit.grouping(), widthForPassing(limit.windowMillis()));
            wanted.computeIfAbsent(key, _ -> new ArrayList<>()).add(limit);
        }
        first().state.setLimits(wanted.getOrDefault(new Key(Grouping.ADDRESS, settings.bucketMillis()), List.of()));
        removeAllBut(wanted);
        wanted.forEach((key, ofLane) -> {
            if (!isFirst(key)) {
                laneFor(key, ofLane).state.setLimits(ofLane);
            }
        });
    }

    /**
     * A page of this node's own counts: cursors are the slots of all lanes one behind the other. A change of limits meanwhile
     * may lead elsewhere, which costs the asker no more than waiting for the next refresh.
     */
    SnapshotMessage.Page page(int cursor, long nowMillis) {
        int firstSlot = 0;
        int index = 0;
        while (index < lanes.size() - 1 && cursor - firstSlot >= capacity(index)) {
            firstSlot += capacity(index);
            index++;
        }
        SnapshotMessage.Page page = lanes.get(index).own.page(cursor - firstSlot, nowMillis);
        int next = page.isLast() ? capacity(index) : page.next();
        boolean isEnd = page.isLast() && index == lanes.size() - 1;
        return new SnapshotMessage.Page(
                page.part(),
                cursor,
                isEnd ? SnapshotMessage.END : firstSlot + next,
                page.incarnation(),
                page.content());
    }

    /** Sums over all lanes. */
    CounterStats stats(long entriesMerged) {
        int sources = 0;
        int components = 0;
        long evictions = 0;
        long poolEvictions = 0;
        long componentsRefused = 0;
        long ledgersRefused = 0;
        for (Lane lane : lanes) {
            sources += lane.state.table.used();
            components += lane.state.cells.used();
            evictions += lane.state.evictions;
            poolEvictions += lane.state.poolEvictions;
            componentsRefused += lane.state.cellsRefused;
            ledgersRefused += lane.state.ledger.refused;
        }
        return new CounterStats(
                sources, components, evictions, poolEvictions, componentsRefused, ledgersRefused, entriesMerged);
    }

    private Map<Key, List<CountLimit>> sorted(Collection<CountLimit> limits) {
        Map<Key, List<CountLimit>> sorted = new LinkedHashMap<>();
        for (CountLimit limit : limits) {
            Key key = new Key(limit.grouping(), settings.widthFor(limit.windowMillis()));
            if (isFirst(key) && limit.windowMillis() > settings.windowMillis()) {
                throw new IllegalArgumentException("a window of " + limit.windowMillis()
                        + " ms is longer than this counter keeps: " + settings.windowMillis() + " ms");
            }
            sorted.computeIfAbsent(key, _ -> new ArrayList<>()).add(limit);
        }
        return sorted;
    }

    private boolean isFirst(Key key) {
        return first().isOf(key.grouping, key.bucketMillis);
    }

    private void removeAllBut(Map<Key, List<CountLimit>> wanted) {
        for (Lane lane : List.copyOf(lanes.subList(1, lanes.size()))) {
            Key key = new Key(lane.state.grouping, lane.state.settings.bucketMillis());
            List<CountLimit> limits = wanted.get(key);
            if (limits == null || longest(key, limits) != lane.state.settings.windowMillis()) {
                lane.state.clear();
                lanes.remove(lane);
            }
        }
    }

    private Lane laneFor(Key key, Collection<CountLimit> limits) {
        Lane known = find(key.grouping, key.bucketMillis);
        if (known != null) {
            return known;
        }
        CounterSettings sized = settings.withBuckets(key.bucketMillis, longest(key, limits));
        Lane lane = new Lane(fleet, sized, key.grouping, false);
        lanes.add(lane);
        return lane;
    }

    private int capacity(int index) {
        return lanes.get(index).state.table.capacity();
    }

    /** Where all limits come and go the longest there can be, so that what is counted outlives each of them. */
    private int longest(Key key, Collection<CountLimit> limits) {
        return lasting.contains(key) ? longest(limits) : CounterSettings.MAX_BUCKETS * key.bucketMillis;
    }

    private static int longest(Collection<CountLimit> limits) {
        return limits.stream().mapToInt(CountLimit::windowMillis).max().orElse(0);
    }

    /** The first lane keeps longer windows on one node than on another; a second they all keep. */
    private int widthForPassing(int windowMillis) {
        int base = settings.bucketMillis();
        return windowMillis <= Math.min(settings.windowMillis(), SHORT_BUCKETS * base)
                ? base
                : settings.widthFor(Math.max(windowMillis, CounterSettings.MAX_BUCKETS * base + 1));
    }
}
