// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The kernel's five tables of blocks, swept in turn. Owned by one thread, {@link #fill} and {@link #entries} apart. */
final class BlockTables {
    /** Longest pause between the starts of two rounds over a table: how long an expired entry may take up room. */
    private static final long ROUND_NANOS = 1_000_000_000;

    private static final int ENTRIES_PER_STEP = 32;

    private final Map<KernelMap, BlockTable> tables = new EnumMap<>(KernelMap.class);
    private final List<BlockTable> order;
    private long nextRoundNanos;
    private int turn;

    BlockTables(LibBpf bpf, LibC c, XdpObject object, Arena arena, long nowNanos) {
        for (FlatLayout layout : FlatLayout.values()) {
            tables.put(layout.buckets(), flat(layout, bpf, c, object, arena));
        }
        for (KernelMap map : List.of(KernelMap.BLOCK_PREFIX4, KernelMap.BLOCK_PREFIX6)) {
            tables.put(map, new MapBlockTable(bpf, map, object.mapFd(map), object.capacity(map), arena, gone -> {}));
        }
        order = List.copyOf(tables.values());
        nextRoundNanos = nowNanos;
    }

    private static FlatBlockTable flat(FlatLayout layout, LibBpf bpf, LibC c, XdpObject object, Arena arena) {
        KernelMap beside = layout.spill();
        var owner = new AtomicReference<FlatBlockTable>();
        var spill = new MapBlockTable(
                bpf,
                beside,
                object.mapFd(beside),
                object.capacity(beside),
                arena,
                gone -> owner.get().unspill(gone));
        var memory = new FlatBlockTable.FlatMemory(
                map(layout.buckets(), c, object, arena), map(layout.hits(), c, object, arena));
        try (Arena brief = Arena.ofConfined()) {
            owner.set(
                    new FlatBlockTable(layout, object.hash(), memory, spill, map(layout.buckets(), c, object, brief)));
        }
        return owner.get();
    }

    /** All entries of an array map, in this process's memory until {@code lifetime} closes. */
    private static MemorySegment map(KernelMap map, LibC c, XdpObject object, Arena lifetime) {
        long page = c.getpagesize();
        long bytes = (long) object.capacity(map) * map.valueBytes();
        long pages = Math.ceilDiv(bytes, page) * page;
        return c.mmap(object.mapFd(map), pages, LibC.PROT_READ | LibC.PROT_WRITE, 0, lifetime)
                .asSlice(0, bytes);
    }

    /** The table for {@code prefix}. */
    BlockTable of(Prefix prefix) {
        BlockTable table = tables.get(PrefixKey.blockTable(prefix));
        if (table == null) {
            throw new IllegalStateException("no table for " + prefix);
        }
        return table;
    }

    /** Removes some expired entries: a few looks a call, each table about once a second. */
    void sweep(long nowNanos) {
        if (turn == order.size()) {
            if (nowNanos - nextRoundNanos < 0) {
                return;
            }
            turn = 0;
            nextRoundNanos = nowNanos + ROUND_NANOS;
        }
        BlockTable table = order.get(turn);
        table.sweep(nowNanos, ENTRIES_PER_STEP);
        if (!table.isSweeping()) {
            turn++;
        }
    }

    List<HeldBlock> inForce(long nowNanos) {
        List<HeldBlock> found = new ArrayList<>();
        order.stream().filter(table -> table.fill().entries() > 0).forEach(table -> table.collect(found, nowNanos));
        return found;
    }

    Map<String, MapFill> fill() {
        Map<String, MapFill> fill = new LinkedHashMap<>();
        tables.forEach((map, table) -> fill.put(map.mapName(), table.fill()));
        return fill;
    }

    long entries() {
        return order.stream().mapToLong(table -> table.fill().entries()).sum();
    }
}
