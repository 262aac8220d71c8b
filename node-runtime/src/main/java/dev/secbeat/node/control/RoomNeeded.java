// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.verdict.BlockControl;
import dev.secbeat.node.verdict.TableRoom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an order takes of the block map and of each of the kernel's tables that it does not have yet, added up prefix by
 * prefix. Owned by the loop's thread.
 */
final class RoomNeeded {
    /** Blocks that belong into one table. */
    private static final class InTable {
        private final Prefix one; // To ask with.
        private int blocks;

        InTable(Prefix one) {
            this.one = one;
        }
    }

    private final BlockControl control;
    private final OrderRoom room;
    private final Map<String, InTable> byTable = new LinkedHashMap<>();
    /** By length, so that a table is asked for once and not for each prefix. */
    private final @Nullable InTable[] lengths4 = new InTable[Family.IPV4.bits() + 1];

    private final @Nullable InTable[] lengths6 = new InTable[Family.IPV6.bits() + 1];
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
        boolean isHeld = false;
        boolean isDecided = false;
        if (standing.isPresent()) {
            BlockEntry word = standing.get();
            isDecided = word.origin() == Origin.OPERATOR;
            isHeld = word.isOfOperators()
                    && word.blocksAt(epochMillis)
                    && control.verify(prefix, true); // A peer's word may stand for which the kernel had no room.
        }
        decisions += isDecided ? 0 : 1;
        if (blocks && !isHeld) {
            tableOf(prefix).blocks++;
        }
    }

    private InTable tableOf(Prefix prefix) {
        @Nullable InTable[] lengths = prefix.family() == Family.IPV4 ? lengths4 : lengths6;
        InTable known = lengths[prefix.length()];
        if (known == null) {
            Optional<TableRoom> table = room.table(prefix);
            known = table.isPresent()
                    ? byTable.computeIfAbsent(table.get().table(), _ -> new InTable(prefix))
                    : new InTable(prefix); // Without bounds.
            lengths[prefix.length()] = known;
        }
        return known;
    }

    /** Why not all of it can be taken, as of now, if so: none is begun then. */
    Optional<Refusal> refusal() {
        int left = room.decisions();
        if (decisions > left) {
            return refusal("it takes room for " + decisions + " more decisions", left, "xdp.max_host_blocks");
        }
        for (InTable needed : byTable.values()) {
            Optional<TableRoom> table = room.table(needed.one).filter(free -> needed.blocks > free.left());
            if (table.isPresent()) {
                TableRoom free = table.get();
                return refusal(
                        "it blocks " + needed.blocks + " more " + free.table(), free.left(), "xdp." + free.setting());
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
