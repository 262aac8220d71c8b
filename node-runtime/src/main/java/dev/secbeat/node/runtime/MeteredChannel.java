// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.time.NodeClock;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * A channel that measures merging and, where counts are not to cross regions, leaves out those of others. Blocks always
 * cross: an operator's block is for the fleet.
 *
 * @param only region whose counts are merged; empty for all
 * @param mergeSeconds takes the time each message took
 */
record MeteredChannel(DeltaChannel inner, Optional<RegionId> only, NodeClock clock, DoubleConsumer mergeSeconds)
        implements DeltaChannel {

    @Override
    public void publishDelta(byte[] bytes, int length) {
        inner.publishDelta(bytes, length);
    }

    @Override
    public void publishRelay(byte[] bytes, int length) {
        inner.publishRelay(bytes, length);
    }

    @Override
    public void wantEveryone(boolean all) {
        inner.wantEveryone(all && only.isEmpty());
    }

    @Override
    public void publishBlocks(byte[] bytes, int length) {
        inner.publishBlocks(bytes, length);
    }

    @Override
    public void requestSnapshots() {
        inner.requestSnapshots();
    }

    @Override
    public void send(NodeId peer, byte[] bytes) {
        inner.send(peer, bytes);
    }

    @Override
    public int poll(Receiver receiver, int limit) {
        return inner.poll(new Metered(receiver), limit);
    }

    private final class Metered implements Receiver {
        private final Receiver receiver;

        Metered(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void onDelta(NodeId sender, byte[] bytes) {
            if (isWanted(sender)) {
                timed(() -> receiver.onDelta(sender, bytes));
            }
        }

        @Override
        public void onRelay(NodeId sender, byte[] bytes) {
            if (isWanted(sender)) {
                timed(() -> receiver.onRelay(sender, bytes));
            }
        }

        private void timed(Runnable merge) {
            long before = clock.nanoTime();
            merge.run();
            mergeSeconds.accept((clock.nanoTime() - before) / 1e9);
        }

        @Override
        public void onBlocks(NodeId sender, byte[] bytes) {
            receiver.onBlocks(sender, bytes);
        }

        @Override
        public void onSnapshotRequest(NodeId sender) {
            receiver.onSnapshotRequest(sender);
        }

        @Override
        public void onDirect(NodeId sender, byte[] bytes) {
            if (isWanted(sender) || !SnapshotCodec.isPageOfCounts(bytes)) {
                receiver.onDirect(sender, bytes);
            }
        }

        private boolean isWanted(NodeId sender) {
            return only.isEmpty() || only.get().equals(sender.region());
        }
    }
}
