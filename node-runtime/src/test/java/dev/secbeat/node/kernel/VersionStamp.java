// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Makes pinned tables look as another version would have left them. */
final class VersionStamp implements AutoCloseable {
    private static final int ROTATION = 7;

    private final LibBpf bpf = LibBpf.open();
    private final Arena arena = Arena.ofShared();
    private final EarlierTables tables;
    private final MemorySegment zero = arena.allocateFrom(JAVA_INT, 0);

    VersionStamp(PinDirectory pins) {
        ExactHash unused = ExactHash.read(arena.allocate(Abi.HASH_BYTES, Long.BYTES));
        tables = new EarlierTables(bpf, new LibC(), pins, unused);
    }

    int read() {
        return meta().get(JAVA_INT, Abi.META_ABI_VERSION);
    }

    void write(int version) {
        MemorySegment meta = meta();
        meta.set(JAVA_INT, Abi.META_ABI_VERSION, version);
        Errno.check(bpf.mapUpdate(tables.mapFd(KernelMap.META), zero, meta, 0), "bpf_map_update_elem(meta, 0)");
    }

    /** Puts every bucket where another hash could have put it; the program finds none of its entries from then on. */
    void rotateBuckets() {
        for (FlatLayout layout : FlatLayout.values()) {
            MemorySegment buckets = tables.memory(layout.buckets(), arena);
            byte[] bytes = buckets.toArray(JAVA_BYTE);
            int shift = Abi.BUCKET_BYTES * ROTATION;
            MemorySegment.copy(bytes, 0, buckets, JAVA_BYTE, shift, bytes.length - shift);
            MemorySegment.copy(bytes, bytes.length - shift, buckets, JAVA_BYTE, 0, shift);
        }
    }

    private MemorySegment meta() {
        MemorySegment meta = arena.allocate(Abi.META_BYTES, Long.BYTES);
        Errno.check(bpf.mapLookup(tables.mapFd(KernelMap.META), zero, meta), "bpf_map_lookup_elem(meta, 0)");
        return meta;
    }

    @Override
    public void close() {
        tables.close();
        arena.close();
    }
}
