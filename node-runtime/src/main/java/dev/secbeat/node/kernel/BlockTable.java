// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One of the kernel's tables of blocks. The kernel enforces expiry; this class sweeps what has expired, a few entries at a
 * time, and keeps count, so that nobody has to walk a million entries to know how many there are. Owned by one thread,
 * the count apart.
 */
final class BlockTable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final MapHandle handle;
    private final MapHandle sweeper;
    private final int capacity;
    private boolean sweeping;
    private volatile int entries;

    BlockTable(LibBpf bpf, KernelMap map, int fd, int capacity, Arena arena) {
        this.handle = new MapHandle(bpf, map, fd, arena);
        this.sweeper = new MapHandle(bpf, map, fd, arena);
        this.capacity = capacity;
        this.entries = count();
    }

    /** Adds the block or replaces its expiry, {@code expiresNanos} on CLOCK_MONOTONIC; hits go on counting. Returns whether it was new. */
    boolean put(Prefix prefix, long expiresNanos, long nowNanos) {
        select(prefix);
        boolean present = handle.lookup();
        boolean inForce = present && expires() > nowNanos;
        MemorySegment value = handle.value();
        if (!inForce) {
            value.fill((byte) 0);
        }
        value.set(JAVA_LONG, Abi.BLOCK_EXPIRES, expiresNanos);
        value.set(JAVA_INT, Abi.BLOCK_PREFIX_LEN, prefix.length());
        int result = handle.update(MapHandle.ANY);
        if (result < 0) {
            throw refused(-result);
        }
        setEntries(present ? entries : entries + 1);
        return !present;
    }

    /** Ends the block of exactly {@code prefix}; false when there is none. */
    boolean remove(Prefix prefix) {
        select(prefix);
        boolean present = handle.delete();
        setEntries(present ? entries - 1 : entries);
        return present;
    }

    /** Whether the kernel holds exactly {@code prefix}, unexpired. */
    boolean holds(Prefix prefix, long nowNanos) {
        select(prefix);
        return handle.lookup() && expires() > nowNanos;
    }

    /** Packets dropped by the block of exactly {@code prefix}; 0 when there is none. */
    long hits(Prefix prefix) {
        select(prefix);
        return handle.lookup() ? handle.value().get(JAVA_LONG, Abi.BLOCK_HITS) : 0;
    }

    /** Adds every unexpired block to {@code found}; walks the whole table. */
    void collect(List<HeldBlock> found, long nowNanos) {
        boolean more = handle.first();
        while (more) {
            if (handle.lookup() && expires() > nowNanos) {
                long remainingMillis = (expires() - nowNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
                long hits = handle.value().get(JAVA_LONG, Abi.BLOCK_HITS);
                found.add(new HeldBlock(PrefixKey.read(handle.map(), handle.key()), remainingMillis, hits));
            }
            more = next();
        }
    }

    /** Looks at up to {@code budget} entries, going on where the last call ended; returns how many it looked at. */
    int sweep(long nowNanos, int budget) {
        int seen = 0;
        sweeping = sweeping || (entries > 0 && sweeper.first());
        while (sweeping && seen < budget) {
            seen++;
            sweeping = sweeper.peekNext();
            if (sweeper.lookup() && sweeper.value().get(JAVA_LONG, Abi.BLOCK_EXPIRES) <= nowNanos && sweeper.delete()) {
                setEntries(entries - 1);
            }
            if (sweeping) {
                sweeper.advance();
            }
        }
        return seen;
    }

    /** Whether a round of sweeping has begun and not ended. */
    boolean isSweeping() {
        return sweeping;
    }

    /** Entries held, expired ones not yet swept included. Any thread. */
    MapFill fill() {
        return new MapFill(entries, capacity);
    }

    private int count() {
        int found = 0;
        for (boolean more = handle.first(); more; more = next()) {
            found++;
        }
        return found;
    }

    private boolean next() {
        boolean more = handle.peekNext();
        if (more) {
            handle.advance();
        }
        return more;
    }

    private void select(Prefix prefix) {
        PrefixKey.write(prefix, handle.map(), handle.key());
    }

    private long expires() {
        return handle.value().get(JAVA_LONG, Abi.BLOCK_EXPIRES);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile lets others read.
    private void setEntries(int count) {
        entries = count;
    }

    private VerdictSinkException refused(int errno) {
        String call = handle.describe("bpf_map_update_elem");
        if (errno == Errno.E2BIG || errno == Errno.ENOSPC) {
            return new VerdictSinkException(call + " failed: the table holds its limit of " + capacity
                    + " blocks, so this one is not enforced here. Remove blocks or block wider prefixes; a larger limit"
                    + " takes effect after stopping the node, 'secbeat detach', and starting it again");
        }
        XdpException cause = Errno.failure(errno, call);
        return new VerdictSinkException(cause.getMessage(), cause);
    }
}
