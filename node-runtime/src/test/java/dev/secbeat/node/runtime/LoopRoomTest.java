// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.BlockRoom;
import dev.secbeat.node.verdict.TableRoom;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node has room for is what its map and its kernel have. */
class LoopRoomTest {
    private static final Prefix PREFIX = Prefix.parse("198.51.100.0/24");

    private record Sink(Optional<TableRoom> tables) implements VerdictSink {
        @Override
        public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
            return List.of();
        }

        @Override
        public void unblock(Prefix prefix) {}

        @Override
        public Optional<TableRoom> room(Prefix prefix) {
            return tables.filter(_ -> prefix.equals(PREFIX));
        }

        @Override
        public boolean holds(Prefix prefix) {
            return true;
        }

        @Override
        public long hits(Prefix prefix) {
            return 0;
        }
    }

    @Test
    void theSinkThatHasTablesIsAsked() {
        Sink proxy = new Sink(Optional.empty());
        TableRoom left = new TableRoom("IPv4 prefixes", "max_prefix_blocks", 7);
        LoopRoom room = new LoopRoom(new BlockRoom(12), List.of(proxy, new Sink(Optional.of(left))));
        assertThat(room.decisions()).isEqualTo(12);
        assertThat(room.table(PREFIX)).contains(left);
        assertThat(room.table(Prefix.parse("203.0.113.1"))).isEmpty();
        assertThat(new LoopRoom(new BlockRoom(12), List.of(proxy)).table(PREFIX))
                .as("without a kernel nothing bounds it")
                .isEmpty();
    }
}
