// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a {@link NodeLoop} is connected to.
 *
 * @param events takes events on the loop's thread; must not block
 */
public record LoopPorts(
        NodeClock clock,
        List<TrafficSource> sources,
        List<VerdictSink> sinks,
        DeltaChannel channel,
        Consumer<FleetEvent> events) {
    public LoopPorts {
        sources = List.copyOf(sources);
        sinks = List.copyOf(sinks);
    }
}
