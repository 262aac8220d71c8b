// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.crdt.BlockCodec;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.DeltaCodec;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.crdt.LimitCodec;
import dev.secbeat.node.crdt.RelayTier;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.crdt.SnapshotPart;
import dev.secbeat.node.verdict.Enforcer;
import java.util.List;
import java.util.function.LongSupplier;

/** Takes in what peers send; whatever it is, it is counted and never throws for its content. */
final class PeerInbox implements DeltaChannel.Receiver {
    private final NodeId self;
    private final LongSupplier clock;
    private final GlobalCounter counter;
    private final Enforcer enforcer;
    private final LimitGossip limits;
    private final SnapshotGiver giver;
    private final SnapshotTaker taker;
    private final BlockLook look;
    private final LoopCounters counters;
    private final TroubleReporter troubles;
    private long epochMillis;

    PeerInbox(
            NodeId self,
            LongSupplier clock,
            GlobalCounter counter,
            Enforcer enforcer,
            LimitGossip limits,
            SnapshotGiver giver,
            SnapshotTaker taker,
            BlockLook look,
            LoopCounters counters,
            TroubleReporter troubles) {
        this.self = self;
        this.clock = clock;
        this.counter = counter;
        this.enforcer = enforcer;
        this.limits = limits;
        this.giver = giver;
        this.taker = taker;
        this.look = look;
        this.counters = counters;
        this.troubles = troubles;
    }

    void beginTurn(long turnEpochMillis) {
        epochMillis = turnEpochMillis;
    }

    @Override
    public void onDelta(NodeId sender, byte[] bytes) {
        counters.deltasIn++;
        counters.note(MessageKind.COUNTS, counter.merge(sender, bytes, clock.getAsLong()));
    }

    @Override
    public void onRelay(NodeId sender, byte[] bytes) {
        counters.deltasIn++;
        counters.note(MessageKind.RELAY, counter.relays().merge(sender, bytes, clock.getAsLong()));
    }

    @Override
    public void onBlocks(NodeId sender, byte[] bytes) {
        counters.blockPagesIn++;
        takePage(sender, bytes);
    }

    /** Of blocks, or of limits. */
    private void takePage(NodeId sender, byte[] bytes) {
        if (LimitCodec.isLimits(bytes)) {
            limits.take(sender, bytes, epochMillis);
        } else {
            takeBlocks(sender, bytes, false);
        }
    }

    @Override
    public void onDirect(NodeId sender, byte[] bytes) {
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(bytes);
        counters.note(MessageKind.SNAPSHOT, decoded.outcome());
        decoded.message().ifPresent(message -> {
            switch (message) {
                case SnapshotMessage.Ask ask -> giver.onAsk(sender, ask);
                case SnapshotMessage.Page page -> takePage(sender, page);
                case SnapshotMessage.Repair repair -> {
                    counters.blockPagesIn++;
                    takePage(sender, repair.content());
                }
            }
        });
    }

    private void takePage(NodeId sender, SnapshotMessage.Page page) {
        counters.snapshotPagesIn++;
        DeltaCodec.Outcome outcome = switch (page.part()) {
            case COUNTS -> counter.merge(sender, page.content(), clock.getAsLong());
            case BLOCKS -> {
                long before = counters.blocksTaken;
                DeltaCodec.Outcome taken = takeBlocks(sender, page.content(), true);
                if (page.content().length > BlockCodec.HEADER_BYTES) {
                    look.took((int) (counters.blocksTaken - before));
                }
                yield taken;
            }
        };
        if (page.part() == SnapshotPart.COUNTS) {
            counters.note(MessageKind.COUNTS, outcome);
        }
        // Behind the counts of a rule that is not here, or blocks of a later release, come those that are known here.
        if (outcome == DeltaCodec.Outcome.TAKEN
                || outcome == DeltaCodec.Outcome.UNKNOWN_RULE
                || (outcome == DeltaCodec.Outcome.UNKNOWN_VERSION && page.part() == SnapshotPart.BLOCKS)
                || outcome == DeltaCodec.Outcome.NOT_HEARD) {
            taker.onPage(sender, page, clock.getAsLong());
        }
    }

    private DeltaCodec.Outcome takeBlocks(NodeId sender, byte[] bytes, boolean isWholeMap) {
        BlockCodec.Page page = BlockCodec.decode(bytes);
        counters.note(MessageKind.BLOCKS, page.outcome());
        for (int i = 0; i < page.leftOut(); i++) {
            counters.note(MessageKind.BLOCKS, DeltaCodec.Outcome.UNKNOWN_VERSION);
        }
        for (BlockEntry entry : page.entries()) {
            if (isNobodys(entry)) {
                counters.note(MessageKind.BLOCKS, DeltaCodec.Outcome.REFUSED);
                continue;
            }
            BlockMap.Outcome outcome = enforcer.accept(entry, isWholeMap);
            counters.blocksTaken += outcome == BlockMap.Outcome.APPLIED ? 1 : 0;
            if (outcome == BlockMap.Outcome.FROM_THE_FUTURE) {
                troubles.report(
                        "clock-apart",
                        "a block from " + sender + " is dated more than a minute ahead of this node's clock and was"
                                + " not taken: blocks may differ between nodes until the clocks agree; check NTP on both",
                        epochMillis);
            }
        }
        return page.outcome();
    }

    /** Counting blocks and lets blocks run out: that it lifts one, no node ever says. Whoever does would lift what others count. */
    private static boolean isNobodys(BlockEntry entry) {
        return !entry.active() && entry.origin() == Origin.RATE_LIMIT;
    }

    @Override
    public void onSnapshotRequest(NodeId sender) {
        counters.snapshotRequestsIn++;
        RelayTier relays = counter.relays();
        if (!relays.isOn() || sender.region().equals(self.region())) {
            giver.onHello(sender, List.of(SnapshotPart.values()), clock.getAsLong());
            limits.onHello(sender);
        } else if (relays.isRelay()) {
            giver.onHello(
                    sender, List.of(SnapshotPart.BLOCKS), clock.getAsLong()); // Counts come with the next refresh.
            limits.onHello(sender);
        }
    }
}
