// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.verdict.BlockControl;
import dev.secbeat.node.verdict.TableRoom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an order takes of the block map and of each of the kernel's tables that it does not have yet, added up prefix by
 * prefix. Owned by the loop's thread.
 */
final class RoomNeeded {
    /** @param one of the prefixes, to ask with */
    private record InTable(Prefix one, int blocks) {
        InTable oneMore() {
            return new InTable(one, blocks + 1);
        }
    }

    private final BlockControl control;
    private final OrderRoom room;
    private final Map<String, InTable> byTable = new LinkedHashMap<>();
    private int decisions;

    RoomNeeded(BlockControl control, OrderRoom room) {
        this.control = control;
        this.room = room;
    }

    /**
     * Adds a decision on {@code prefix}.
     *
     * @param blocks whether it comes to be blocked: what is spared or forgotten takes no room in the kernel
     */
    void add(Prefix prefix, boolean blocks, long epochMillis) {
        Optional<BlockEntry> standing = control.standing(prefix);
        if (standing.filter(entry -> entry.origin() == Origin.OPERATOR).isEmpty()) {
            decisions++;
        }
        boolean held = standing.filter(BlockEntry::isOfOperators)
                .filter(entry -> entry.blocksAt(epochMillis))
                .filter(_ -> control.verify(prefix, true)) // A peer's word may stand for which the kernel had no room.
                .isPresent();
        if (blocks && !held) {
            room.table(prefix)
                    .ifPresent(table ->
                            byTable.merge(table.table(), new InTable(prefix, 1), (known, _) -> known.oneMore()));
        }
    }

    /** Why not all of it can be taken, as of now, if so: none is begun then. */
    Optional<Refusal> refusal() {
        int left = room.decisions();
        if (decisions > left) {
            return refusal("it takes room for " + decisions + " more decisions", left, "xdp.max_host_blocks");
        }
        for (InTable needed : byTable.values()) {
            Optional<TableRoom> table = room.table(needed.one()).filter(free -> needed.blocks() > free.left());
            if (table.isPresent()) {
                TableRoom free = table.get();
                return refusal(
                        "it blocks " + needed.blocks() + " more " + free.table(), free.left(), "xdp." + free.setting());
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(String needed, int left, String setting) {
        return Optional.of(new Refusal(
                Refusal.Code.OVERLOADED,
                needed + ", this node has room for " + left
                        + ", automatic blocks already counted out; nothing was changed: block wider prefixes, let others"
                        + " end, or raise " + setting));
    }
}
