// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.kernel.PacketBench;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBenchTcp;
import dev.secbeat.node.kernel.PacketBenchTcp.Segments;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What a segment to a port that is guarded against SYN floods costs, the lists still loaded. One thread. */
final class TcpBench {
    /** The part of the benchmark's method that is about this. */
    static final String METHOD =
            " syn_cookie_*, ack_cookie_*, ack_forged_*: the same with TCP segments to a port that somebody"
                    + " listens on and that is guarded (mode on, the lists loaded, so a packet has all look-ups of miss_spoofed"
                    + " behind it): SYNs from random sources answered with a cookie, bare (MSS) and with all options; the ACK of one"
                    + " client who brings a cookie back; ACKs from random sources that bring none. Its driver lays out the whole"
                    + " frame anew, as an answer is written over the SYN. syn_passed_*: the same SYNs to a port without guard;"
                    + " syn_cookie_extra_*_ns: what the answer adds to that.";

    private final PacketBench bench;
    private final BenchWire wire;
    private final DataPlaneBench.Effort effort;

    TcpBench(PacketBench bench, BenchWire wire, DataPlaneBench.Effort effort) {
        this.bench = bench;
        this.wire = wire;
        this.effort = effort;
    }

    /** Puts the figures. The wire has its addresses only meanwhile; it may be down. */
    void measure(Consumer<String> tell, Map<String, Double> figures) {
        tell.accept("measuring SYNs and their answers: " + effort.rounds() + " rounds");
        wire.takeAddresses();
        try {
            // The kernel looks for the listener in the namespace of the thread that runs the program.
            Map<String, Double> nanos = wire.insideOnOneCore(() -> {
                try (PacketBenchTcp tcp = PacketBenchTcp.open(bench)) {
                    return nanos(tcp);
                }
            });
            putFigures(nanos, tell, figures);
        } finally {
            wire.dropAddresses();
        }
    }

    private Map<String, Double> nanos(PacketBenchTcp tcp) {
        var rounds = new Rounds();
        for (Family family : Family.values()) {
            for (Segments segments : Segments.values()) {
                String name = name(segments, family);
                rounds.add("driver_" + name, () -> tcp.nanos(Program.EMPTY, segments, family, effort.packets()));
                rounds.add(name, () -> tcp.nanos(Program.DATA_PLANE, segments, family, effort.packets()));
            }
        }
        return rounds.measure(effort.rounds(), effort.runsPerRound());
    }

    private static void putFigures(Map<String, Double> nanos, Consumer<String> tell, Map<String, Double> figures) {
        tell.accept(String.format("%-26s %8s %8s", "", "ns", "net ns"));
        for (Family family : Family.values()) {
            double passed = net(nanos, name(Segments.SYN_PASSED, family));
            for (Segments segments : Segments.values()) {
                String name = name(segments, family);
                double value = nanos.getOrDefault(name, Double.NaN);
                double net = net(nanos, name);
                figures.put("driver_" + name + "_ns", value - net);
                figures.put(name + "_ns", value);
                figures.put(name + "_net_ns", net);
                tell.accept(String.format(Locale.ROOT, "%-26s %8.1f %8.1f", name, value, net));
            }
            String extra = "syn_cookie_extra_" + text(family) + "_ns";
            figures.put(extra, net(nanos, name(Segments.SYN_COOKIE, family)) - passed);
        }
    }

    private static double net(Map<String, Double> nanos, String name) {
        return nanos.getOrDefault(name, Double.NaN) - nanos.getOrDefault("driver_" + name, Double.NaN);
    }

    private static String name(Segments segments, Family family) {
        return segments.name().toLowerCase(Locale.ROOT) + "_" + text(family);
    }

    private static String text(Family family) {
        return family == Family.IPV4 ? "v4" : "v6";
    }
}
