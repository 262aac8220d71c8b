// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.kernel.SourceLists;
import dev.secbeat.node.kernel.XdpStats;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Series;
import java.util.List;
import java.util.Map;

/** Says how the metrics of lists are read, and what heartbeats tell of them. Any thread. */
final class ListReadings {
    private static final double MILLIS = 1_000;
    private static final XdpStats.Tally NOTHING = new XdpStats.Tally(0, 0);

    private final SourceLists kernel;
    private final List<WatchedList> lists;

    ListReadings(SourceLists kernel, List<WatchedList> lists) {
        this.kernel = kernel;
        this.lists = lists;
    }

    /** The same for a heartbeat. */
    List<NodeStatus.ListStatus> told() {
        Map<String, XdpStats.Tally> dropped = kernel.dropped();
        return lists.stream()
                .limit(NodeStatus.MAX_LISTS)
                .map(list -> new NodeStatus.ListStatus(
                        list.name(),
                        list.origin().kind(),
                        list.entries(),
                        dropped.getOrDefault(list.name(), NOTHING).packets()))
                .toList();
    }

    void register(NodeMetrics metrics) {
        metrics.register(Series.LIST_ENTRIES, out -> lists.forEach(list -> out.put(list.entries(), list.name())));
        metrics.register(
                Series.LIST_PACKETS,
                out -> kernel.dropped().forEach((name, tally) -> out.put((double) tally.packets(), name)));
        metrics.register(
                Series.LIST_SPARED,
                out -> kernel.spared().forEach((name, tally) -> out.put((double) tally.packets(), name)));
        metrics.register(
                Series.LIST_LOADED, out -> lists.forEach(list -> out.put(list.loadedMillis() / MILLIS, list.name())));
        metrics.register(
                Series.LIST_ERRORS, out -> lists.forEach(list -> out.put((double) list.errors(), list.name())));
        metrics.register(
                Series.LIST_ORIGIN,
                out -> lists.forEach(list -> {
                    ListOrigin origin = list.origin();
                    out.put(1, list.name(), origin.kind(), origin.selection(), origin.database());
                }));
        metrics.register(
                Series.LIST_BUILT,
                out -> lists.stream()
                        .filter(list -> list.origin().isDatabase())
                        .forEach(list -> out.put(list.origin().builtMillis() / MILLIS, list.name())));
    }
}
