// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.TableRoom;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The kernel's five tables of blocks, swept in turn. Owned by one thread, {@link #fill} and {@link #entries} apart. */
final class BlockTables {
    /** Longest pause between the starts of two rounds over a table: how long an expired entry may take up room. */
    private static final long ROUND_NANOS = 1_000_000_000;

    private static final int ENTRIES_PER_STEP = 32;

    private final Map<KernelMap, BlockTable> tables = new EnumMap<>(KernelMap.class);
    private final List<BlockTable> order;
    private final List<MemorySegment> memory = new ArrayList<>();
    private long nextRoundNanos;
    private int turn;

    /** @param near is told of all prefixes */
    BlockTables(LibBpf bpf, TableSource object, Arena arena, BlockWatch near, long nowNanos) {
        for (FlatLayout layout : FlatLayout.values()) {
            boolean prefixes = layout == FlatLayout.PREFIX4 || layout == FlatLayout.PREFIX6;
            tables.put(
                    layout.buckets(),
                    flat(layout, bpf, object, arena, prefixes ? Optional.of(near) : Optional.empty()));
        }
        KernelMap beyond = KernelMap.BLOCK_BEYOND6;
        tables.put(beyond, new MapBlockTable(bpf, beyond, object.mapFd(beyond), object.capacity(beyond), arena, near));
        order = List.copyOf(tables.values());
        nextRoundNanos = nowNanos;
    }

    private FlatBlockTable flat(
            FlatLayout layout, LibBpf bpf, TableSource object, Arena arena, Optional<BlockWatch> watch) {
        KernelMap beside = layout.spill();
        var owner = new AtomicReference<FlatBlockTable>();
        var spill = new MapBlockTable(
                bpf,
                beside,
                object.mapFd(beside),
                object.capacity(beside),
                arena,
                new FlatBlockTable.SpillWatch(owner::get));
        try (Arena brief = Arena.ofConfined()) {
            Optional<FlatBuckets> scan = object.kept(layout.buckets()) || object.kept(beside)
                    ? Optional.of(FlatBuckets.of(layout, object, brief))
                    : Optional.empty();
            FlatBuckets buckets = FlatBuckets.of(layout, object, arena);
            memory.addAll(buckets.memory());
            owner.set(new FlatBlockTable(buckets, spill, watch, scan));
        }
        return owner.get();
    }

    /** What of the tables is in this process's memory. */
    List<MemorySegment> memory() {
        return memory;
    }

    /** The table for {@code prefix}. */
    BlockTable of(Prefix prefix) {
        BlockTable table = tables.get(PrefixKey.blockTable(prefix));
        if (table == null) {
            throw new IllegalStateException("no table for " + prefix);
        }
        return table;
    }

    /**
     * Whether the kernel holds exactly {@code prefix}, unexpired. Without a lambda: each word of a long order is read back.
     *
     * @throws VerdictSinkException when the kernel could not be asked
     */
    boolean holds(Prefix prefix, long nowNanos) {
        try {
            return of(prefix).holds(prefix, nowNanos);
        } catch (XdpException e) {
            throw new VerdictSinkException(e.getMessage(), e);
        }
    }

    /** What is left of the table for {@code prefix}. */
    TableRoom room(Prefix prefix) {
        KernelMap map = PrefixKey.blockTable(prefix);
        String holds = switch (map) {
            case BLOCK_ADDR4 -> "single IPv4 addresses";
            case BLOCK_ADDR6 -> "single IPv6 addresses";
            case BLOCK_NET64 -> "IPv6 /64s";
            case BLOCK_PREFIX4 -> "IPv4 prefixes";
            case BLOCK_PREFIX6 -> "IPv6 prefixes wider than /64";
            default -> "IPv6 prefixes narrower than /64";
        };
        String setting = map.group() == KernelMap.Group.EXACT_BLOCKS ? "max_host_blocks" : "max_prefix_blocks";
        return new TableRoom(holds, setting, of(prefix).roomForLasting());
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

    /**
     * Takes blocks of other tables over, causes included; hits begin anew.
     *
     * @throws VerdictSinkException when there is no room for all: these tables are not in force then
     */
    void takeOver(List<HeldBlock> held, long nowNanos) {
        for (HeldBlock block : held) {
            BlockTable table = of(block.prefix());
            long expiresNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(block.remainingMillis());
            boolean _ = table.put(block.prefix(), block.cause(), expiresNanos, nowNanos, evicted -> {
                throw BlockTable.full("moving " + evicted, (int) table.fill().capacity());
            });
        }
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
