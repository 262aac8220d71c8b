// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.verdict.TableRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an order takes of tables, and how often these are asked for it. */
class RoomNeededTest {
    private final List<Prefix> asked = new ArrayList<>();
    private int left = 500;

    private final RoomNeeded needed = new RoomNeeded(new MemoryBlocks(), new OrderRoom() {
        @Override
        public int decisions() {
            return 1_000;
        }

        @Override
        public Optional<TableRoom> table(Prefix prefix) {
            asked.add(prefix);
            return prefix.isHost()
                    ? Optional.of(new TableRoom("addresses", "max_host_blocks", left))
                    : Optional.empty();
        }
    });

    @Test
    void asksForATableOnceForAllPrefixesOfALength() {
        for (int i = 0; i < 500; i++) {
            needed.add(Prefix.parse("203.0." + i / 256 + "." + i % 256), true, 1);
            needed.add(Prefix.parse("198." + i / 256 + "." + i % 256 + ".0/24"), true, 1);
        }
        assertThat(asked).hasSize(2);
        assertThat(needed.refusal()).isEmpty();
        left = 499; // As of when it is to begin.
        assertThat(needed.refusal().map(Refusal::text).orElseThrow())
                .contains("500 more addresses", "room for 499", "xdp.max_host_blocks");
    }
}
