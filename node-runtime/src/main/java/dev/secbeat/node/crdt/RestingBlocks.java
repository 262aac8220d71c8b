// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which of the words held in a {@link BlockMap} give way to a pardon and rest, and a digest of those that do not. What gives
 * way is asked of the {@link Pardons} afresh each time; what rests is known as of the last turn, so that sinks can be told of
 * the difference.
 */
final class RestingBlocks {
    private final Pardons pardons = new Pardons();
    private final Set<BlockEntry> resting = new HashSet<>();
    private boolean pardonCome;
    private boolean pardonGone;
    private long digest;
    private NodeId lastWriter = OrderStamp.WRITER;
    private long lastWriterHash = NodeHash.of(lastWriter);

    /** A word is held from now on. */
    void add(BlockEntry entry) {
        pardons.add(entry);
        pardonCome |= entry.sparedUntilMillis() > 0;
        if (pardons.spares(entry)) {
            resting.add(entry);
        } else {
            digest += digestOf(entry);
        }
    }

    /** A word is not held any more. */
    void remove(BlockEntry entry) {
        pardons.remove(entry);
        pardonGone |= entry.sparedUntilMillis() > 0;
        if (!resting.remove(entry)) {
            digest -= digestOf(entry);
        }
    }

    /** Adds to {@code changed} what has to rest from now on or need not any more; looks at all words if a pardon has come. */
    void lookAtPardons(BlockRegisters words, List<BlockEntry> changed) {
        if (pardonGone) {
            List<BlockEntry> back =
                    resting.stream().filter(entry -> !pardons.spares(entry)).toList();
            back.forEach(resting::remove);
            back.forEach(entry -> digest += digestOf(entry));
            changed.addAll(back);
        }
        if (pardonCome) {
            List<BlockEntry> lifted = new ArrayList<>();
            words.forEach(entry -> {
                if (pardons.spares(entry) && resting.add(entry)) {
                    lifted.add(entry);
                }
            });
            lifted.forEach(entry -> digest -= digestOf(entry));
            changed.addAll(lifted);
        }
        pardonGone = false;
        pardonCome = false;
    }

    /** Of what rests that which {@code others} lift; a copy. */
    List<BlockEntry> sparedBy(Pardons others) {
        return resting.isEmpty()
                ? List.of()
                : resting.stream().filter(others::spares).toList();
    }

    /** As {@link Pardons#spares(BlockEntry)}. */
    boolean spares(BlockEntry entry) {
        return pardons.spares(entry);
    }

    /** As {@link Pardons#spares(Prefix, long)}. */
    boolean spares(Prefix prefix, long decidedAtMillis) {
        return pardons.spares(prefix, decidedAtMillis);
    }

    void forEachPardon(Consumer<BlockEntry> taker) {
        pardons.forEach(taker);
    }

    /** Sum over the words that block and do not rest, in no order. */
    long digest() {
        return digest;
    }

    private long digestOf(BlockEntry entry) {
        if (!entry.active()) {
            return 0;
        }
        Prefix prefix = entry.prefix();
        long hash = NodeHash.mix(prefix.high() ^ prefix.family().bits());
        hash = NodeHash.mix(hash ^ prefix.low());
        hash = NodeHash.mix(hash ^ prefix.length());
        if (!entry.writer().equals(lastWriter)) { // Mostly many of one after the other.
            lastWriter = entry.writer();
            lastWriterHash = NodeHash.of(lastWriter);
        }
        return NodeHash.mix(hash ^ entry.version() ^ lastWriterHash);
    }
}
