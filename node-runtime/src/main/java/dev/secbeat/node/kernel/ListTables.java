// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The lists in the kernel: all are built anew in the half of the tables that is not in force, then one word makes every
 * packet see that half. See lists.h.
 */
final class ListTables implements SourceLists {
    private final LibBpf bpf;
    private final XdpObject object;
    private final Arena lifetime;
    /** Mapped when they are first filled, and for good: a host that keeps a guest's page tables takes its time for each page of a mapping. */
    private final Map<KernelMap, MemorySegment> tables = new EnumMap<>(KernelMap.class);

    private final List<String> names;
    private final int room;
    private final ListState state;
    private final MemorySegment notes;
    private final GracePeriod grace = new GracePeriod();
    private CompletableFuture<Void> settled;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<String> held = new ArrayList<>();
    private final Object lifecycle = new Object();
    private boolean begun;
    private boolean closed;

    /** The tables of a loaded object; {@code lifetime} must last until {@link #close}. */
    ListTables(LibBpf bpf, XdpObject object, XdpSettings settings, Arena lifetime) {
        this.bpf = bpf;
        this.object = object;
        this.lifetime = lifetime;
        this.names = settings.lists();
        this.room = settings.capacities().listEntries();
        this.state = new ListState(object.memory(KernelMap.LISTS, lifetime));
        this.notes = object.memory(KernelMap.LIST_NOTES, lifetime);
        boolean kept = object.kept(KernelMap.LIST4) && object.kept(KernelMap.LIST8) && object.kept(KernelMap.LIST16);
        this.settled = settling(); // A daemon before this one may have changed them just now.
        for (String name : names) {
            int number = state.numberOf(name);
            if (kept && number >= 0 && state.inForce().contains(number)) {
                held.add(name);
            }
            if (number < 0) {
                number = state.freeNumber(names);
                zero(KernelMap.LIST_HITS, number);
                zero(KernelMap.LIST_SPARED, number);
                state.name(number, name);
            }
            numbers.add(number);
        }
    }

    @Override
    public int room() {
        return room;
    }

    @Override
    public List<String> held() {
        return List.copyOf(held);
    }

    @Override
    public synchronized void replace(List<SourceList> lists) throws ListRoomException {
        synchronized (lifecycle) {
            requireOpen();
        }
        if (lists.size() != names.size()) {
            throw new IllegalArgumentException(lists.size() + " lists for " + names);
        }
        long entries = lists.stream().mapToLong(list -> list.entries().size()).sum();
        if (entries > room) {
            throw noRoom(entries);
        }
        if (!begun) {
            build(lists, state.generation(), entries);
            return;
        }
        settled.join(); // Packets that began before the last change may still read what is overwritten now.
        int idle = 1 - state.generation();
        build(lists, idle, entries);
        state.enforce(idle);
        settled = settling();
    }

    @Override
    public synchronized void settle() {
        settled.join();
    }

    /** Waits beside: the change is in force at once, and only the next one must not come too early. */
    private CompletableFuture<Void> settling() {
        return CompletableFuture.runAsync(
                grace::await,
                wait -> Thread.ofPlatform().daemon().name("list-grace").start(wait));
    }

    /**
     * From now on a program reads these tables. Before, those that took the place of others are filled where it will look:
     * the word that says where is shared with the program before, which still reads the tables before.
     */
    synchronized void begin() {
        begun = true;
    }

    /** Not held up by a change under way: it is asked at every scrape. */
    @Override
    public Map<String, XdpStats.Tally> dropped() {
        return tallies(KernelMap.LIST_HITS);
    }

    @Override
    public Map<String, XdpStats.Tally> spared() {
        return tallies(KernelMap.LIST_SPARED);
    }

    private Map<String, XdpStats.Tally> tallies(KernelMap counters) {
        synchronized (lifecycle) {
            requireOpen();
            Map<String, XdpStats.Tally> tallies = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                tallies.put(names.get(i), read(counters, numbers.get(i)));
            }
            return tallies;
        }
    }

    /** Waits for a change under way. */
    synchronized void close() {
        synchronized (lifecycle) {
            closed = true;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the data plane is closed in this process; the kernel goes on filtering");
        }
    }

    private void build(List<SourceList> lists, int generation, long entries) throws ListRoomException {
        Ranked ranked = rank(lists);
        build(ranked, generation, entries);
        ListNotes.write(notes, generation, ranked.lists);
    }

    /** Lists and where their hits are counted, in the order of their ranks. */
    private record Ranked(List<SourceList> lists, List<Integer> counters) {
        List<ListEntries> entries() {
            return lists.stream().map(SourceList::entries).toList();
        }
    }

    /** Those on a dry run after the others: a hit of theirs must not hide that another list drops the packet. */
    private Ranked rank(List<SourceList> lists) {
        Ranked ranked = new Ranked(new ArrayList<>(), new ArrayList<>());
        for (boolean dryRun : new boolean[] {false, true}) {
            for (int i = 0; i < lists.size(); i++) {
                if (lists.get(i).dryRun() == dryRun) {
                    ranked.lists.add(lists.get(i));
                    ranked.counters.add(numbers.get(i) | (dryRun ? Abi.LIST_REHEARSES : 0));
                }
            }
        }
        return ranked;
    }

    private void build(Ranked ranked, int idle, long entries) throws ListRoomException {
        List<ListEntries> lists = ranked.entries();
        int near6 = object.capacity(KernelMap.LIST_NEAR6) / 2;
        ListNear near = new ListNear(near6, object.hash());
        boolean fits = true;
        if (lists.stream()
                .anyMatch(list -> list.addresses4().size() + list.prefixes4().size() > 0)) {
            fits = new ListTable4(object.hash(), buckets(ListLayout.LIST4), near)
                    .build(lists, half(KernelMap.LIST4, idle));
        }
        if (lists.stream()
                .anyMatch(list -> list.nets6().size() + list.prefixes6().size() > 0)) {
            fits = fits && build6(ListLayout.LIST8, lists, idle, near);
        }
        if (lists.stream().anyMatch(list -> list.addresses6().size() > 0)) {
            fits = fits && build6(ListLayout.LIST16, lists, idle, near);
        }
        if (!fits) {
            throw noRoom(entries);
        }
        near.copyTo(half(KernelMap.LIST_NEAR4, idle), half(KernelMap.LIST_NEAR6, idle));
        state.prepare(idle, near.wide6(), ranked.counters);
    }

    private boolean build6(ListLayout layout, List<ListEntries> lists, int idle, ListNear near) {
        return new ListTable6(layout, object.hash(), buckets(layout), near).build(lists, half(layout.map(), idle));
    }

    private int buckets(ListLayout layout) {
        return ListLayout.picked(object.capacity(layout.map()));
    }

    /** One generation's half of a table. */
    private MemorySegment half(KernelMap map, int generation) {
        MemorySegment table = tables.computeIfAbsent(map, any -> object.memory(any, lifetime));
        long bytes = table.byteSize() / 2;
        return table.asSlice(generation * bytes, bytes);
    }

    private XdpStats.Tally read(KernelMap map, int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = counters(arena);
            Errno.check(
                    bpf.mapLookup(object.mapFd(map), arena.allocateFrom(JAVA_INT, number), values),
                    "bpf_map_lookup_elem(" + map.mapName() + ", " + number + ")");
            XdpStats.Tally sum = XdpStats.Tally.ZERO;
            for (long at = 0; at < values.byteSize(); at += Abi.COUNTER_BYTES) {
                sum = sum.plus(new XdpStats.Tally(
                        values.get(JAVA_LONG, at + Abi.COUNTER_PACKETS),
                        values.get(JAVA_LONG, at + Abi.COUNTER_BYTE_COUNT)));
            }
            return sum;
        }
    }

    private void zero(KernelMap map, int number) {
        try (Arena arena = Arena.ofConfined()) {
            Errno.check(
                    bpf.mapUpdate(
                            object.mapFd(map), arena.allocateFrom(JAVA_INT, number), counters(arena), MapHandle.ANY),
                    "bpf_map_update_elem(" + map.mapName() + ", " + number + ")");
        }
    }

    private MemorySegment counters(Arena arena) {
        long cpus = Errno.check(bpf.possibleCpus(), "libbpf_num_possible_cpus()");
        return arena.allocate(Abi.COUNTER_BYTES * cpus, Long.BYTES);
    }

    private ListRoomException noRoom(long entries) {
        return new ListRoomException("the lists have " + entries + " entries together and there is room for " + room
                + ": shorten them, or raise [xdp] list_entries and restart the node");
    }
}
