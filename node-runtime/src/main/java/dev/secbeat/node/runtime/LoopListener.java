// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.verdict.EnforcementListener;
import dev.secbeat.node.verdict.Offenders;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Turns what the enforcer does into events, and an unblock into a pardon. */
final class LoopListener implements EnforcementListener {
    private final NodeId self;
    private final LoopPorts ports;
    private final LongSupplier countingNanos;
    private final GlobalCounter counter;
    private final TroubleReporter troubles;
    private final LoopCounters counters;
    private final Offenders offenders;
    private final List<Consumer<BlockEntry>> decisionTakers = new ArrayList<>();

    LoopListener(
            NodeId self,
            LoopPorts ports,
            LongSupplier countingNanos,
            GlobalCounter counter,
            TroubleReporter troubles,
            LoopCounters counters,
            Offenders offenders) {
        this.offenders = offenders;
        this.self = self;
        this.ports = ports;
        this.countingNanos = countingNanos;
        this.counter = counter;
        this.troubles = troubles;
        this.counters = counters;
    }

    void addDecisionTaker(Consumer<BlockEntry> taker) {
        decisionTakers.add(taker);
    }

    @Override
    public void onAccepted(BlockEntry entry) {
        for (int i = 0; i < decisionTakers.size(); i++) { // No iterator for each word of a long order.
            decisionTakers.get(i).accept(entry);
        }
        offenders.onAccepted(entry, ports.clock().epochMillis());
        if (!entry.active()) {
            counter.pardon(entry.prefix(), countingNanos.getAsLong());
        }
    }

    @Override
    public void onEnforced(BlockEntry entry, long decidedAtNanos) {
        onManyEnforced(entry, 0, decidedAtNanos);
    }

    @Override
    public void onManyEnforced(BlockEntry entry, int others, long decidedAtNanos) {
        ports.events()
                .accept(new FleetEvent.Enforced(
                        self,
                        ports.clock().epochMillis(),
                        entry.prefix(),
                        entry.origin(),
                        entry.active(),
                        entry.version(),
                        decidedAtNanos,
                        ports.clock().nanoTime(),
                        others));
    }

    @Override
    public void onSinkFailure(BlockEntry entry, VerdictSinkException failure, boolean givenUp) {
        troubles.report(
                "sink-refused",
                "a verdict on " + entry.prefix() + " was not written (" + failure.getMessage() + "); "
                        + (givenUp ? "it is not in force on this node" : "it will be tried again")
                        + ": see the message for what to do",
                ports.clock().epochMillis());
    }

    @Override
    public void onEvicted(BlockEntry entry) {
        counters.evicted++;
        troubles.report(
                "block-evicted",
                "no room for more blocks, so the automatic block of " + entry.prefix()
                        + " ended before its time on this node; operators' blocks stay: block wider prefixes, shorten"
                        + " block_seconds or raise xdp.max_host_blocks",
                ports.clock().epochMillis());
    }
}
