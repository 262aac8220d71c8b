// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What comes of the two words on a prefix, the newest of operators and the newest of counting: a function of them, of the
 * pardons of operators and of the time alone.
 *
 * @param word the word that stands: the operators' block, else that of counting, else the operators' unblock; empty when there
 *     is none, or all have ended or given way to a pardon
 * @param blockedUntilMillis epoch milliseconds at which the last of the words that block ends; 0 when none blocks
 * @param counted the word of counting, if it blocks
 * @param sparedUntilMillis epoch milliseconds until which the operators' word keeps counting from blocking what touches the
 *     prefix; 0 when it does not
 */
public record BlockState(
        Optional<BlockEntry> word, Optional<BlockEntry> counted, long blockedUntilMillis, long sparedUntilMillis) {

    private static final BlockState NOTHING = new BlockState(Optional.empty(), Optional.empty(), 0, 0);

    /**
     * Derives the state.
     *
     * @param operators the newest word of operators
     * @param counting the newest word of counting, unless the operators' is newer
     * @param spared tells what gives way to a pardon
     */
    static BlockState of(
            @Nullable BlockEntry operators,
            @Nullable BlockEntry counting,
            Predicate<BlockEntry> spared,
            long epochMillis) {
        if (operators == null && counting == null) {
            return NOTHING;
        }
        BlockEntry said = isOver(operators, epochMillis) ? null : operators;
        BlockEntry counted = isOver(counting, epochMillis) ? null : counting;
        BlockEntry ordered = blocking(said, spared);
        BlockEntry found = blocking(counted, spared);
        long sparedUntil = said == null || said.sparedUntilMillis() <= epochMillis ? 0 : said.sparedUntilMillis();
        BlockEntry word = ordered != null ? ordered : found != null ? found : memory(said, counted);
        return new BlockState(
                Optional.ofNullable(word),
                Optional.ofNullable(found),
                Math.max(endOf(ordered), endOf(found)),
                sparedUntil);
    }

    private static @Nullable BlockEntry blocking(@Nullable BlockEntry entry, Predicate<BlockEntry> spared) {
        return entry != null && entry.active() && !spared.test(entry) ? entry : null;
    }

    private static long endOf(@Nullable BlockEntry block) {
        return block == null ? 0 : block.expiresAtMillis();
    }

    private static @Nullable BlockEntry memory(@Nullable BlockEntry said, @Nullable BlockEntry counted) {
        BlockEntry unblock = said != null && !said.active() ? said : null;
        return unblock == null && counted != null && !counted.active() ? counted : unblock;
    }

    private static boolean isOver(@Nullable BlockEntry entry, long epochMillis) {
        return entry == null || entry.expiresAtMillis() <= epochMillis;
    }

    /** Whether traffic is to be dropped now. */
    public boolean isBlocked() {
        return blockedUntilMillis > 0;
    }
}
