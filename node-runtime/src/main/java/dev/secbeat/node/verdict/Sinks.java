// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.BlockState;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All sinks of a node, told the same. Owned by the node loop's thread. */
final class Sinks {
    private final VerdictSink[] all; // Walked for each word without an iterator.
    private final BlockMap map;
    private final Consumer<Prefix> madeRoom;

    /** @param madeRoom told what a sink has let go of */
    Sinks(Collection<VerdictSink> all, BlockMap map, Consumer<Prefix> madeRoom) {
        this.all = all.toArray(VerdictSink[]::new);
        this.map = map;
        this.madeRoom = madeRoom;
    }

    /** As far as the entry tells; a sink that knows better keeps what it knows. */
    BlockCause causeOf(BlockEntry entry) {
        return switch (entry.origin()) {
            case OPERATOR -> BlockCause.OPERATOR;
            case RATE_LIMIT ->
                entry.reinstated() ? BlockCause.OPERATOR : map.isOwn(entry) ? BlockCause.RATE_LIMIT : BlockCause.PEER;
        };
    }

    /** Writes what stands where {@code entry} was said; returns the last failure, if any: the other sinks are told all the same. */
    @Nullable
    VerdictSinkException write(BlockEntry entry, BlockCause cause, BlockState state, long epochMillis) {
        VerdictSinkException failure = null;
        for (VerdictSink sink : all) {
            try {
                writeTo(sink, entry, cause, state, epochMillis);
            } catch (VerdictSinkException e) {
                failure = e;
            }
        }
        return failure;
    }

    private void writeTo(VerdictSink sink, BlockEntry entry, BlockCause cause, BlockState state, long epochMillis) {
        Prefix prefix = entry.prefix();
        if (state.isBlocked()) {
            BlockEntry word = state.word().orElse(entry);
            BlockCause why = word.equals(entry) ? cause : causeOf(word);
            List<Prefix> gone = sink.block(prefix, state.blockedUntilMillis() - epochMillis, why);
            if (!gone.isEmpty()) {
                gone.forEach(madeRoom);
            }
        } else {
            sink.unblock(prefix);
        }
        sink.spare(prefix, Math.max(0, state.sparedUntilMillis() - epochMillis));
    }

    /** Whether each of them, asked afresh, agrees with {@code active} for exactly {@code prefix}. */
    boolean agree(Prefix prefix, boolean active) {
        for (VerdictSink sink : all) {
            if (sink.holds(prefix) != active) {
                return false;
            }
        }
        return true;
    }

    /** Whether each of them, asked afresh, spares what it was told to spare of exactly {@code prefix}. */
    boolean spare(Prefix prefix) {
        return Arrays.stream(all).allMatch(sink -> sink.spares(prefix));
    }
}
