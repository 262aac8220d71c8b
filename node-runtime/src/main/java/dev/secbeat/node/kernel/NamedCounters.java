// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Per-CPU counters of rules or services. Their map is new with each load, since the list may be another one; what was
 * counted moves over by name, which each entry carries: {@link #carry} right before the programs are swapped, {@link
 * #repin} right after. What the old program counts in between, some milliseconds' worth, is lost to the statistics (not
 * to the filter); if the swap fails, the old map is as it was.
 *
 * <p>{@link #read} is for any thread while the map is open, the rest for the thread that opens.
 */
final class NamedCounters {
    private static final Logger LOG = LoggerFactory.getLogger(NamedCounters.class);

    private final LibBpf bpf;
    private final LibC c;
    private final KernelMap map;
    private final int fd;
    private final int nameOffset;
    private final List<String> names;
    private final int cpus;

    /**
     * Counters in {@code fd}, the new map.
     *
     * @param names of its entries, in order
     */
    NamedCounters(LibBpf bpf, LibC c, KernelMap map, int fd, List<String> names) {
        this.bpf = bpf;
        this.c = c;
        this.map = map;
        this.fd = fd;
        this.nameOffset = map.valueBytes() - PolicyAbi.NAME_BYTES;
        this.names = names;
        this.cpus = Errno.check(bpf.possibleCpus(), "libbpf_num_possible_cpus()");
    }

    /** Names the entries of the new map, which no program may be using yet, and gives them what the old map counted. */
    void carry(PinDirectory pins) {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> counted = counted(arena, pins.map(map));
            for (int index = 0; index < names.size(); index++) {
                MemorySegment values = counted.getOrDefault(names.get(index), newValues(arena));
                byte[] name = names.get(index).getBytes(StandardCharsets.US_ASCII);
                for (int cpu = 0; cpu < cpus; cpu++) {
                    long at = (long) cpu * map.valueBytes() + nameOffset;
                    MemorySegment.copy(name, 0, values, JAVA_BYTE, at, name.length);
                }
                Errno.check(
                        bpf.mapUpdate(fd, arena.allocateFrom(JAVA_INT, index), values, MapHandle.ANY),
                        "bpf_map_update_elem(" + map.mapName() + ", " + index + ")");
            }
        }
    }

    /** Puts the new map into the old one's place, in one step. */
    void repin(PinDirectory pins) {
        pins.put(bpf, map, fd);
    }

    /** The counters of each entry, in the order of the C structure, summed over all CPUs. */
    Map<String, long[]> read() {
        Map<String, long[]> sums = new LinkedHashMap<>();
        try (Arena arena = Arena.ofConfined()) {
            for (int index = 0; index < names.size(); index++) {
                MemorySegment values = lookup(arena, fd, index);
                long[] sum = new long[nameOffset / Long.BYTES];
                for (int cpu = 0; cpu < cpus; cpu++) {
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += values.get(JAVA_LONG, (long) cpu * map.valueBytes() + (long) i * Long.BYTES);
                    }
                }
                sums.put(names.get(index), sum);
            }
        }
        return sums;
    }

    /** The values of an earlier daemon's entries by their name; none when there is no map, or one of another version. */
    private Map<String, MemorySegment> counted(Arena arena, Path pin) {
        Map<String, MemorySegment> byName = new HashMap<>();
        if (Files.exists(pin)) {
            int old = Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get(" + pin + ")");
            try {
                MapInfo info = MapInfo.of(bpf, old, pin.toString());
                if (!map.hasLayoutOf(info)) {
                    LOG.warn(
                            "event=counters_dropped map={} meaning=\"another version of SecBeat left them in another layout;"
                                    + " they start from zero\"",
                            map.mapName());
                    return byName;
                }
                for (int index = 0; index < info.maxEntries(); index++) {
                    MemorySegment values = lookup(arena, old, index);
                    byName.put(name(values), values);
                }
            } finally {
                c.close(old);
            }
        }
        return byName;
    }

    private String name(MemorySegment values) {
        byte[] bytes = values.asSlice(nameOffset, PolicyAbi.NAME_BYTES).toArray(JAVA_BYTE);
        return new String(bytes, StandardCharsets.US_ASCII).replace("\0", "");
    }

    private MemorySegment lookup(Arena arena, int from, int index) {
        MemorySegment values = newValues(arena);
        Errno.check(
                bpf.mapLookup(from, arena.allocateFrom(JAVA_INT, index), values),
                "bpf_map_lookup_elem(" + map.mapName() + ", " + index + ")");
        return values;
    }

    private MemorySegment newValues(Arena arena) {
        return arena.allocate((long) map.valueBytes() * cpus, Long.BYTES);
    }
}
