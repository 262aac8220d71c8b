// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Carries messages between loops of one thread, losing nothing. One thread. */
final class LoopbackWire {
    private final List<ArrayDeque<Consumer<DeltaChannel.Receiver>>> inboxes = new ArrayList<>();
    private final Map<NodeId, Integer> indexes = new HashMap<>();

    LoopbackWire(int peers) {
        for (int i = 0; i < peers; i++) {
            inboxes.add(new ArrayDeque<>());
        }
    }

    DeltaChannel channel(int index, NodeId self) {
        indexes.put(self, index);
        return new DeltaChannel() {
            @Override
            public void publishDelta(byte[] bytes, int length) {
                byte[] copy = Arrays.copyOf(bytes, length);
                send(receiver -> receiver.onDelta(self, copy));
            }

            @Override
            public void publishBlocks(byte[] bytes, int length) {
                byte[] copy = Arrays.copyOf(bytes, length);
                send(receiver -> receiver.onBlocks(self, copy));
            }

            @Override
            public void requestSnapshots() {
                send(receiver -> receiver.onSnapshotRequest(self));
            }

            @Override
            public void send(NodeId peer, byte[] bytes) {
                Integer to = indexes.get(peer);
                if (to != null) {
                    inboxes.get(to).add(receiver -> receiver.onDirect(self, bytes));
                }
            }

            @Override
            public int poll(Receiver receiver, int limit) {
                var inbox = inboxes.get(index);
                int taken = Math.min(limit, inbox.size());
                for (int i = 0; i < taken; i++) {
                    inbox.remove().accept(receiver);
                }
                return taken;
            }

            private void send(Consumer<Receiver> message) {
                for (int i = 0; i < inboxes.size(); i++) {
                    if (i != index) {
                        inboxes.get(i).add(message);
                    }
                }
            }
        };
    }
}
