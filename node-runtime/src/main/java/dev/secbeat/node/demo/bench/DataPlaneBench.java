// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.kernel.PacketBench;
import dev.secbeat.node.kernel.PacketBench.Listed;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import dev.secbeat.node.kernel.PacketBenchLists;
import dev.secbeat.node.kernel.PacketBenchVolley;
import dev.secbeat.node.kernel.PacketBenchVolley.Flood;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The kernel's filter with full lists: what a packet costs by where it comes from, and what it takes to load and change the
 * lists. Nothing here knows how the kernel keeps its lists, so figures from before and after a change of that compare.
 *
 * <p>A program that gives each packet its source calls the filter, many times a run. The scenarios take turns, round by
 * round: the best of a few runs in each round, the median over the rounds ({@link Rounds}). The cost of the program that
 * calls is measured by scenario too and subtracted; the rest is put in relation to a program that only drops. {@link
 * #method} says so with the figures. What other filters cost stands in {@link PeerBench}. Some
 * 700 MB of kernel memory and less than four minutes.
 */
final class DataPlaneBench implements Bench {
    private static final List<Sources> SCENARIOS = List.of(Sources.HOT, Sources.SPOOFED, Sources.EXACT, Sources.PREFIX);

    private final Effort effort;

    /**
     * How much to do.
     *
     * @param packets a run
     * @param edits of one block each, timed one by one
     */
    record Effort(PacketBench.Size size, int rounds, int runsPerRound, int packets, int floodPackets, int edits) {
        static final Effort FULL =
                new Effort(new PacketBench.Size(1_000_000, 100_000, 1 << 19), 7, 3, 100_000, 100_000, 20_000);
    }

    DataPlaneBench(Effort effort) {
        this.effort = effort;
    }

    @Override
    public String name() {
        return "xdp";
    }

    @Override
    public String measures() {
        return "nanoseconds a packet in the kernel's filter with full lists, by source; loading and changing the lists";
    }

    @Override
    public String method() {
        return "NAME_ns: a driver program gives each packet (minimal UDP) a random source and calls the filter; the kernel"
                + " runs it " + effort.packets()
                + " times a run (BPF_PROG_TEST_RUN) and tells whole nanoseconds a packet."
                + " All scenarios take turns in each of " + effort.rounds() + " rounds; the best of "
                + effort.runsPerRound()
                + " runs a round, then the median over the rounds. Statistics prove that each packet"
                + " met the fate of its scenario. NAME_net_ns: less the same driver with a program behind it that only drops"
                + " (driver_NAME_ns). NAME_ratio: (empty_ns + NAME_net_ns) / empty_ns, where empty is a program that only"
                + " drops, without the driver. e2e_NAME_ns: wall time a judged packet of a flood over veth, all of it on one core, making"
                + " and sending the packets included. e2e_NAME_ratio: its throughput over that of a program in the filter's"
                + " place that counts and drops or, where the filter passes, passes (e2e_empty_NAME_ns); what is passed goes"
                + " to a stack that takes no interest. " + PeerBench.METHOD + TcpBench.METHOD + LineBench.METHOD
                + GoodputBench.METHOD
                + " Exact entries and prefixes are loaded for both families, one call a"
                + " block; take_over_ms is the opening of a data plane that is loaded already. verified_instructions (of a million),"
                + " stack_bytes (of the function that takes most, of 512) and program_*_bytes: what the verifier"
                + " tells of the program. load_list_1m_ms: reading a"
                + " list of IPv4 addresses (loaded_list entries) and putting it in force; replace_list_1m_ms: of that, building"
                + " the tables and putting them in force; swap_list_us: putting a list of one entry in force in their place."
                + " Medians, of changes that come when no packet reads any more what the one before replaced.";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) {
        String name = "secbeat-bench-" + ProcessHandle.current().pid();
        Path pins = Path.of("/sys/fs/bpf", name);
        Map<String, Double> figures = new LinkedHashMap<>();
        try (BenchWire wire = BenchWire.open(name);
                PeerBench peers = new PeerBench(name, effort)) {
            Thread onExit = Thread.ofPlatform().unstarted(() -> {
                PacketBench.remove(pins);
                peers.remove();
                wire.remove();
            });
            Runtime.getRuntime().addShutdownHook(onExit);
            try {
                measureLists(wire, pins, tell, figures);
                measure(wire, peers, pins, tell, figures);
            } finally {
                Runtime.getRuntime().removeShutdownHook(onExit);
            }
        }
        return figures;
    }

    private void measure(
            BenchWire wire, PeerBench peers, Path pins, Consumer<String> tell, Map<String, Double> figures) {
        try (PacketBench bench = wire.inside(() -> PacketBench.open(BenchWire.GUARDED, pins, effort.size()))) {
            load(bench, tell, figures);
            boolean _ = wire.insideOnOneCore(() -> {
                measurePackets(bench, tell, figures);
                new LineBench(bench, effort).measure(tell, figures);
                return true;
            });
            measureEdits(bench, figures);
            figures.put("take_over_ms", wire.inside(bench::takeOverNanos) / 1e6);
            new TcpBench(bench, wire, effort).measure(tell, figures);
            wire.up();
            measureFloods(bench, wire, tell, figures);
            peers.measure(bench, wire, tell, figures);
            new GoodputBench(bench, wire, effort).measure(tell, figures);
            putFacts(bench.facts(), figures);
        }
    }

    /** On a data plane of its own, so that the others' figures are those of a program without lists. */
    private void measureLists(BenchWire wire, Path pins, Consumer<String> tell, Map<String, Double> figures) {
        tell.accept("loading lists: " + effort.rounds() + " rounds");
        int entries = effort.size().exact();
        PacketBenchLists.Figures lists =
                wire.inside(() -> PacketBenchLists.measure(BenchWire.GUARDED, pins, entries, effort.rounds()));
        figures.put("loaded_list", (double) entries);
        figures.put("load_list_1m_ms", lists.load() / 1e6);
        figures.put("replace_list_1m_ms", lists.replace() / 1e6);
        figures.put("swap_list_us", lists.swap() / 1e3);
    }

    private void load(PacketBench bench, Consumer<String> tell, Map<String, Double> figures) {
        tell.accept("loading");
        for (Family family : Family.values()) {
            figures.put("loaded_exact_" + text(family), (double) effort.size().exact());
            figures.put(
                    "loaded_prefixes_" + text(family), (double) effort.size().prefixes());
            figures.put("load_exact_" + text(family) + "_ms", bench.loadNanos(Sources.EXACT, family) / 1e6);
            figures.put("load_prefixes_" + text(family) + "_ms", bench.loadNanos(Sources.PREFIX, family) / 1e6);
        }
        figures.put("room_for_sources", (double) effort.size().sources());
        // A table of sources that has room costs less than one that must make some; twice over, as some are hit again.
        int fill = 2 * effort.size().sources();
        for (Family family : Family.values()) {
            double _ = bench.nanos(Program.DATA_PLANE, Sources.SPOOFED, family, fill);
        }
    }

    private void measurePackets(PacketBench bench, Consumer<String> tell, Map<String, Double> figures) {
        tell.accept("measuring packets: " + effort.rounds() + " rounds");
        var rounds = new Rounds();
        rounds.add("empty", () -> bench.floorNanos(effort.packets()));
        for (Family family : Family.values()) {
            for (Sources sources : SCENARIOS) {
                String name = scenario(sources) + "_" + text(family);
                rounds.add("driver_" + name, () -> bench.nanos(Program.EMPTY, sources, family, effort.packets()));
                rounds.add(name, () -> bench.nanos(Program.DATA_PLANE, sources, family, effort.packets()));
            }
        }
        Map<String, Double> nanos = rounds.measure(effort.rounds(), effort.runsPerRound());
        double empty = nanos.getOrDefault("empty", Double.NaN);
        tell.accept(String.format("%-26s %8s %8s %8s", "", "ns", "net ns", "ratio"));
        nanos.forEach((name, value) -> {
            figures.put(name + "_ns", value);
            Double driver = nanos.get("driver_" + name);
            if (driver == null) {
                tell.accept(row(name, value));
                return;
            }
            double net = value - driver;
            figures.put(name + "_net_ns", net);
            figures.put(name + "_ratio", (empty + net) / empty);
            tell.accept(row(name, value, net, (empty + net) / empty));
        });
    }

    private void measureEdits(PacketBench bench, Map<String, Double> figures) {
        for (Family family : Family.values()) {
            bench.edit(family, effort.edits(), _ -> {}, _ -> {}); // Java compiles, the kernel finds memory.
            var block = new Histogram(3);
            var unblock = new Histogram(3);
            bench.edit(family, effort.edits(), block::recordValue, unblock::recordValue);
            for (int percentile : new int[] {50, 99}) {
                String name = text(family) + "_p" + percentile + "_us";
                figures.put("block_" + name, block.getValueAtPercentile(percentile) / 1e3);
                figures.put("unblock_" + name, unblock.getValueAtPercentile(percentile) / 1e3);
            }
        }
    }

    private void measureFloods(PacketBench bench, BenchWire wire, Consumer<String> tell, Map<String, Double> figures) {
        tell.accept("measuring floods over veth: " + effort.rounds() + " rounds");
        var rounds = new Rounds();
        for (Family family : Family.values()) {
            for (Sources sources : SCENARIOS) {
                for (Program program : List.of(Program.EMPTY, Program.DATA_PLANE)) {
                    String name = scenario(sources) + "_" + text(family);
                    rounds.add(
                            program == Program.EMPTY ? "e2e_empty_" + name : "e2e_" + name,
                            () -> wire.outsideOnOneCore(() -> flood(bench, program, sources, family)));
                }
            }
        }
        Map<String, Double> nanos = rounds.measure(effort.rounds(), effort.runsPerRound());
        tell.accept(String.format("%-26s %8s %8s %8s", "", "ns", "Mpps", "ratio"));
        nanos.forEach((name, value) -> {
            Double empty = nanos.get(name.replace("e2e_", "e2e_empty_"));
            figures.put(name + "_ns", value);
            if (empty == null) {
                tell.accept(String.format(Locale.ROOT, "%-26s %8.1f %8.2f", name, value, 1e3 / value));
            } else {
                figures.put(name + "_ratio", empty / value);
                tell.accept(
                        String.format(Locale.ROOT, "%-26s %8.1f %8.2f %8.2f", name, value, 1e3 / value, empty / value));
            }
        });
    }

    private double flood(PacketBench bench, Program program, Sources sources, Family family) {
        int entries = sources == Sources.PREFIX
                ? effort.size().prefixes()
                : effort.size().exact();
        Flood flood = bench.flood(
                program,
                BenchWire.SENDER,
                new Listed(sources, entries),
                PacketBenchVolley.atOnce(family, effort.floodPackets()));
        return (double) flood.nanos() / flood.judged();
    }

    private static void putFacts(PacketBench.Facts facts, Map<String, Double> figures) {
        figures.put("reports_delayed", (double) facts.reportsDelayed());
        figures.put("verified_instructions", (double) facts.verifiedInstructions());
        figures.put("stack_bytes", (double) facts.stackBytes());
        figures.put("program_translated_bytes", (double) facts.translatedBytes());
        figures.put("program_native_bytes", (double) facts.nativeBytes());
    }

    private static String row(String name, double... values) {
        var row = new StringBuilder(String.format("%-26s", name));
        for (double value : values) {
            row.append(String.format(Locale.ROOT, " %8.1f", value));
        }
        return row.toString();
    }

    private static String scenario(Sources sources) {
        return switch (sources) {
            case HOT -> "miss_hot";
            case SPOOFED -> "miss_spoofed";
            case EXACT, ADDRESS -> "exact_hit";
            case PREFIX -> "prefix_hit";
        };
    }

    private static String text(Family family) {
        return family == Family.IPV4 ? "v4" : "v6";
    }
}
