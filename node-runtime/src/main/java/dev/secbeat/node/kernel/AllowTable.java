// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One of the kernel's tables of prefixes that are never dropped. Owned by one thread, the count apart. */
final class AllowTable {
    private final MapHandle handle;
    private final int capacity;
    private volatile int entries;

    AllowTable(LibBpf bpf, KernelMap map, int fd, int capacity, Arena arena) {
        this.handle = new MapHandle(bpf, map, fd, arena);
        this.capacity = capacity;
    }

    /** Makes the table hold exactly those of {@code wanted} that belong in it; adds before it removes. */
    void reconcile(Collection<Prefix> wanted) {
        Set<Prefix> mine = new HashSet<>();
        for (Prefix prefix : wanted) {
            if (PrefixKey.allowTable(prefix) == handle.map() && mine.add(prefix)) {
                PrefixKey.write(prefix, handle.map(), handle.key());
                Errno.check(handle.update(MapHandle.ANY), handle.describe("bpf_map_update_elem"));
            }
        }
        for (Prefix prefix : held()) {
            if (!mine.contains(prefix)) {
                PrefixKey.write(prefix, handle.map(), handle.key());
                handle.delete();
            }
        }
        entries = mine.size();
    }

    /** Entries held. Any thread. */
    MapFill fill() {
        return new MapFill(entries, capacity);
    }

    private List<Prefix> held() {
        List<Prefix> held = new ArrayList<>();
        boolean more = handle.first();
        while (more) {
            held.add(PrefixKey.read(handle.map(), handle.key()));
            more = handle.peekNext();
            if (more) {
                handle.advance();
            }
        }
        return held;
    }
}
