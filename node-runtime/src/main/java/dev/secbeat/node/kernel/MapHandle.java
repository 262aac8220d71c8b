// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One open map with room for a key and a value. Owned by one thread. */
final class MapHandle {
    /** Flags of {@link #update}: add or replace. */
    static final long ANY = 0;

    private final LibBpf bpf;
    private final KernelMap map;
    private final int fd;
    private final MemorySegment key;
    private final MemorySegment value;
    private final MemorySegment next;

    MapHandle(LibBpf bpf, KernelMap map, int fd, Arena arena) {
        this.bpf = bpf;
        this.map = map;
        this.fd = fd;
        this.key = arena.allocate(map.keyBytes(), Long.BYTES);
        this.value = arena.allocate(map.valueBytes(), Long.BYTES);
        this.next = arena.allocate(map.keyBytes(), Long.BYTES);
    }

    KernelMap map() {
        return map;
    }

    /** The key that the calls below use. */
    MemorySegment key() {
        return key;
    }

    /** The value that the calls below fill or write. */
    MemorySegment value() {
        return value;
    }

    /** Fills the value; false when there is no such key. */
    boolean lookup() {
        return present(bpf.mapLookup(fd, key, value), "bpf_map_lookup_elem");
    }

    /** Writes the value; a negative errno when the table is full. */
    int update(long flags) {
        return bpf.mapUpdate(fd, key, value, flags);
    }

    /** Removes the entry; false when there is no such key. */
    boolean delete() {
        return present(bpf.mapDelete(fd, key), "bpf_map_delete_elem");
    }

    /** Sets the key to the first one; false when the table is empty. */
    boolean first() {
        boolean found = present(bpf.mapNextKey(fd, MemorySegment.NULL, next), "bpf_map_get_next_key");
        key.copyFrom(next);
        return found;
    }

    /** Finds the key after the present one, for {@link #advance} to go to; false when this is the last. */
    boolean peekNext() {
        return present(bpf.mapNextKey(fd, key, next), "bpf_map_get_next_key");
    }

    /** Goes to the key found by {@link #peekNext}. */
    void advance() {
        key.copyFrom(next);
    }

    String describe(String call) {
        return call + "(" + map.mapName() + (map.keyBytes() > 0 ? ", " + PrefixKey.read(map, key) : "") + ")";
    }

    private boolean present(int result, String call) {
        if (result == -Errno.ENOENT) {
            return false;
        }
        Errno.check(result, call + "(" + map.mapName() + ")");
        return true;
    }
}
