// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.secbeat.node.api.Prefix;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One of the kernel's tables of prefixes that are let off something, each with what: see {@code enum sb_allowance}. Owned by
 * one thread, the count apart.
 */
final class AllowTable {
    private final MapHandle handle;
    private final int capacity;
    private volatile int entries;

    AllowTable(LibBpf bpf, KernelMap map, int fd, int capacity, Arena arena) {
        this.handle = new MapHandle(bpf, map, fd, arena);
        this.capacity = capacity;
    }

    /**
     * Makes the table hold exactly those of {@code wanted} that belong in it; adds before it removes, if there is room.
     *
     * @throws XdpException when there is no room for all; nothing has changed then
     */
    void reconcile(Map<Prefix, Integer> wanted) {
        Map<Prefix, Integer> mine = new HashMap<>();
        wanted.forEach((prefix, allowance) -> {
            if (PrefixKey.allowTable(prefix) == handle.map()) {
                mine.put(prefix, allowance);
            }
        });
        if (mine.size() > capacity) {
            throw new XdpException(handle.map().mapName() + " has room for " + capacity + " prefixes, not for "
                    + mine.size() + "; it holds what it held: shorten never_block, allow and trusted_proxies");
        }
        Set<Prefix> gone = new HashSet<>(held().keySet());
        gone.removeAll(mine.keySet());
        boolean isTight = gone.size() + mine.size() > capacity;
        if (isTight) {
            gone.forEach(this::remove);
        }
        mine.forEach((prefix, allowance) -> {
            PrefixKey.write(prefix, handle.map(), handle.key());
            handle.value().set(JAVA_INT, 0, allowance);
            Errno.check(handle.update(MapHandle.ANY), handle.describe("bpf_map_update_elem"));
        });
        if (!isTight) {
            gone.forEach(this::remove);
        }
        entries = mine.size();
    }

    private void remove(Prefix prefix) {
        PrefixKey.write(prefix, handle.map(), handle.key());
        boolean _ = handle.delete();
    }

    /** Entries held. Any thread. */
    MapFill fill() {
        return new MapFill(entries, capacity);
    }

    /** What the kernel holds. */
    Map<Prefix, Integer> held() {
        Map<Prefix, Integer> held = new LinkedHashMap<>();
        boolean more = handle.first();
        while (more) {
            if (handle.lookup()) { // The key is an entry, so it is itself the longest prefix around.
                held.put(
                        PrefixKey.read(handle.map(), handle.key()),
                        handle.value().get(JAVA_INT, 0));
            }
            more = handle.peekNext();
            if (more) {
                handle.advance();
            }
        }
        return held;
    }
}
