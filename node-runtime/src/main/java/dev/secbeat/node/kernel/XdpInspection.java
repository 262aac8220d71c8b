// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at filters without touching them, whether a node runs or not: nothing is written, claimed, mounted or kept open.
 * Interfaces are those of the calling thread's network namespace. Owned by one thread.
 */
public final class XdpInspection {
    private final LibBpf bpf;
    private final LibC c = new LibC();
    private final NetDevices devices = new NetDevices(c);
    private final PinnedTables tables;

    private XdpInspection(LibBpf bpf) {
        this.bpf = bpf;
        this.tables = new PinnedTables(bpf, c);
    }

    /**
     * Makes ready to look.
     *
     * @throws XdpException without the privilege to read the kernel's tables, naming what is missing
     */
    public static XdpInspection open() {
        if (!Errno.missingCapabilities().isEmpty()) {
            throw Errno.failure(Errno.EPERM, "XDP needs privileges, so looking at its state");
        }
        return new XdpInspection(LibBpf.open());
    }

    /** Every pin directory on the BPF filesystems that are mounted here, in order. */
    public List<Path> pinDirectories() {
        return PinSearch.everywhere();
    }

    /**
     * The blocks in force in the tables of {@code pinDirectory}; one that moves meanwhile may be told twice or not at all.
     *
     * @throws XdpException when they cannot be read
     */
    public List<HeldBlock> blocks(Path pinDirectory) {
        ExactHash none =
                ExactHash.read(MemorySegment.ofArray(new long[Abi.HASH_BYTES / Long.BYTES])); // No key is looked up.
        try (var earlier = new EarlierTables(bpf, c, new PinDirectory(pinDirectory), none)) {
            return earlier.look(System.nanoTime());
        }
    }

    /** What stands for {@code pinDirectory}, which need not exist; what cannot be read is told in the remarks. */
    public XdpStatus of(Path pinDirectory) {
        var pins = new PinDirectory(pinDirectory);
        List<String> remarks = new ArrayList<>();
        List<Path> found = read(remarks, pins::found).orElse(List.of());
        boolean marked = found.contains(pins.map(KernelMap.META));
        Optional<Integer> version =
                marked ? read(remarks, () -> tables.abiVersion(pins)).filter(v -> v != 0) : Optional.empty();
        boolean readable = version.filter(v -> v == Abi.VERSION).isPresent();
        if (version.isPresent() && !readable) {
            remarks.add("the tables are of ABI version " + version.get() + " and this build reads " + Abi.VERSION
                    + ", so what they hold is not shown. Ask the SecBeat that made them, or replace them: stop the node,"
                    + " 'secbeat xdp detach --pins " + pinDirectory + "', start it");
        }
        Links links = links(pins, remarks);
        return new XdpStatus(
                pinDirectory,
                found.stream().map(pin -> pin.getFileName().toString()).toList(),
                found.isEmpty() ? OptionalLong.empty() : PinClaim.holder(pinDirectory),
                version,
                links.attached,
                links.idle,
                readable ? fill(pins, found, remarks) : Map.of(),
                readable ? read(remarks, () -> tables.causes(pins)).orElse(Map.of()) : Map.of(),
                readable ? read(remarks, () -> new PinnedLists(tables).of(pins)).orElse(List.of()) : List.of(),
                readable ? packets(pins, remarks) : List.of(),
                readable ? events(pins, remarks) : Map.of(),
                remarks);
    }

    /** Programs on interfaces of this network namespace that none of {@code known} attached. */
    public List<XdpStatus.Other> others(Collection<XdpStatus> known) {
        Set<Integer> own = known.stream()
                .flatMap(status -> status.attached().stream())
                .map(XdpStatus.Attached::programId)
                .collect(Collectors.toSet());
        List<XdpStatus.Other> others = new ArrayList<>();
        for (NetDevices.NetDevice device : devices.all()) {
            // An interface that has gone in the meantime runs nothing.
            read(new ArrayList<>(), () -> XdpQuery.running(bpf, device.index(), device.name()))
                    .filter(running -> running.programId() != 0 && !own.contains(running.programId()))
                    .ifPresent(running -> others.add(other(device, running)));
        }
        return others;
    }

    private XdpStatus.Other other(NetDevices.NetDevice device, XdpQuery.Running running) {
        int id = running.programId();
        String name = ProgramInfo.byId(bpf, c, id).map(ProgramInfo::name).orElse("?");
        return new XdpStatus.Other(device.name(), device.index(), running.mode(), id, name);
    }

    /** What the pinned links hold together, and the names of those that hold nothing. */
    private record Links(List<XdpStatus.Attached> attached, List<String> idle) {}

    private Links links(PinDirectory pins, List<String> remarks) {
        Links links = new Links(new ArrayList<>(), new ArrayList<>());
        for (Path pin : pins.links()) {
            XdpQuery.Linked linked =
                    read(remarks, () -> XdpLink.linked(bpf, c, pin)).orElse(new XdpQuery.Linked(0, 0));
            if (linked.ifindex() == 0) {
                String name = pin.getFileName().toString();
                links.idle.add(name);
                remarks.add("the pinned link '" + name + "' guards nothing: its interface is gone, or it was detached");
            } else {
                links.attached.add(attached(linked));
            }
        }
        if (links.attached.stream().anyMatch(one -> one.on().isEmpty())) {
            remarks.add("the interface is in another network namespace: to be told its name, run this there"
                    + " (nsenter --net=FILE; 'ip netns exec' would hide the pins)");
        }
        if (links.attached.stream().anyMatch(one -> one.program().isEmpty())) {
            remarks.add("the kernel tells details of the program to CAP_SYS_ADMIN only: run as root");
        }
        return links;
    }

    /** What cannot be read is left out. */
    private XdpStatus.Attached attached(XdpQuery.Linked linked) {
        List<String> untold = new ArrayList<>();
        return new XdpStatus.Attached(
                linked.ifindex(),
                read(untold, () -> on(linked)).flatMap(found -> found),
                linked.programId(),
                read(untold, () -> ProgramInfo.byId(bpf, c, linked.programId())).flatMap(found -> found));
    }

    /** The link tells an index but not whose: the interface of that index here is the one if it runs that program. */
    private Optional<XdpStatus.On> on(XdpQuery.Linked linked) {
        return devices.byIndex(linked.ifindex()).flatMap(device -> {
            XdpQuery.Running running = XdpQuery.running(bpf, device.index(), device.name());
            return running.programId() == linked.programId()
                    ? Optional.of(new XdpStatus.On(device.name(), device.up(), running.mode()))
                    : Optional.empty();
        });
    }

    private Map<String, MapFill> fill(PinDirectory pins, List<Path> found, List<String> remarks) {
        Map<String, MapFill> fill = new LinkedHashMap<>();
        List<KernelMap> beside = new ArrayList<>();
        for (FlatLayout layout : FlatLayout.values()) {
            beside.add(layout.spill());
            put(fill, layout.buckets(), remarks, () -> tables.fill(pins, layout));
        }
        for (KernelMap map : KernelMap.values()) {
            if (map.isWalkable() && !beside.contains(map) && found.contains(pins.map(map))) {
                put(fill, map, remarks, () -> tables.fill(pins, map));
            }
        }
        put(fill, KernelMap.REPORTS, remarks, () -> tables.ring(pins));
        return fill;
    }

    private static void put(Map<String, MapFill> fill, KernelMap map, List<String> remarks, Supplier<MapFill> reading) {
        read(remarks, reading).ifPresent(found -> fill.put(map.mapName(), found));
    }

    private List<XdpStatus.Counted> packets(PinDirectory pins, List<String> remarks) {
        List<XdpStatus.Counted> counted = new ArrayList<>();
        long[][] sums = read(remarks, () -> tables.sums(pins, KernelMap.STATS)).orElse(new long[0][]);
        for (int code = 0; code < sums.length; code++) {
            int number = code;
            var tally = new XdpStats.Tally(sums[code][0], sums[code][1]);
            Optional<XdpReason> known = Arrays.stream(XdpReason.values())
                    .filter(reason -> reason.code() == number)
                    .findFirst();
            if (known.isPresent() || tally.packets() > 0) {
                counted.add(new XdpStatus.Counted(
                        known.map(XdpReason::label).orElse("reason_" + code), known.map(XdpReason::action), tally));
            }
        }
        return counted;
    }

    private Map<String, Long> events(PinDirectory pins, List<String> remarks) {
        Map<String, Long> events = new LinkedHashMap<>();
        long[][] sums = read(remarks, () -> tables.sums(pins, KernelMap.EVENTS)).orElse(new long[0][]);
        for (int code = 0; code < sums.length; code++) {
            int number = code;
            Optional<XdpEvent> known = Arrays.stream(XdpEvent.values())
                    .filter(event -> event.code() == number)
                    .findFirst();
            if (known.isPresent() || sums[code][0] > 0) {
                events.put(known.map(XdpEvent::label).orElse("event_" + code), sums[code][0]);
            }
        }
        return events;
    }

    /** What is read, or nothing and a remark: a status that tells half is worth more than none. */
    private static <T> Optional<T> read(List<String> remarks, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (XdpException e) {
            remarks.add(e.getMessage());
            return Optional.empty();
        }
    }
}
