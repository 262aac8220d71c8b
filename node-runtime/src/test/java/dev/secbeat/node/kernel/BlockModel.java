// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

/** What a table of blocks that may be full ought to hold, as a plain map; does to both what it is told and compares. */
final class BlockModel {
    /** Blocks last long against any test, so that none ends meanwhile. */
    private static final long SHORTEST_SECONDS = 3_600;

    private static final long SPREAD_SECONDS = 500_000;
    private static final long SLACK_NANOS = 1_000_000_000;

    /** The table. */
    interface Sink {
        List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause);
    }

    /** One entry of the model. */
    record Entry(BlockCause cause, long expiresNanos) {}

    final Map<Prefix, Entry> entries = new HashMap<>();
    private final Sink sink;
    private final int capacity;
    private final boolean firstToEndGoes;
    private int evictions;
    private int refusals;

    /** @param firstToEndGoes whether the table looks at all blocks, or at a sample of them */
    BlockModel(Sink sink, int capacity, boolean firstToEndGoes) {
        this.sink = sink;
        this.capacity = capacity;
        this.firstToEndGoes = firstToEndGoes;
    }

    int evictions() {
        return evictions;
    }

    int refusals() {
        return refusals;
    }

    static BlockCause anyCause(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> BlockCause.OPERATOR;
            case 1 -> BlockCause.UNKNOWN;
            case 2, 3 -> BlockCause.PEER;
            case 4 -> BlockCause.RATE_LIMIT;
            default -> BlockCause.RATE_PACKETS;
        };
    }

    void block(Prefix prefix, BlockCause cause, Random random) {
        long seconds = SHORTEST_SECONDS + random.nextLong(SPREAD_SECONDS);
        long expiresNanos = System.nanoTime() + seconds * 1_000_000_000;
        boolean full = !entries.containsKey(prefix) && entries.size() >= capacity;
        List<Prefix> evicted;
        try {
            evicted = sink.block(prefix, seconds * 1_000, cause);
        } catch (VerdictSinkException e) {
            refusals++;
            assertThat(e).hasMessageContaining("limit of");
            assertThat(full).as("room").isTrue();
            assertNothingCouldGo(cause, expiresNanos);
            return;
        }
        assertThat(evicted).hasSize(full ? 1 : 0);
        evicted.forEach(gone -> evict(gone, cause, expiresNanos));
        Entry before = entries.get(prefix);
        entries.put(prefix, new Entry(before == null ? cause : cause.over(before.cause), expiresNanos));
    }

    private void evict(Prefix gone, BlockCause cause, long expiresNanos) {
        long first = automaticEnds().stream().mapToLong(Long::longValue).min().orElseThrow();
        Entry entry = Objects.requireNonNull(entries.remove(gone), () -> gone + " was not blocked");
        assertThat(entry.cause.isAutomatic()).as("%s of %s", gone, entry.cause).isTrue();
        if (firstToEndGoes) {
            assertThat(entry.expiresNanos).as("the end of %s", gone).isLessThan(first + SLACK_NANOS);
        }
        if (cause == BlockCause.PEER) {
            assertThat(entry.expiresNanos).as("the end of %s", gone).isLessThan(expiresNanos + SLACK_NANOS);
        }
        evictions++;
    }

    private List<Long> automaticEnds() {
        return entries.values().stream()
                .filter(entry -> entry.cause.isAutomatic())
                .map(Entry::expiresNanos)
                .toList();
    }

    /** Nothing could have made room; of a sample, a peer's block may have met only what lasts longer. */
    private void assertNothingCouldGo(BlockCause cause, long expiresNanos) {
        if (cause != BlockCause.PEER) {
            assertThat(automaticEnds()).isEmpty();
        } else if (firstToEndGoes) {
            assertThat(automaticEnds()).allMatch(end -> end > expiresNanos - SLACK_NANOS);
        }
    }

    /** What is held, cause by cause. */
    void assertHeld(Supplier<List<HeldBlock>> held) {
        Map<Prefix, BlockCause> found = new HashMap<>();
        held.get()
                .forEach(block -> assertThat(found.put(block.prefix(), block.cause()))
                        .as("%s stands twice", block.prefix())
                        .isNull());
        Map<Prefix, BlockCause> expected = new HashMap<>();
        entries.forEach((prefix, entry) -> expected.put(prefix, entry.cause));
        assertThat(found).isEqualTo(expected);
    }
}
