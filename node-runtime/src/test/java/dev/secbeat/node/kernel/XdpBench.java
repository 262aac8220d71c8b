// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A data plane on an interface of its own, whose program can be run on single frames. */
final class XdpBench implements AutoCloseable {
    private final NamespacePair namespaces = new NamespacePair();
    private final Path pins =
            Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final XdpDataPlane plane;
    private final TestRun program;
    private final Pinned sender = new Pinned(0);
    private final Map<SourceKey, Map<Dimension, Long>> counted = new HashMap<>();

    XdpBench(MapCapacities capacities, ReportPacing pacing, String... allow) {
        this(capacities, pacing, AbuseFilter.DEFAULT, allow);
    }

    XdpBench(AbuseFilter abuse, String... allow) {
        this(MapCapacities.DEFAULT, ReportPacing.DEFAULT, abuse, allow);
    }

    XdpBench(MapCapacities capacities, PacketSampling sampling) {
        this(capacities, ReportPacing.DEFAULT, AbuseFilter.DEFAULT, sampling, PacketPolicy.NONE, List.of());
    }

    XdpBench(PacketPolicy policy, String... allow) {
        this(MapCapacities.DEFAULT, ReportPacing.DEFAULT, AbuseFilter.DEFAULT, policy, allow);
    }

    private XdpBench(MapCapacities capacities, ReportPacing pacing, AbuseFilter abuse, String... allow) {
        this(capacities, pacing, abuse, PacketPolicy.NONE, allow);
    }

    /** With lists from files. */
    XdpBench(List<String> lists, int listEntries, String... allow) {
        this(
                new MapCapacities(64, 64, 8, 64, 4096).withListEntries(listEntries),
                ReportPacing.DEFAULT,
                AbuseFilter.DEFAULT,
                PacketSampling.DEFAULT,
                PacketPolicy.NONE,
                lists,
                allow);
    }

    XdpBench(MapCapacities capacities, ReportPacing pacing, AbuseFilter abuse, PacketPolicy policy, String... allow) {
        this(capacities, pacing, abuse, PacketSampling.DEFAULT, policy, List.of(), allow);
    }

    private XdpBench(
            MapCapacities capacities,
            ReportPacing pacing,
            AbuseFilter abuse,
            PacketSampling sampling,
            PacketPolicy policy,
            List<String> lists,
            String... allow) {
        List<Prefix> allowed = List.of(allow).stream().map(Prefix::parse).toList();
        XdpSettings settings = new XdpSettings(NamespacePair.GUARDED, pins, allowed, capacities, pacing, abuse)
                .withSampling(sampling)
                .withPolicy(policy)
                .withLists(lists);
        // Down, so that no packet of the kernel's own gets between a test and its counts.
        namespaces.ipInside("link", "set", NamespacePair.GUARDED, "down");
        plane = namespaces.inside(() -> XdpDataPlane.open(settings));
        program = new TestRun(plane.programFd());
    }

    XdpDataPlane plane() {
        return plane;
    }

    Path pins() {
        return pins;
    }

    SourceLists lists() {
        return plane.lists().orElseThrow();
    }

    /** What the program does with {@code frame}, as its statistics tell. */
    XdpReason reasonFor(byte[] frame) {
        XdpStats before = plane.stats();
        int verdict = program.verdict(frame, 1);
        XdpStats after = plane.stats();
        XdpReason found = null;
        for (XdpReason reason : XdpReason.values()) {
            long packets = after.of(reason).packets() - before.of(reason).packets();
            long bytes = after.of(reason).bytes() - before.of(reason).bytes();
            if (packets == 1 && bytes == frame.length && found == null) {
                found = reason;
            } else if (packets != 0 || bytes != 0) {
                throw new AssertionError(
                        reason + " counted " + packets + " packets, " + bytes + " bytes for one frame");
            }
        }
        int expected = found != null && found.action() == XdpReason.Action.DROP ? TestRun.XDP_DROP : TestRun.XDP_PASS;
        if (found == null || verdict != expected) {
            throw new AssertionError("verdict " + verdict + " goes with reason " + found);
        }
        return found;
    }

    /** Sends on one CPU, always the same: sources, samples and steps are counted on each CPU for itself. */
    void send(byte[] frame, int times) {
        sender.run(() -> sendHere(frame, times));
    }

    /** Sends on the CPU that the calling thread happens to be on, or stays on. */
    void sendHere(byte[] frame, int times) {
        program.verdict(frame, times);
    }

    void block(String prefix) {
        plane.block(Prefix.parse(prefix), 600_000);
    }

    void unblock(String prefix) {
        plane.unblock(Prefix.parse(prefix));
    }

    /** Polls once, adding to what {@link #counted} tells; returns the number of counts. */
    int poll() {
        return plane.poll((family, bits, dimension, count, sinceNanos) -> counted.computeIfAbsent(
                        new SourceKey(family, bits), key -> new EnumMap<>(Dimension.class))
                .merge(dimension, count, Long::sum));
    }

    /** What was reported so far of the source that {@code address} belongs to. */
    long counted(String address, Dimension dimension) {
        return counted.getOrDefault(SourceKey.of(Prefix.parse(address)), Map.of())
                .getOrDefault(dimension, 0L);
    }

    @Override
    public void close() {
        sender.close();
        plane.close();
        XdpDataPlane.detach(pins);
        namespaces.close();
    }
}
