// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.BlockCause;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads pinned maps without taking part: nothing is written and no place in them is remembered, so a node may go on working
 * on them meanwhile, and an entry that moves may be counted twice or not at all. Owned by one thread.
 */
final class PinnedTables {
    private static final int ARRAY = 2;

    private final LibBpf bpf;
    private final LibC c;

    PinnedTables(LibBpf bpf, LibC c) {
        this.bpf = bpf;
        this.c = c;
    }

    /** One open map. */
    private record Open(KernelMap map, int fd, MapInfo info) {}

    private interface Reading<T> {
        T of(Open table, Arena arena);
    }

    /** The version in the first word of the map "meta", whatever else that version keeps there; 0 before it is written. */
    int abiVersion(PinDirectory pins) {
        return with(pins, KernelMap.META, false, (table, arena) -> {
            if (table.info.type() != ARRAY || table.info.keyBytes() != Integer.BYTES) {
                throw new XdpException(pins.map(KernelMap.META) + " is no table of SecBeat's: " + table.info);
            }
            MemorySegment meta = arena.allocate(Math.max(table.info.valueBytes(), Abi.META_BYTES), Long.BYTES);
            Errno.check(bpf.mapLookup(table.fd, arena.allocateFrom(JAVA_INT, 0), meta), "bpf_map_lookup_elem(meta, 0)");
            return meta.get(JAVA_INT, Abi.META_ABI_VERSION);
        });
    }

    /** Sums over all CPUs: for each entry of a map of counters, for each 64-bit word of it. */
    long[][] sums(PinDirectory pins, KernelMap map) {
        int cpus = Errno.check(bpf.possibleCpus(), "libbpf_num_possible_cpus()");
        return with(pins, map, true, (table, arena) -> {
            int words = map.valueBytes() / Long.BYTES;
            long[][] sums = new long[table.info.maxEntries()][words];
            MemorySegment values = arena.allocate((long) map.valueBytes() * cpus, Long.BYTES);
            for (int entry = 0; entry < sums.length; entry++) {
                Errno.check(
                        bpf.mapLookup(table.fd, arena.allocateFrom(JAVA_INT, entry), values),
                        "bpf_map_lookup_elem(" + map.mapName() + ", " + entry + ")");
                for (int at = 0; at < words * cpus; at++) {
                    sums[entry][at % words] += values.getAtIndex(JAVA_LONG, at);
                }
            }
            return sums;
        });
    }

    /** As {@link XdpDataPlane#mapFill} tells it: the exact table with what stands beside it. */
    MapFill fill(PinDirectory pins, FlatLayout layout) {
        long beside = with(pins, layout.spill(), true, this::walk).entries();
        return with(pins, layout.buckets(), true, (table, arena) -> {
            int buckets = table.info.maxEntries();
            MemorySegment memory = mapped(table, (long) buckets * Abi.BUCKET_BYTES, arena);
            long held = beside;
            for (int bucket = 0; bucket < buckets; bucket++) {
                for (int slot = 0; slot < layout.slots(); slot++) {
                    held += memory.get(JAVA_INT, layout.expires(bucket, slot)) != 0 ? 1 : 0;
                }
            }
            return new MapFill(held, layout.capacityOf(buckets));
        });
    }

    /** Blocks by why they are there; counted as {@link #fill} counts. */
    Map<BlockCause, Long> causes(PinDirectory pins) {
        Map<BlockCause, Long> held = new EnumMap<>(BlockCause.class);
        for (FlatLayout layout : FlatLayout.values()) {
            byte[] causes = Files.exists(pins.map(layout.causes())) ? causes(pins, layout) : new byte[0];
            long _ = with(pins, layout.buckets(), true, (table, arena) -> count(layout, table, causes, held, arena));
            long _ = with(pins, layout.spill(), true, (table, arena) -> count(table, held, arena));
        }
        long _ = with(pins, KernelMap.BLOCK_BEYOND6, true, (table, arena) -> count(table, held, arena));
        return held;
    }

    private byte[] causes(PinDirectory pins, FlatLayout layout) {
        return with(pins, layout.causes(), true, (table, arena) -> {
            long bytes = (long) table.info.maxEntries() * table.map.valueBytes();
            return mapped(table, bytes, arena).asSlice(0, bytes).toArray(JAVA_BYTE);
        });
    }

    private long count(FlatLayout layout, Open table, byte[] causes, Map<BlockCause, Long> held, Arena arena) {
        int buckets = table.info.maxEntries();
        MemorySegment memory = mapped(table, (long) buckets * Abi.BUCKET_BYTES, arena);
        for (int bucket = 0; bucket < buckets; bucket++) {
            for (int slot = 0; slot < layout.slots(); slot++) {
                if (memory.get(JAVA_INT, layout.expires(bucket, slot)) != 0) {
                    int at = (int) layout.cause(bucket, slot);
                    held.merge(BlockCause.ofCode(at < causes.length ? causes[at] : 0), 1L, Long::sum);
                }
            }
        }
        return buckets;
    }

    private long count(Open table, Map<BlockCause, Long> held, Arena arena) {
        var handle = new MapHandle(bpf, table.map, table.fd, arena);
        int seen = 0;
        for (boolean more = handle.first(); more && seen < table.info.maxEntries(); more = handle.peekNext()) {
            if (seen++ > 0) {
                handle.advance();
            }
            if (handle.lookup()) {
                held.merge(BlockCause.ofCode(handle.value().get(JAVA_INT, Abi.BLOCK_CAUSE)), 1L, Long::sum);
            }
        }
        return seen;
    }

    /** A copy of all elements of an array map, valid until {@code lifetime} closes. */
    MemorySegment elements(PinDirectory pins, KernelMap map, Arena lifetime) {
        return with(pins, map, true, (table, arena) -> {
            long bytes = (long) table.info.maxEntries() * map.valueBytes();
            MemorySegment copy = lifetime.allocate(bytes, Long.BYTES);
            return copy.copyFrom(mapped(table, bytes, arena).asSlice(0, bytes));
        });
    }

    /** Most entries of a map. */
    int capacity(PinDirectory pins, KernelMap map) {
        return with(pins, map, true, (table, arena) -> table.info.maxEntries());
    }

    /** Entries of one of the kernel's own tables. */
    MapFill fill(PinDirectory pins, KernelMap map) {
        return with(pins, map, true, this::walk);
    }

    /** Bytes of reports that wait to be read, and the ring's size; see {@link ReportRing} for the layout. */
    MapFill ring(PinDirectory pins) {
        return with(pins, KernelMap.REPORTS, true, (table, arena) -> {
            long page = c.getpagesize();
            MemorySegment positions = c.mmap(table.fd, 2 * page, LibC.PROT_READ, 0, arena);
            long read = positions.get(JAVA_LONG, 0);
            long written = positions.get(JAVA_LONG, page);
            return new MapFill(Math.max(0, written - read), table.info.maxEntries());
        });
    }

    /** Bounded: a key that is removed under the walk makes it begin anew. */
    private MapFill walk(Open table, Arena arena) {
        var handle = new MapHandle(bpf, table.map, table.fd, arena);
        long held = 0;
        for (boolean more = handle.first(); more && held < table.info.maxEntries(); more = handle.peekNext()) {
            if (held > 0) {
                handle.advance();
            }
            held++;
        }
        return new MapFill(held, table.info.maxEntries());
    }

    private MemorySegment mapped(Open table, long bytes, Arena arena) {
        long page = c.getpagesize();
        return c.mmap(table.fd, Math.ceilDiv(bytes, page) * page, LibC.PROT_READ, 0, arena);
    }

    /** @param strict whether the map must be as this version makes it */
    private <T> T with(PinDirectory pins, KernelMap map, boolean strict, Reading<T> reading) {
        String pin = pins.map(map).toString();
        try (Arena arena = Arena.ofConfined()) {
            int fd = Errno.check(bpf.get(arena.allocateFrom(pin)), "bpf_obj_get(" + pin + ")");
            try {
                MapInfo info = MapInfo.of(bpf, fd, pin);
                if (strict && !map.hasLayoutOf(info)) {
                    throw new XdpException(pin + " is no table of this version: " + info);
                }
                return reading.of(new Open(map, fd, info), arena);
            } finally {
                c.close(fd);
            }
        }
    }
}
