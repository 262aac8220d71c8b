// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables that an earlier start left pinned, to be read while their successors are filled. They are walked from end to
 * end and no key is ever looked up in them, so those of another hash can be read as well.
 */
final class EarlierTables implements TableSource, AutoCloseable {
    /** The one earlier version that can be taken over from: version 4 has the buckets of version 3, and another hash. */
    static final int READABLE_VERSION = 3;

    /** What of its tables cannot be used on: all that is hashed, and the word that tells the version. */
    static final Set<KernelMap.Group> LAID_OUT_OTHERWISE = Set.of(
            KernelMap.Group.META,
            KernelMap.Group.EXACT_BLOCKS,
            KernelMap.Group.PREFIX_BLOCKS,
            KernelMap.Group.SOURCES,
            KernelMap.Group.LIST_TABLES);

    private static final Set<KernelMap> MARKS =
            Stream.of(FlatLayout.values()).map(FlatLayout::marks).collect(Collectors.toUnmodifiableSet());

    private final LibBpf bpf;
    private final LibC c;
    private final ExactHash hash;
    private final Map<KernelMap, Integer> fds = new EnumMap<>(KernelMap.class);
    private final PinDirectory pins;

    EarlierTables(LibBpf bpf, LibC c, PinDirectory pins, ExactHash hash) {
        this.bpf = bpf;
        this.c = c;
        this.pins = pins;
        this.hash = hash;
    }

    /** The blocks in force in them. */
    List<HeldBlock> blocks(long nowNanos) {
        try (Arena arena = Arena.ofConfined()) {
            return new BlockTables(bpf, this, arena, BlockWatch.NOBODY, nowNanos).inForce(nowNanos);
        }
    }

    /** The same while a node works on them: nothing is written, and a block that moves may be told twice or not at all. */
    List<HeldBlock> look(long nowNanos) {
        List<HeldBlock> found = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            for (FlatLayout layout : FlatLayout.values()) {
                FlatBuckets buckets = FlatBuckets.of(layout, this, arena);
                for (int bucket = 0; bucket < buckets.count(); bucket++) {
                    buckets.collect(bucket, found, nowNanos);
                }
                table(layout.spill(), arena).collect(found, nowNanos);
            }
            table(KernelMap.BLOCK_BEYOND6, arena).collect(found, nowNanos);
        }
        return found;
    }

    private MapBlockTable table(KernelMap map, Arena arena) {
        return new MapBlockTable(bpf, map, mapFd(map), capacity(map), arena, BlockWatch.NOBODY);
    }

    @Override
    public int mapFd(KernelMap map) {
        return fds.computeIfAbsent(map, wanted -> pins.open(bpf, pins.map(wanted)));
    }

    /** But for marks: the program before goes by them, and it may have hashed them otherwise. */
    @Override
    public boolean has(KernelMap map) {
        return !MARKS.contains(map) && Files.exists(pins.map(map));
    }

    @Override
    public boolean kept(KernelMap map) {
        return true;
    }

    @Override
    public int capacity(KernelMap map) {
        return MapInfo.of(bpf, mapFd(map), map.mapName()).maxEntries();
    }

    @Override
    public MemorySegment memory(KernelMap map, Arena lifetime) {
        return c.mapArray(mapFd(map), capacity(map), map.valueBytes(), lifetime);
    }

    @Override
    public ExactHash hash() {
        return hash;
    }

    @Override
    public void close() {
        fds.values().forEach(c::close);
    }
}
