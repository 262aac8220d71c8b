// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The kernel's tables of prefixes whose sources limits do not bind, each until a moment of its own. They are new with each
 * load of the program.
 *
 * <p>The kernel looks up the longest prefix alone, so each entry lasts as long as the last to end of all prefixes that spare
 * what it stands for: itself, those around it, and, as an IPv6 source is a /64, those inside a /64. The tables hold so many
 * entries of a family as {@link PolicyAbi#SPARED} says.
 *
 * <p>Owned by the thread that owns the data plane.
 */
final class SparedSources {
    /** Longer than any operator may ask for, and not yet too long to be added to a time. */
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    private final LibBpf bpf;
    private final Map<Family, Integer> tables = new EnumMap<>(Family.class);
    private final TreeMap<Prefix, Long> endings = new TreeMap<>();
    private final MemorySegment key;
    private final MemorySegment value;
    private long firstEnd = Long.MAX_VALUE;

    /** Of a program that is loaded; {@code arena} lives as long as this is used. */
    SparedSources(LibBpf bpf, XdpObject object, Arena arena) {
        this.bpf = bpf;
        tables.put(Family.IPV4, object.mapFd("spared4"));
        tables.put(Family.IPV6, object.mapFd("spared6"));
        key = arena.allocate(Abi.PREFIX6_BYTES, Long.BYTES);
        value = arena.allocate(JAVA_LONG);
    }

    /**
     * Spares the sources that share an address with {@code prefix}, in place of what was said of exactly that prefix.
     *
     * @param remainingMillis from now; 0 only takes back what was said
     * @return whether anything is spared by this prefix now
     * @throws XdpException when a table has no room; the next call tries again
     */
    boolean spare(Prefix prefix, long remainingMillis, long nowNanos) {
        if (remainingMillis <= 0) {
            bind(prefix);
            return false;
        }
        long end = nowNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(remainingMillis, LONGEST_MILLIS));
        endings.put(prefix, end);
        firstEnd = Math.min(firstEnd, end);
        rewrite(prefix);
        return true;
    }

    /**
     * As {@link #spare}, for who does not ask what came of it.
     *
     * @throws VerdictSinkException when a table has no room; the next call tries again
     */
    void tell(Prefix prefix, long remainingMillis, long nowNanos) {
        try {
            boolean _ = spare(prefix, remainingMillis, nowNanos);
        } catch (XdpException e) {
            throw new VerdictSinkException(e.getMessage(), e);
        }
    }

    /** Whether the kernel spares all that {@link #spare} was told of exactly {@code prefix}; false once that has ended. */
    boolean spares(Prefix prefix, long nowNanos) {
        Prefix entry = entryOf(prefix);
        long end = endings.getOrDefault(prefix, nowNanos);
        int fd = aim(entry);
        int result = bpf.mapLookup(fd, key, value);
        if (result == -Errno.ENOENT) {
            return false;
        }
        Errno.check(result, "bpf_map_lookup_elem(spared, " + entry + ")");
        return end > nowNanos && value.get(JAVA_LONG, 0) >= end;
    }

    private void bind(Prefix prefix) {
        if (endings.remove(prefix) != null) {
            rewrite(prefix);
        }
    }

    /** Lets go of what has ended; costs nothing while nothing has. */
    void sweep(long nowNanos) {
        if (nowNanos < firstEnd) {
            return;
        }
        List<Prefix> ended = new ArrayList<>();
        endings.forEach((prefix, end) -> {
            if (end <= nowNanos) {
                ended.add(prefix);
            }
        });
        ended.forEach(this::bind);
        firstEnd = endings.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    /** Writes all entries that {@code prefix} has a say in: its own and those inside. */
    private void rewrite(Prefix prefix) {
        Prefix entry = entryOf(prefix);
        write(entry);
        for (Prefix inside : inside(entry)) {
            Prefix other = entryOf(inside);
            if (!other.equals(entry)) {
                write(other);
            }
        }
    }

    private void write(Prefix entry) {
        int fd = aim(entry);
        List<Prefix> inside = isSource(entry) ? inside(entry) : List.of();
        if (endings.containsKey(entry) || !inside.isEmpty()) {
            value.set(JAVA_LONG, 0, lastEnd(entry, inside));
            Errno.check(bpf.mapUpdate(fd, key, value, MapHandle.ANY), "bpf_map_update_elem(spared, " + entry + ")");
        } else {
            int result = bpf.mapDelete(fd, key);
            if (result != -Errno.ENOENT) {
                Errno.check(result, "bpf_map_delete_elem(spared, " + entry + ")");
            }
        }
    }

    /** Sets the key to {@code entry}; returns the table that it belongs to. */
    private int aim(Prefix entry) {
        byte[] address = entry.addressBytes();
        key.set(JAVA_INT, Abi.PREFIX_LEN, entry.length());
        MemorySegment.copy(address, 0, key, JAVA_BYTE, Abi.PREFIX_ADDR, address.length);
        return Objects.requireNonNull(tables.get(entry.family()));
    }

    private long lastEnd(Prefix entry, List<Prefix> inside) {
        long last = Long.MIN_VALUE;
        for (int length = 0; length <= entry.length(); length++) {
            last = Math.max(last, endings.getOrDefault(entry.widened(length), Long.MIN_VALUE));
        }
        for (Prefix prefix : inside) {
            last = Math.max(last, endings.getOrDefault(prefix, Long.MIN_VALUE));
        }
        return last;
    }

    /** Longer prefixes inside: in the order of prefixes they follow at once. */
    private List<Prefix> inside(Prefix entry) {
        return endings.tailMap(entry, false).keySet().stream()
                .takeWhile(entry::contains)
                .toList();
    }

    private static boolean isSource(Prefix entry) {
        return entry.length() == Grouping.ADDRESS.length(entry.family());
    }

    private static Prefix entryOf(Prefix prefix) {
        return prefix.widened(Grouping.ADDRESS.length(prefix.family()));
    }
}
