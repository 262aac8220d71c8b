// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.control.OrderRoom;
import dev.secbeat.node.crdt.BlockRoom;
import dev.secbeat.node.verdict.TableRoom;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.List;
import java.util.Optional;

/** What the block map and the sinks of a node's loop can take; of its thread. */
record LoopRoom(BlockRoom map, List<VerdictSink> sinks) implements OrderRoom {
    @Override
    public int decisions() {
        return map.forOperators();
    }

    @Override
    public Optional<TableRoom> table(Prefix prefix) {
        for (VerdictSink sink : sinks) { // No node has two with tables.
            Optional<TableRoom> room = sink.room(prefix);
            if (room.isPresent()) {
                return room;
            }
        }
        return Optional.empty();
    }
}
