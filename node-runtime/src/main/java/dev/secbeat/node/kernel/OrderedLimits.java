// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.LimitSink;
import dev.secbeat.node.verdict.RateRule;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Limits that operators gave, policed by the running program, see limits.h. It finds the longest prefix of a source alone, so
 * the entry of each prefix has the strictest of all limits that cover it, and lasts as long as the first of them that ends:
 * user space, if it is there, writes it anew then. The tables are new with each load of the program.
 *
 * <p>Owned by the thread that owns the data plane.
 */
final class OrderedLimits implements LimitSink {
    /** Longer than any operator may ask for, and not yet too long to be added to a time. */
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    private final LibBpf bpf;
    private final Map<Family, Integer> tables = new EnumMap<>(Family.class);
    private final int switchFd;
    private final int policedTable;
    private final MemorySegment key;
    private final MemorySegment value;
    /** What the program was told, by prefix; what of it is held is another question. */
    private SortedMap<Prefix, byte[]> told = new TreeMap<>();

    /**
     * Of a program that is loaded.
     *
     * @param policedTable see {@link PacketPolicy#orderedTable}
     * @param arena lives as long as this is used
     */
    OrderedLimits(LibBpf bpf, XdpObject object, int policedTable, Arena arena) {
        this.bpf = bpf;
        this.policedTable = policedTable;
        tables.put(Family.IPV4, object.mapFd("ordered4"));
        tables.put(Family.IPV6, object.mapFd("ordered6"));
        switchFd = object.mapFd(PolicyAbi.ORDERED_SECTION);
        key = arena.allocate(Abi.PREFIX6_BYTES, Long.BYTES);
        value = arena.allocate(PolicyAbi.ORDERED_LIMITS_BYTES, Long.BYTES);
    }

    @Override
    public void hold(Map<LimitRule, Long> remainingMillis) {
        try {
            replace(entries(remainingMillis, System.nanoTime()));
        } catch (XdpException e) {
            throw new VerdictSinkException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public boolean holds() {
        try {
            return isOn() == !told.isEmpty() && told.entrySet().stream().allMatch(this::isHeld);
        } catch (XdpException e) {
            return false;
        }
    }

    private void replace(SortedMap<Prefix, byte[]> wanted) {
        SortedMap<Prefix, byte[]> before = told;
        told = wanted;
        if (wanted.isEmpty()) {
            turn(false);
        }
        for (Prefix prefix : before.keySet()) {
            if (!wanted.containsKey(prefix)) {
                int result = bpf.mapDelete(aim(prefix), key);
                if (result != -Errno.ENOENT) {
                    Errno.check(result, "bpf_map_delete_elem(ordered, " + prefix + ")");
                }
            }
        }
        wanted.forEach((prefix, bytes) -> {
            int fd = aim(prefix);
            MemorySegment.copy(bytes, 0, value, JAVA_BYTE, 0, bytes.length);
            Errno.check(bpf.mapUpdate(fd, key, value, MapHandle.ANY), "bpf_map_update_elem(ordered, " + prefix + ")");
        });
        if (!wanted.isEmpty()) {
            turn(true);
        }
    }

    private SortedMap<Prefix, byte[]> entries(Map<LimitRule, Long> remainingMillis, long nowNanos) {
        SortedMap<Prefix, byte[]> entries = new TreeMap<>();
        for (LimitRule rule : remainingMillis.keySet()) {
            for (Prefix prefix : prefixes(rule)) {
                entry(prefix, remainingMillis, nowNanos).ifPresent(bytes -> entries.put(prefix, bytes));
            }
        }
        return entries;
    }

    private static List<Prefix> prefixes(LimitRule rule) {
        return rule.within()
                .map(List::of)
                .orElseGet(() -> List.of(new Prefix(Family.IPV4, 0, 0, 0), new Prefix(Family.IPV6, 0, 0, 0)));
    }

    /** Empty when the program holds none of the limits that cover {@code prefix}. */
    private Optional<byte[]> entry(Prefix prefix, Map<LimitRule, Long> remainingMillis, long nowNanos) {
        List<RateRule> covering = new ArrayList<>();
        long least = LONGEST_MILLIS;
        for (Map.Entry<LimitRule, Long> one : remainingMillis.entrySet()) {
            RateRule rule = RateRule.of(one.getKey());
            boolean covers =
                    one.getKey().within().map(wide -> wide.contains(prefix)).orElse(true);
            if (covers && LimitLayout.bucket(rule).isPresent()) {
                covering.add(rule);
                least = Math.min(least, one.getValue());
            }
        }
        MemorySegment entry = MemorySegment.ofArray(new long[PolicyAbi.ORDERED_LIMITS_BYTES / Long.BYTES]);
        Optional<LimitStage> strictest =
                LimitStage.of(covering, prefix.family()).stream().findFirst();
        strictest.ifPresent(stage -> stage.writeBounds(entry.asSlice(PolicyAbi.ORDERED_LIMITS_BOUNDS)));
        entry.set(JAVA_LONG, PolicyAbi.ORDERED_LIMITS_UNTIL, nowNanos + TimeUnit.MILLISECONDS.toNanos(least));
        entry.set(JAVA_INT, PolicyAbi.ORDERED_LIMITS_TABLE, policedTable);
        return strictest.map(stage -> entry.toArray(JAVA_BYTE));
    }

    private boolean isHeld(Map.Entry<Prefix, byte[]> entry) {
        int result = bpf.mapLookup(aim(entry.getKey()), key, value);
        if (result == -Errno.ENOENT) {
            return false;
        }
        Errno.check(result, "bpf_map_lookup_elem(ordered, " + entry.getKey() + ")");
        return value.mismatch(MemorySegment.ofArray(entry.getValue())) == -1;
    }

    private void turn(boolean on) {
        key.set(JAVA_INT, 0, 0);
        value.set(JAVA_INT, 0, on ? 1 : 0);
        Errno.check(
                bpf.mapUpdate(switchFd, key, value, MapHandle.ANY),
                "bpf_map_update_elem(" + PolicyAbi.ORDERED_SECTION + ")");
    }

    private boolean isOn() {
        key.set(JAVA_INT, 0, 0);
        Errno.check(bpf.mapLookup(switchFd, key, value), "bpf_map_lookup_elem(" + PolicyAbi.ORDERED_SECTION + ")");
        return value.get(JAVA_INT, 0) != 0;
    }

    /** Sets the key to {@code prefix}; returns the table that it belongs to. */
    private int aim(Prefix prefix) {
        byte[] address = prefix.addressBytes();
        key.set(JAVA_INT, Abi.PREFIX_LEN, prefix.length());
        MemorySegment.copy(address, 0, key, JAVA_BYTE, Abi.PREFIX_ADDR, address.length);
        return Objects.requireNonNull(tables.get(prefix.family()));
    }
}
