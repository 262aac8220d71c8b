// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A table of blocks that is a map of the kernel's own, reached by system calls: long IPv6 prefixes, and what found no place
 * in a {@link FlatBlockTable}. Its automatic blocks are remembered here by the time of their last renewal, as these tables
 * are small: of the first {@value #LOOKS} the one that ends first makes room.
 */
final class MapBlockTable implements BlockTable {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int LOOKS = 16;

    private final MapHandle handle;
    private final MapHandle sweeper;
    private final int capacity;
    private final MapHandle leaver;
    private final BlockWatch watch;
    /** What the map holds, as this side alone writes it: to find out takes no system call. At most its capacity. */
    private final Set<Prefix> known = new HashSet<>();

    private final Map<Prefix, Long> automatic = new LinkedHashMap<>();
    private boolean sweeping;
    private volatile int entries;

    MapBlockTable(LibBpf bpf, KernelMap map, int fd, int capacity, Arena arena, BlockWatch watch) {
        this.watch = watch;
        this.handle = new MapHandle(bpf, map, fd, arena);
        this.sweeper = new MapHandle(bpf, map, fd, arena);
        this.leaver = new MapHandle(bpf, map, fd, arena);
        this.capacity = capacity;
        takeStock();
    }

    @Override
    public boolean put(Prefix prefix, BlockCause cause, long expiresNanos, long nowNanos, Consumer<Prefix> evicted) {
        boolean wasKnown = contains(prefix);
        boolean present = wasKnown && find(prefix); // Else there is nothing to ask the kernel for.
        Optional<Evictable> leaving = present || !isFull() ? Optional.empty() : toEvict(prefix, cause, expiresNanos);
        leaving.ifPresent(this::takeOut);
        boolean inForce = present && expires() > nowNanos;
        select(prefix);
        MemorySegment value = handle.value();
        if (!inForce) {
            value.fill((byte) 0);
        }
        BlockCause noted = cause.over(noted(handle));
        value.set(JAVA_LONG, Abi.BLOCK_EXPIRES, expiresNanos);
        value.set(JAVA_INT, Abi.BLOCK_PREFIX_LEN, prefix.length());
        value.set(JAVA_INT, Abi.BLOCK_CAUSE, noted.code());
        int result = handle.update(MapHandle.ANY);
        if (result < 0) {
            leaving.ifPresent(_ -> leaver.update(MapHandle.ANY)); // Back, as nothing came in its place.
            throw refused(-result);
        }
        note(prefix, noted, expiresNanos);
        if (!wasKnown) {
            added(prefix);
        }
        leaving.ifPresent(block -> left(block, nowNanos, evicted));
        return !wasKnown;
    }

    @Override
    public boolean remove(Prefix prefix) {
        select(prefix);
        boolean present = handle.delete();
        if (present) {
            gone(prefix);
        }
        return present;
    }

    @Override
    public BlockCause cause(Prefix prefix) {
        return find(prefix) ? noted(handle) : BlockCause.UNKNOWN;
    }

    /** Entries held, expired ones not yet swept included. */
    int entries() {
        return entries;
    }

    /** Whether another entry needs one to go. */
    boolean isFull() {
        return entries >= capacity;
    }

    /** An automatic block that ends early; empty when there is none. */
    Optional<Evictable> firstToEnd() {
        Optional<Evictable> first = Optional.empty();
        int seen = 0;
        for (Map.Entry<Prefix, Long> block : automatic.entrySet()) {
            if (seen++ == LOOKS) {
                break;
            }
            first = Evictable.firstOf(first, Optional.of(new Evictable(block.getKey(), block.getValue())));
        }
        return first;
    }

    /** Whether there is an entry of exactly {@code prefix}, expired or not. */
    boolean contains(Prefix prefix) {
        return known.contains(prefix);
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
                found.add(new HeldBlock(
                        PrefixKey.read(handle.map(), handle.key()), remainingMillis, hits, noted(handle)));
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
                gone(PrefixKey.read(sweeper.map(), sweeper.key()));
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

    @Override
    public int roomForLasting() {
        return Math.max(0, capacity - lasting());
    }

    /** Entries that give way to none. */
    int lasting() {
        return entries - automatic.size();
    }

    /** Shows every entry, expired or not; walks the whole table. */
    void forEach(Consumer<Prefix> taker) {
        for (boolean more = handle.first(); more; more = next()) {
            taker.accept(PrefixKey.read(handle.map(), handle.key()));
        }
    }

    private Optional<Evictable> toEvict(Prefix prefix, BlockCause cause, long expiresNanos) {
        Optional<Evictable> found = firstToEnd().filter(first -> first.givesWayTo(cause, expiresNanos));
        if (found.isEmpty()) {
            throw BlockTable.full("block(" + handle.map().mapName() + ", " + prefix + ")", capacity);
        }
        return found;
    }

    /** Takes an entry out of the kernel's map; {@code leaver} remembers what it was. */
    private void takeOut(Evictable block) {
        PrefixKey.write(block.prefix(), leaver.map(), leaver.key());
        boolean _ = leaver.lookup() && leaver.delete();
    }

    private void left(Evictable block, long nowNanos, Consumer<Prefix> evicted) {
        gone(block.prefix());
        if (block.expiresNanos() > nowNanos) {
            evicted.accept(block.prefix());
        }
    }

    private void added(Prefix prefix) {
        known.add(prefix);
        setEntries(known.size());
        watch.added(prefix);
    }

    private void gone(Prefix prefix) {
        automatic.remove(prefix);
        known.remove(prefix);
        setEntries(known.size());
        watch.gone(prefix);
    }

    private void note(Prefix prefix, BlockCause cause, long expiresNanos) {
        automatic.remove(prefix); // What is renewed goes to the end.
        if (cause.isAutomatic()) {
            automatic.put(prefix, expiresNanos);
        }
    }

    private static BlockCause noted(MapHandle handle) {
        return BlockCause.ofCode(handle.value().get(JAVA_INT, Abi.BLOCK_CAUSE));
    }

    private void takeStock() {
        forEach(prefix -> {
            if (handle.lookup()) {
                note(prefix, noted(handle), expires());
            }
            added(prefix);
        });
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
