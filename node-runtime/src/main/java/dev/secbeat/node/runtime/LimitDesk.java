// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.verdict.LimitListener;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Turns what becomes of limits that operators gave into events, and tells counting. On the loop's thread. */
final class LimitDesk implements LimitListener {
    private final NodeId self;
    private final LoopPorts ports;
    private final TroubleReporter troubles;
    private final LoopCounters counters;
    private final Consumer<List<LimitRule>> rules;
    private final List<Consumer<LimitEntry>> takers = new ArrayList<>();

    LimitDesk(
            NodeId self,
            LoopPorts ports,
            TroubleReporter troubles,
            LoopCounters counters,
            Consumer<List<LimitRule>> rules) {
        this.self = self;
        this.ports = ports;
        this.troubles = troubles;
        this.counters = counters;
        this.rules = rules;
    }

    void addTaker(Consumer<LimitEntry> taker) {
        takers.add(taker);
    }

    @Override
    public void onAccepted(LimitEntry entry) {
        takers.forEach(taker -> taker.accept(entry));
        ports.events().accept(new FleetEvent.Limited(self, ports.clock().epochMillis(), entry.key(), entry.terms()));
    }

    @Override
    public void onRules(List<LimitRule> now) {
        rules.accept(now);
    }

    @Override
    public void onSinkFailure(VerdictSinkException failure) {
        counters.errors++;
        troubles.report(
                "limit-refused",
                "limits that operators gave were not written to the kernel's filter (" + failure.getMessage()
                        + "); counting holds to them, and they are tried again each second",
                ports.clock().epochMillis());
    }
}
