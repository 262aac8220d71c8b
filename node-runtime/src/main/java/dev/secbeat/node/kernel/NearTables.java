// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import java.util.Collection;
import org.agrona.collections.Long2LongCounterMap;

/**
 * Tells the program which lengths of blocked prefixes, and whether allowed ones, it may meet near an address: see abi.h.
 * Knows how many prefixes stand behind each bit, so that the last one takes it along. A bit too many costs the program a
 * look; a bit too few would let a blocked source pass, so bits are set for all that a table holds when it is opened.
 *
 * <p>Owned by the thread that owns the tables.
 */
final class NearTables implements BlockWatch {
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final int NEAR4_BITS = 16;
    private static final int NEAR6_BITS = 32;
    private static final int NEAR6_KEY_BYTES = 4;

    /** Stands for all lengths beyond /64 in the counts. */
    private static final int BEYOND = 64;

    private final MemorySegment near4;
    private final MemorySegment near6;
    private final MemorySegment wide6;
    private final ExactHash hash;
    private final int shift6;
    private final Long2LongCounterMap prefixes = new Long2LongCounterMap(0);

    private NearTables(TableSource object, Arena lifetime) {
        near4 = object.memory(KernelMap.NEAR4, lifetime);
        near6 = object.memory(KernelMap.NEAR6, lifetime);
        wide6 = object.memory(KernelMap.WIDE6, lifetime);
        hash = object.hash();
        shift6 = Long.SIZE - Long.numberOfTrailingZeros(near6.byteSize() / Abi.NEAR6_BYTES);
    }

    /** The tables of a loaded object, in this process's memory until {@code lifetime} closes. */
    static NearTables of(TableSource object, Arena lifetime) {
        return new NearTables(object, lifetime);
    }

    @Override
    public void added(Prefix prefix) {
        if (prefixes.incrementAndGet(count(prefix)) == 1) {
            mark(prefix, true);
        }
    }

    @Override
    public void gone(Prefix prefix) {
        if (prefixes.decrementAndGet(count(prefix)) == 0) {
            mark(prefix, false);
        }
    }

    /** Says where allowed prefixes are; what was said before is forgotten. Walks all entries, so call it once. */
    void allow(Collection<Prefix> allowed) {
        BitSet allowed4 = entries4(allowed);
        for (int entry = 0; entry < 1 << NEAR4_BITS; entry++) {
            setAllowed(near4, entry * Abi.NEAR4_BYTES + Abi.NEAR4_ALLOWED, allowed4.get(entry));
        }
        for (long entry = 0; entry < near6.byteSize(); entry += Abi.NEAR6_BYTES) {
            setAllowed(near6, entry + Abi.NEAR6_ALLOWED, false);
        }
        setAllowed(wide6, Abi.NEAR6_ALLOWED, false);
        allowed.stream().filter(prefix -> prefix.family() == Family.IPV6).forEach(prefix -> {
            boolean wide = prefix.length() < NEAR6_BITS;
            setAllowed(wide ? wide6 : near6, (wide ? 0 : entry6(prefix)) + Abi.NEAR6_ALLOWED, true);
        });
    }

    private static BitSet entries4(Collection<Prefix> allowed) {
        BitSet entries = new BitSet(1 << NEAR4_BITS);
        allowed.stream().filter(prefix -> prefix.family() == Family.IPV4).forEach(prefix -> {
            int first = (int) (prefix.low() >>> NEAR4_BITS);
            entries.set(first, first + (1 << Math.max(0, NEAR4_BITS - prefix.length())));
        });
        return entries;
    }

    /** Writes only what differs: a program of an earlier start reads along. */
    private static void setAllowed(MemorySegment table, long at, boolean value) {
        int wanted = value ? 1 : 0;
        if (table.get(JAVA_INT, at) != wanted) {
            INT.setRelease(table, at, wanted);
        }
    }

    private void mark(Prefix prefix, boolean present) {
        switch (prefix.family()) {
            case IPV4 -> mark4(prefix, present);
            case IPV6 -> mark6(prefix, present);
        }
    }

    private void mark4(Prefix prefix, boolean present) {
        int end = EndKey.end4(prefix.length());
        long first = entry4(prefix);
        long slots = 1L << Math.max(0, NEAR4_BITS - prefix.length());
        for (long slot = 0; slot < slots; slot++) {
            long at = first + slot * Abi.NEAR4_BYTES + Abi.NEAR4_ENDS;
            int ends = near4.get(JAVA_INT, at);
            INT.setRelease(near4, at, present ? ends | end : ends & ~end);
        }
    }

    private void mark6(Prefix prefix, boolean present) {
        if (prefix.length() > EndKey.MAX_LENGTH6) {
            INT.setRelease(near6, entry6(prefix) + Abi.NEAR6_BEYOND, present ? 1 : 0);
            return;
        }
        long end = EndKey.end6(prefix.length());
        boolean wide = prefix.length() < NEAR6_BITS;
        MemorySegment table = wide ? wide6 : near6;
        long at = (wide ? 0 : entry6(prefix)) + Abi.NEAR6_ENDS;
        long ends = table.get(JAVA_LONG, at);
        LONG.setRelease(table, at, present ? ends | end : ends & ~end);
    }

    /** Of all prefixes that share a bit: its place and the length. IPv6 counts below zero. */
    private long count(Prefix prefix) {
        return switch (prefix.family()) {
            case IPV4 -> entry4(prefix) << Byte.SIZE | prefix.length();
            case IPV6 -> {
                int length = Math.min(prefix.length(), BEYOND);
                long entry = length < NEAR6_BITS ? near6.byteSize() : entry6(prefix);
                yield -1 - (entry << Byte.SIZE | length);
            }
        };
    }

    private static long entry4(Prefix prefix) {
        return (prefix.low() >>> NEAR4_BITS) * Abi.NEAR4_BYTES;
    }

    private long entry6(Prefix prefix) {
        return hash.bucket(prefix.addressBytes(), NEAR6_KEY_BYTES, shift6) * Abi.NEAR6_BYTES;
    }
}
