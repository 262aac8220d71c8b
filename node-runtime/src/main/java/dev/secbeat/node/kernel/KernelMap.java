// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** The program's maps that are pinned, as in maps.h and policy_maps.h, in the order in which they are. */
enum KernelMap {
    META("meta", Type.ARRAY, Integer.BYTES, Abi.META_BYTES),
    BLOCK_ADDR4("block_addr4", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    SPILL_ADDR4("spill_addr4", Type.HASH, Abi.ADDRESS4_BYTES, Abi.BLOCK_BYTES),
    BLOCK_ADDR6("block_addr6", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    SPILL_ADDR6("spill_addr6", Type.HASH, Abi.ADDRESS6_BYTES, Abi.BLOCK_BYTES),
    BLOCK_NET64("block_net64", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    SPILL_NET64("spill_net64", Type.HASH, Abi.NETWORK6_BYTES, Abi.BLOCK_BYTES),
    BLOCK_PREFIX4("block_prefix4", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    SPILL_PREFIX4("spill_prefix4", Type.HASH, Integer.BYTES, Abi.BLOCK_BYTES),
    BLOCK_PREFIX6("block_prefix6", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    SPILL_PREFIX6("spill_prefix6", Type.HASH, Long.BYTES, Abi.BLOCK_BYTES),
    NEAR4("near4", Type.ARRAY, Integer.BYTES, Abi.NEAR4_BYTES),
    NEAR6("near6", Type.ARRAY, Integer.BYTES, Abi.NEAR6_BYTES),
    WIDE6("wide6", Type.ARRAY, Integer.BYTES, Abi.NEAR6_BYTES),
    BLOCK_BEYOND6("block_beyond6", Type.LPM_TRIE, Abi.PREFIX6_BYTES, Abi.BLOCK_BYTES),
    ALLOW_PREFIX4("allow_prefix4", Type.LPM_TRIE, Abi.PREFIX4_BYTES, Integer.BYTES),
    ALLOW_PREFIX6("allow_prefix6", Type.LPM_TRIE, Abi.PREFIX6_BYTES, Integer.BYTES),
    SOURCES("sources", Type.ARRAY, Integer.BYTES, Abi.SOURCE_SET_BYTES),
    REPORTS("reports", Type.RINGBUF, 0, 0),
    STATS("stats", Type.PERCPU_ARRAY, Integer.BYTES, Abi.COUNTER_BYTES),
    EVENTS("events", Type.PERCPU_ARRAY, Integer.BYTES, Long.BYTES),
    SAMPLES("samples", Type.RINGBUF, 0, 0),
    CAPTURE("capture", Type.ARRAY, Integer.BYTES, Abi.CAPTURE_BYTES),
    SAMPLER("sampler", Type.PERCPU_ARRAY, Integer.BYTES, Abi.SAMPLER_BYTES),
    RULE_COUNTS("rule_counts", Type.PERCPU_ARRAY, Integer.BYTES, PolicyAbi.RULE_COUNT_BYTES),
    SERVICE_COUNTS("service_counts", Type.PERCPU_ARRAY, Integer.BYTES, PolicyAbi.SERVICE_COUNT_BYTES),
    SYN_GUARDS("syn_guards", Type.ARRAY, Integer.BYTES, Abi.SYN_GUARD_BYTES),
    SYN_PENDING("syn_pending", Type.PERCPU_ARRAY, Integer.BYTES, Long.BYTES),
    LISTS("lists", Type.ARRAY, Integer.BYTES, Abi.LISTS_BYTES),
    LIST4("list4", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    LIST8("list8", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    LIST16("list16", Type.ARRAY, Integer.BYTES, Abi.BUCKET_BYTES),
    LIST_NEAR4("list_near4", Type.ARRAY, Integer.BYTES, Abi.LIST_NEAR4_BYTES),
    LIST_NEAR6("list_near6", Type.ARRAY, Integer.BYTES, Abi.LIST_NEAR6_BYTES),
    LIST_NOTES("list_notes", Type.ARRAY, Integer.BYTES, Abi.LIST_NOTE_BYTES),
    LIST_HITS("list_hits", Type.PERCPU_ARRAY, Integer.BYTES, Abi.COUNTER_BYTES),
    LIST_SPARED("list_spared", Type.PERCPU_ARRAY, Integer.BYTES, Abi.COUNTER_BYTES),
    CAUSE_ADDR4("cause_addr4", Type.ARRAY, Integer.BYTES, Long.BYTES),
    CAUSE_ADDR6("cause_addr6", Type.ARRAY, Integer.BYTES, Long.BYTES),
    CAUSE_NET64("cause_net64", Type.ARRAY, Integer.BYTES, Long.BYTES),
    CAUSE_PREFIX4("cause_prefix4", Type.ARRAY, Integer.BYTES, Long.BYTES),
    CAUSE_PREFIX6("cause_prefix6", Type.ARRAY, Integer.BYTES, Long.BYTES),
    MARK_ADDR4("mark_addr4", Type.ARRAY, Integer.BYTES, Abi.MARKS_BYTES),
    MARK_ADDR6("mark_addr6", Type.ARRAY, Integer.BYTES, Abi.MARKS_BYTES),
    MARK_NET64("mark_net64", Type.ARRAY, Integer.BYTES, Abi.MARKS_BYTES),
    MARK_PREFIX4("mark_prefix4", Type.ARRAY, Integer.BYTES, Abi.MARKS_BYTES),
    MARK_PREFIX6("mark_prefix6", Type.ARRAY, Integer.BYTES, Abi.MARKS_BYTES);

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

    /** Whether it is one of the kernel's own tables, whose keys can be walked. */
    boolean isWalkable() {
        return type == Type.HASH || type == Type.LPM_TRIE;
    }

    /** Maps that belong together: when one needs another size, all of its group are made anew. */
    enum Group {
        META,
        EXACT_BLOCKS,
        PREFIX_BLOCKS,
        AROUND,
        ALLOWED,
        SOURCES,
        REPORTS,
        SAMPLES,
        CAPTURE,
        COUNTERS,
        NAMED_COUNTERS,
        SYNS,
        LISTS,
        LIST_TABLES
    }

    Group group() {
        return switch (this) {
            case META -> Group.META;
            case BLOCK_ADDR4, SPILL_ADDR4, BLOCK_ADDR6, SPILL_ADDR6, BLOCK_NET64, SPILL_NET64 -> Group.EXACT_BLOCKS;
            case CAUSE_ADDR4, CAUSE_ADDR6, CAUSE_NET64 -> Group.EXACT_BLOCKS;
            case MARK_ADDR4, MARK_ADDR6, MARK_NET64 -> Group.EXACT_BLOCKS;
            case CAUSE_PREFIX4, CAUSE_PREFIX6, MARK_PREFIX4, MARK_PREFIX6 -> Group.PREFIX_BLOCKS;
            case BLOCK_PREFIX4, SPILL_PREFIX4, BLOCK_PREFIX6, SPILL_PREFIX6, NEAR6, BLOCK_BEYOND6 ->
                Group.PREFIX_BLOCKS;
            case NEAR4, WIDE6 -> Group.AROUND;
            case ALLOW_PREFIX4, ALLOW_PREFIX6 -> Group.ALLOWED;
            case SOURCES -> Group.SOURCES;
            case REPORTS -> Group.REPORTS;
            case SAMPLES -> Group.SAMPLES;
            case CAPTURE, SAMPLER -> Group.CAPTURE;
            case STATS, EVENTS -> Group.COUNTERS;
            case RULE_COUNTS, SERVICE_COUNTS -> Group.NAMED_COUNTERS;
            case SYN_GUARDS, SYN_PENDING -> Group.SYNS;
            case LISTS, LIST_NOTES, LIST_HITS, LIST_SPARED -> Group.LISTS;
            case LIST4, LIST8, LIST16, LIST_NEAR4, LIST_NEAR6 -> Group.LIST_TABLES;
        };
    }

    /** Whether it holds counters, an entry for each reason or event: it may grow from version to version. */
    boolean holdsCounters() {
        return this == STATS || this == EVENTS;
    }

    /** Whether each load brings a new one, and what was counted moves over by name; see {@link NamedCounters}. */
    boolean isCarriedByName() {
        return this == RULE_COUNTS || this == SERVICE_COUNTS;
    }

    /**
     * The size to create it with; 0 leaves the size of the object.
     *
     * @param cpus that the machine may ever have
     */
    int capacity(MapCapacities capacities, int cpus) {
        return switch (this) {
            case BLOCK_ADDR4 -> FlatLayout.ADDR4.bucketsFor(capacities.exactBlocks());
            case BLOCK_ADDR6 -> FlatLayout.ADDR6.bucketsFor(capacities.exactBlocks());
            case BLOCK_NET64 -> FlatLayout.NET64.bucketsFor(capacities.exactBlocks());
            case SPILL_ADDR4 -> FlatLayout.ADDR4.spillFor(capacities.exactBlocks());
            case SPILL_ADDR6 -> FlatLayout.ADDR6.spillFor(capacities.exactBlocks());
            case SPILL_NET64 -> FlatLayout.NET64.spillFor(capacities.exactBlocks());
            case BLOCK_PREFIX4 -> FlatLayout.PREFIX4.bucketsFor(capacities.prefixBlocks());
            case BLOCK_PREFIX6 -> FlatLayout.PREFIX6.bucketsFor(capacities.prefixBlocks());
            case SPILL_PREFIX4 -> FlatLayout.PREFIX4.spillFor(capacities.prefixBlocks());
            case SPILL_PREFIX6 -> FlatLayout.PREFIX6.spillFor(capacities.prefixBlocks());
            case CAUSE_ADDR4 -> FlatLayout.ADDR4.causesFor(capacities.exactBlocks());
            case CAUSE_ADDR6 -> FlatLayout.ADDR6.causesFor(capacities.exactBlocks());
            case CAUSE_NET64 -> FlatLayout.NET64.causesFor(capacities.exactBlocks());
            case CAUSE_PREFIX4 -> FlatLayout.PREFIX4.causesFor(capacities.prefixBlocks());
            case CAUSE_PREFIX6 -> FlatLayout.PREFIX6.causesFor(capacities.prefixBlocks());
            case MARK_ADDR4 -> FlatLayout.ADDR4.marksFor(capacities.exactBlocks());
            case MARK_ADDR6 -> FlatLayout.ADDR6.marksFor(capacities.exactBlocks());
            case MARK_NET64 -> FlatLayout.NET64.marksFor(capacities.exactBlocks());
            case MARK_PREFIX4 -> FlatLayout.PREFIX4.marksFor(capacities.prefixBlocks());
            case MARK_PREFIX6 -> FlatLayout.PREFIX6.marksFor(capacities.prefixBlocks());
            case NEAR6 -> FlatLayout.PREFIX6.bucketsFor(4 * capacities.prefixBlocks());
            case BLOCK_BEYOND6 -> capacities.prefixBlocks();
            case ALLOW_PREFIX4, ALLOW_PREFIX6 -> capacities.allowPrefixes();
            case SOURCES -> setsFor(capacities.sources()) * cpus;
            case REPORTS -> capacities.ringBytes();
            case STATS -> Abi.REASON_ROOM;
            case EVENTS -> Abi.EVENT_ROOM;
            case SAMPLES -> capacities.sampleBytes();
            case LIST4 -> ListLayout.LIST4.bucketsFor(capacities.listEntries());
            case LIST8 -> ListLayout.LIST8.bucketsFor(capacities.listEntries());
            case LIST16 -> ListLayout.LIST16.bucketsFor(capacities.listEntries());
            case LIST_NEAR4 -> ListLayout.near4For(capacities.listEntries());
            case LIST_NEAR6 -> ListLayout.near6For(capacities.listEntries());
            case META,
                    NEAR4,
                    WIDE6,
                    CAPTURE,
                    SAMPLER,
                    RULE_COUNTS,
                    SERVICE_COUNTS,
                    SYN_GUARDS,
                    SYN_PENDING,
                    LISTS,
                    LIST_NOTES,
                    LIST_HITS,
                    LIST_SPARED -> 0;
        };
    }

    /** Sets that hold so many sources of one CPU, a power of two. */
    private static int setsFor(int sources) {
        int wanted = Math.max(2, Math.ceilDiv(sources, Abi.SOURCE_WAYS));
        return Integer.highestOneBit(2 * wanted - 1);
    }
}
