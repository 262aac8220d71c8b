// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flat table in plain memory, with a table beside so small that it runs full, which chance alone never brings about. */
@NeedsKernel
class SpillEvictionTest {
    private static final int BUCKETS = 16;
    private static final int BESIDE = 2;
    private static final int ADDRESSES = 64;
    private static final int STEPS = 4_000;
    private static final FlatLayout LAYOUT = FlatLayout.ADDR6;

    private final Arena arena = Arena.ofConfined();
    private final Path pin =
            Path.of("/sys/fs/bpf/secbeat-test-spill-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final LibBpf bpf = LibBpf.open();
    private final LibC c = new LibC();
    private final Set<Prefix> watched = new HashSet<>();

    @SuppressWarnings("NullAway.Init") // With each table.
    private FlatBuckets buckets;

    private int fd;

    @BeforeEach
    void open() {
        NamespacePair.run(List.of(("bpftool map create " + pin + " type hash key 16 value " + Abi.BLOCK_BYTES
                        + " entries " + BESIDE + " name spill flags 1")
                .split(" ")));
        fd = Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get");
    }

    @AfterEach
    void close() throws Exception {
        c.close(fd);
        Files.delete(pin);
        arena.close();
    }

    /** Memory of this process where the kernel's would be. */
    private final class Memory implements TableSource {
        private final Map<KernelMap, MemorySegment> arrays = new EnumMap<>(KernelMap.class);
        private final MemorySegment secret = arena.allocate(Abi.HASH_BYTES, Long.BYTES);

        Memory() {
            ExactHash.draw(secret);
        }

        @Override
        public int mapFd(KernelMap map) {
            return fd;
        }

        @Override
        public boolean has(KernelMap map) {
            return true;
        }

        @Override
        public boolean kept(KernelMap map) {
            return true;
        }

        @Override
        public int capacity(KernelMap map) {
            if (map == LAYOUT.causes()) {
                return LAYOUT.causeElements(BUCKETS);
            }
            if (map == LAYOUT.marks()) {
                return LAYOUT.markElements(BUCKETS);
            }
            return map == LAYOUT.spill() ? BESIDE : BUCKETS;
        }

        @Override
        public MemorySegment memory(KernelMap map, Arena lifetime) {
            return arrays.computeIfAbsent(
                    map, _ -> arena.allocate((long) capacity(map) * map.valueBytes(), Long.BYTES));
        }

        @Override
        public ExactHash hash() {
            return ExactHash.read(secret);
        }
    }

    private FlatBlockTable table(Memory memory) {
        watched.clear();
        var owner = new AtomicReference<FlatBlockTable>();
        var watch = new FlatBlockTable.SpillWatch(owner::get);
        var beside = new MapBlockTable(bpf, LAYOUT.spill(), fd, BESIDE, arena, watch);
        buckets = FlatBuckets.of(LAYOUT, memory, arena);
        owner.set(new FlatBlockTable(buckets, beside, Optional.of(new Watch()), Optional.of(buckets)));
        return owner.get();
    }

    private final class Watch implements BlockWatch {
        @Override
        public void added(Prefix prefix) {
            assertThat(watched.add(prefix)).as("%s comes once", prefix).isTrue();
        }

        @Override
        public void gone(Prefix prefix) {
            assertThat(watched.remove(prefix)).as("%s was there", prefix).isTrue();
        }
    }

    /** So a block that finds its bucket full takes the one call that writes it. Reading back asks, and what was lost is written anew. */
    @Test
    void whatStandsBesideIsKnownWithoutAskingTheKernel() {
        var beside = new MapBlockTable(bpf, LAYOUT.spill(), fd, BESIDE, arena, new Watch());
        Prefix prefix = Prefix.parse("2001:db8::1");
        long now = System.nanoTime();
        assertThat(beside.contains(prefix)).isFalse();
        assertThat(beside.put(prefix, BlockCause.OPERATOR, now + 3_600_000_000_000L, now, _ -> {}))
                .isTrue();
        MemorySegment key = arena.allocate(LAYOUT.keyBytes(), Long.BYTES);
        PrefixKey.write(prefix, LAYOUT.spill(), key);
        Errno.check(bpf.mapDelete(fd, key), "bpf_map_delete_elem"); // Behind its back.

        assertThat(beside.contains(prefix)).as("not asked").isTrue();
        assertThat(beside.holds(prefix, now)).as("asked").isFalse();
        assertThat(beside.put(prefix, BlockCause.OPERATOR, now + 3_600_000_000_000L, now, _ -> {}))
                .isFalse();
        assertThat(beside.holds(prefix, now)).isTrue();
        assertThat(beside.fill().entries()).isEqualTo(1);
        assertThat(watched).containsExactly(prefix);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomBlocksAgreeWithAPlainMapAlsoAcrossRestarts(long seed) {
        Random random = new Random(seed);
        var memory = new Memory();
        FlatBlockTable table = table(memory);
        Map<Prefix, BlockCause> model = new HashMap<>();
        int refused = 0;
        int evictions = 0;
        for (int step = 0; step < STEPS; step++) {
            Prefix prefix = Prefix.parse(String.format("2001:db8::%x", random.nextInt(ADDRESSES)));
            BlockCause cause = BlockModel.anyCause(random);
            if (random.nextInt(5) == 0) {
                assertThat(table.remove(prefix)).isEqualTo(model.remove(prefix) != null);
            } else {
                List<Prefix> evicted = new ArrayList<>();
                long expires = System.nanoTime() + (3_600 + random.nextInt(9_000)) * 1_000_000_000L;
                try {
                    assertThat(table.put(prefix, cause, expires, System.nanoTime(), evicted::add))
                            .isEqualTo(!model.containsKey(prefix));
                    BlockCause known = model.getOrDefault(prefix, BlockCause.UNKNOWN);
                    model.put(prefix, cause.over(known));
                } catch (VerdictSinkException e) {
                    refused++;
                    assertThat(evicted).as("half applied").isEmpty();
                }
                evicted.forEach(gone ->
                        assertThat(model.remove(gone)).as(gone.toString()).matches(BlockCause::isAutomatic));
                evictions += evicted.size();
            }
            if (step % 500 == 499) {
                memory.memory(LAYOUT.marks(), arena).fill((byte) random.nextInt()); // By a version that knows none.
                table = table(memory);
                assertThat(marks(memory)).as("no more than needed").isEqualTo(needed(model.keySet()));
            }
            assertThat(model.keySet()).as("would be dropped").allMatch(one -> buckets.isMarked(LAYOUT.keyOf(one)));
            assertThat(held(table)).isEqualTo(model);
            assertThat(watched).isEqualTo(model.keySet());
            assertThat(table.fill().entries()).isEqualTo(model.size()).isLessThanOrEqualTo(BUCKETS);
        }
        assertThat(refused).isPositive();
        assertThat(evictions).isPositive();
        model.keySet().forEach(table::remove);
        assertThat(marks(memory)).as("none is left").containsOnly(0);
    }

    private static int[] marks(Memory memory) {
        return memory.memory(LAYOUT.marks(), Arena.global()).toArray(JAVA_INT);
    }

    private int[] needed(Set<Prefix> prefixes) {
        int[] gathered = buckets.blankMarks();
        prefixes.forEach(prefix -> buckets.gatherMarks(LAYOUT.keyOf(prefix), gathered));
        return gathered;
    }

    private static Map<Prefix, BlockCause> held(FlatBlockTable table) {
        List<HeldBlock> found = new ArrayList<>();
        table.collect(found, System.nanoTime());
        Map<Prefix, BlockCause> held = new HashMap<>();
        found.forEach(block -> held.put(block.prefix(), block.cause()));
        assertThat(held).as("none stands twice").hasSize(found.size());
        return held;
    }
}
