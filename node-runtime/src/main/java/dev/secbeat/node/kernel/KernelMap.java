// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** The program's maps, as in maps.h. */
enum KernelMap {
    BLOCK_ADDR4("block_addr4", Type.HASH, Abi.ADDRESS4_BYTES, Abi.BLOCK_BYTES),
    BLOCK_ADDR6("block_addr6", Type.HASH, Abi.ADDRESS6_BYTES, Abi.BLOCK_BYTES),
    BLOCK_NET64("block_net64", Type.HASH, Abi.NETWORK6_BYTES, Abi.BLOCK_BYTES),
    BLOCK_PREFIX4("block_prefix4", Type.LPM_TRIE, Abi.PREFIX4_BYTES, Abi.BLOCK_BYTES),
    BLOCK_PREFIX6("block_prefix6", Type.LPM_TRIE, Abi.PREFIX6_BYTES, Abi.BLOCK_BYTES),
    ALLOW_PREFIX4("allow_prefix4", Type.LPM_TRIE, Abi.PREFIX4_BYTES, Integer.BYTES),
    ALLOW_PREFIX6("allow_prefix6", Type.LPM_TRIE, Abi.PREFIX6_BYTES, Integer.BYTES),
    SOURCES("sources", Type.LRU_HASH, Abi.SOURCE_KEY_BYTES, Abi.SOURCE_BYTES),
    REPORTS("reports", Type.RINGBUF, 0, 0),
    STATS("stats", Type.PERCPU_ARRAY, Integer.BYTES, Abi.COUNTER_BYTES),
    EVENTS("events", Type.PERCPU_ARRAY, Integer.BYTES, Long.BYTES),
    META("meta", Type.ARRAY, Integer.BYTES, Abi.META_BYTES);

    /** Numbers of {@code enum bpf_map_type}. */
    private static final class Type {
        static final int HASH = 1;
        static final int ARRAY = 2;
        static final int PERCPU_ARRAY = 6;
        static final int LRU_HASH = 9;
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

    /** The size to create it with; 0 leaves the size of the object. */
    int capacity(MapCapacities capacities) {
        return switch (this) {
            case BLOCK_ADDR4, BLOCK_ADDR6, BLOCK_NET64 -> capacities.exactBlocks();
            case BLOCK_PREFIX4, BLOCK_PREFIX6 -> capacities.prefixBlocks();
            case ALLOW_PREFIX4, ALLOW_PREFIX6 -> capacities.allowPrefixes();
            case SOURCES -> capacities.sources();
            case REPORTS -> capacities.ringBytes();
            case STATS -> Abi.REASON_ROOM;
            case EVENTS -> Abi.EVENT_ROOM;
            case META -> 0;
        };
    }
}
