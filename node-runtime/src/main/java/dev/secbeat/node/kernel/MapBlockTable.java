// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/**
 * A table of blocks that is a map of the kernel's own, reached by system calls: long IPv6 prefixes, and what found no place
 * in a {@link FlatBlockTable}.
 */
final class MapBlockTable implements BlockTable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final MapHandle handle;
    private final MapHandle sweeper;
    private final int capacity;
    private final BlockWatch watch;
    private boolean sweeping;
    private volatile int entries;

    MapBlockTable(LibBpf bpf, KernelMap map, int fd, int capacity, Arena arena, BlockWatch watch) {
        this.watch = watch;
        this.handle = new MapHandle(bpf, map, fd, arena);
        this.sweeper = new MapHandle(bpf, map, fd, arena);
        this.capacity = capacity;
        this.entries = count();
    }

    @Override
    public boolean put(Prefix prefix, long expiresNanos, long nowNanos) {
        boolean present = find(prefix);
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
        if (!present) {
            setEntries(entries + 1);
            watch.added(prefix);
        }
        return !present;
    }

    @Override
    public boolean remove(Prefix prefix) {
        select(prefix);
        boolean present = handle.delete();
        if (present) {
            setEntries(entries - 1);
            watch.gone(prefix);
        }
        return present;
    }

    /** Whether there is an entry of exactly {@code prefix}, expired or not. */
    boolean contains(Prefix prefix) {
        return find(prefix);
    }

    @Override
    public boolean holds(Prefix prefix, long nowNanos) {
        return find(prefix) && expires() > nowNanos;
    }

    @Override
    public long hits(Prefix prefix) {
        return find(prefix) ? handle.value().get(JAVA_LONG, Abi.BLOCK_HITS) : 0;
    }

    @Override
    public void collect(List<HeldBlock> found, long nowNanos) {
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

    @Override
    public int sweep(long nowNanos, int budget) {
        int seen = 0;
        sweeping = sweeping || (entries > 0 && sweeper.first());
        while (sweeping && seen < budget) {
            seen++;
            sweeping = sweeper.peekNext();
            if (sweeper.lookup() && sweeper.value().get(JAVA_LONG, Abi.BLOCK_EXPIRES) <= nowNanos && sweeper.delete()) {
                setEntries(entries - 1);
                watch.gone(PrefixKey.read(sweeper.map(), sweeper.key()));
            }
            if (sweeping) {
                sweeper.advance();
            }
        }
        return seen;
    }

    @Override
    public boolean isSweeping() {
        return sweeping;
    }

    @Override
    public MapFill fill() {
        return new MapFill(entries, capacity);
    }

    /** Shows every entry, expired or not; walks the whole table. */
    void forEach(Consumer<Prefix> taker) {
        for (boolean more = handle.first(); more; more = next()) {
            taker.accept(PrefixKey.read(handle.map(), handle.key()));
        }
    }

    private int count() {
        int[] found = {0};
        forEach(prefix -> {
            found[0]++;
            watch.added(prefix);
        });
        return found[0];
    }

    private boolean next() {
        boolean more = handle.peekNext();
        if (more) {
            handle.advance();
        }
        return more;
    }

    /** Reads the entry of exactly {@code prefix}: asked for one that is not there, a trie answers with a wider one. */
    private boolean find(Prefix prefix) {
        select(prefix);
        return handle.lookup() && handle.value().get(JAVA_INT, Abi.BLOCK_PREFIX_LEN) == prefix.length();
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
            return BlockTable.full(call, capacity);
        }
        XdpException cause = Errno.failure(errno, call);
        return new VerdictSinkException(cause.getMessage(), cause);
    }
}
