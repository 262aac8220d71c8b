// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what went wrong, each kind at most once in ten seconds and with the number of times it was kept back. */
final class TroubleReporter {
    private static final Logger LOG = LoggerFactory.getLogger(TroubleReporter.class);
    private static final long PAUSE_MILLIS = 10_000;

    private static final class Kind {
        private long nextMillis;
        private long keptBack;
    }

    private final NodeId self;
    private final Consumer<FleetEvent> events;
    private final Map<String, Kind> kinds = new HashMap<>();

    TroubleReporter(NodeId self, Consumer<FleetEvent> events) {
        this.self = self;
        this.events = events;
    }

    /**
     * Reports one occurrence.
     *
     * @param code kind, from a small fixed set
     * @param text what happened, what it means, what to do
     */
    void report(String code, String text, long epochMillis) {
        Kind kind = kinds.computeIfAbsent(code, _ -> new Kind());
        if (epochMillis < kind.nextMillis && epochMillis > kind.nextMillis - PAUSE_MILLIS * 2) {
            kind.keptBack++;
            return;
        }
        LOG.warn("event=trouble code={} kept_back={} text=\"{}\"", code, kind.keptBack, text);
        kind.nextMillis = epochMillis + PAUSE_MILLIS;
        kind.keptBack = 0;
        events.accept(new FleetEvent.Trouble(self, epochMillis, code, text));
    }
}
