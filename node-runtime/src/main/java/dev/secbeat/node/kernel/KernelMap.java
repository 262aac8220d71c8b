// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** The program's maps, as in maps.h, in the order in which they are pinned. */
enum KernelMap {
    META("meta", Type.ARRAY, Integer.BYTES, Abi.META_BYTES),
    BLOCK_ADDR4("block_addr4", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    HITS_ADDR4("hits_addr4", Type.ARRAY, Integer.BYTES, Abi.SLOTS4 * Long.BYTES),
    SPILL_ADDR4("spill_addr4", Type.HASH, Abi.ADDRESS4_BYTES, Abi.BLOCK_BYTES),
    BLOCK_ADDR6("block_addr6", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    HITS_ADDR6("hits_addr6", Type.ARRAY, Integer.BYTES, Abi.SLOTS6 * Long.BYTES),
    SPILL_ADDR6("spill_addr6", Type.HASH, Abi.ADDRESS6_BYTES, Abi.BLOCK_BYTES),
    BLOCK_NET64("block_net64", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    HITS_NET64("hits_net64", Type.ARRAY, Integer.BYTES, Abi.SLOTS64 * Long.BYTES),
    SPILL_NET64("spill_net64", Type.HASH, Abi.NETWORK6_BYTES, Abi.BLOCK_BYTES),
    BLOCK_PREFIX4("block_prefix4", Type.LPM_TRIE, Abi.PREFIX4_BYTES, Abi.BLOCK_BYTES),
    BLOCK_PREFIX6("block_prefix6", Type.LPM_TRIE, Abi.PREFIX6_BYTES, Abi.BLOCK_BYTES),
    ALLOW_PREFIX4("allow_prefix4", Type.LPM_TRIE, Abi.PREFIX4_BYTES, Integer.BYTES),
    ALLOW_PREFIX6("allow_prefix6", Type.LPM_TRIE, Abi.PREFIX6_BYTES, Integer.BYTES),
    SOURCES("sources", Type.ARRAY, Integer.BYTES, Abi.SOURCE_SET_BYTES),
    REPORTS("reports", Type.RINGBUF, 0, 0),
    STATS("stats", Type.PERCPU_ARRAY, Integer.BYTES, Abi.COUNTER_BYTES),
    EVENTS("events", Type.PERCPU_ARRAY, Integer.BYTES, Long.BYTES),
    SYN_GUARDS("syn_guards", Type.ARRAY, Integer.BYTES, Abi.SYN_GUARD_BYTES),
    SYN_PENDING("syn_pending", Type.PERCPU_ARRAY, Integer.BYTES, Long.BYTES);

    /** Numbers of {@code enum bpf_map_type}. */
    private static final class Type {
        static final int HASH = 1;
        static final int ARRAY = 2;
        static final int PERCPU_ARRAY = 6;
        static final int LPM_TRIE = 11;
        static final int RINGBUF = 27;
    }

    private final String mapName;
    private final int type;
    private final int keyBytes;
    private final int valueBytes;

    KernelMap(String mapName, int type, int keyBytes, int valueBytes) {
        this.mapName = mapName;
        this.type = type;
        this.keyBytes = keyBytes;
        this.valueBytes = valueBytes;
    }

    /** Name in the object, of the pin, and in metrics. */
    String mapName() {
        return mapName;
    }

    int keyBytes() {
        return keyBytes;
    }

    int valueBytes() {
        return valueBytes;
    }

    boolean hasLayoutOf(MapInfo info) {
        return info.type() == type && info.keyBytes() == keyBytes && info.valueBytes() == valueBytes;
    }

    /** Whether it holds counters, an entry for each reason or event: it may grow from version to version. */
    boolean holdsCounters() {
        return this == STATS || this == EVENTS;
    }

    /**
     * The size to create it with; 0 leaves the size of the object.
     *
     * @param cpus that the machine may ever have
     */
    int capacity(MapCapacities capacities, int cpus) {
        return switch (this) {
            case BLOCK_ADDR4, HITS_ADDR4 -> FlatLayout.ADDR4.bucketsFor(capacities.exactBlocks());
            case BLOCK_ADDR6, HITS_ADDR6 -> FlatLayout.ADDR6.bucketsFor(capacities.exactBlocks());
            case BLOCK_NET64, HITS_NET64 -> FlatLayout.NET64.bucketsFor(capacities.exactBlocks());
            case SPILL_ADDR4, SPILL_ADDR6, SPILL_NET64 -> FlatLayout.spillFor(capacities.exactBlocks());
            case BLOCK_PREFIX4, BLOCK_PREFIX6 -> capacities.prefixBlocks();
            case ALLOW_PREFIX4, ALLOW_PREFIX6 -> capacities.allowPrefixes();
            case SOURCES -> setsFor(capacities.sources()) * cpus;
            case REPORTS -> capacities.ringBytes();
            case STATS -> Abi.REASON_ROOM;
            case EVENTS -> Abi.EVENT_ROOM;
            case META, SYN_GUARDS, SYN_PENDING -> 0;
        };
    }

    /** Sets that hold so many sources of one CPU, a power of two. */
    private static int setsFor(int sources) {
        int wanted = Math.max(2, Math.ceilDiv(sources, Abi.SOURCE_WAYS));
        return Integer.highestOneBit(2 * wanted - 1);
    }
}
