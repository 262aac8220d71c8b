// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.kernel.PacketBench;
import dev.secbeat.node.kernel.PacketBench.Listed;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import dev.secbeat.node.kernel.PacketBenchCpus;
import dev.secbeat.node.kernel.PacketBenchVolley;
import dev.secbeat.node.kernel.PacketBenchVolley.Flood;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * What a flood leaves of honest traffic. One core is the attackers' and only sends. The other is the guarded host's: the
 * kernel receives and judges there all that arrives, the stack works there, and so do both ends of a TCP stream, which asks
 * for a part of what that core can carry. The flood brings a multiple of what the host's stack takes when nothing filters;
 * what the host has no time to receive is lost in its receive queue, as in a card's. One thread.
 */
final class GoodputBench {
    /** The part of the benchmark's method that is about this. */
    static final String METHOD = " goodput_*: a TCP stream over the guarded interface, both its ends on the core that"
            + " receives and judges everything (threaded NAPI), offered " + (int) (100 * GoodputBench.LOAD)
            + " % of what that core carries at most (goodput_most_mbit_s); the flood comes from "
            + GoodputBench.BOTNET
            + " blocked IPv4 addresses and another core, through the stream's own receive queue. goodput_limit_mpps: the"
            + " greatest flood beside which the stream keeps 90 % when all of it passes to the stack, which has no socket"
            + " for it; goodput_borne_mpps: the greatest when the filter drops it, or as much as a core can send;"
            + " goodput_borne_over_limit: that over the limit; goodput_empty_over_limit: the same of a program that only"
            + " counts and drops. In turns: _alone: no flood; _flooded: "
            + (int) GoodputBench.TIMES
            + " times goodput_limit_mpps, and the filter drops it; _dropped: as much, and a program drops it that does"
            + " nothing else; _unfiltered: as much, and it passes."
            + " goodput_flood_mpps: what was sent;"
            + " goodput_judged_mpps: what of it the filter got to see; goodput_flood_over_limit: goodput_flood_mpps over the"
            + " limit. _mbit_s: what the stream received; goodput_share: that over _alone, flooded and filtered: the one"
            + " that counts; goodput_unfiltered_share: what it would be without. Medians over the rounds.";

    private static final int BOTNET = 10_000;
    /** Of the stream, of the most the core carries. */
    private static final double LOAD = 0.25;
    /** Of the flood, of what the host bears without a filter. */
    private static final double TIMES = 4;
    /** Of what the stream carries without a flood: what it must keep for the flood to be borne. */
    private static final double KEPT = 0.9;
    /** Floods between which the host's limit lies, packets a second, and how closely it is looked for. */
    private static final double LEAST = 20_000;

    private static final double MOST = 10_000_000;
    private static final double STEP = 1.1;
    /** Windows by whose median a flood is called borne or not. */
    private static final int LOOKS = 3;

    private static final double WINDOW_NANOS_PER_PACKET = 4_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double BITS_PER_BYTE = 8;
    private static final double NANOS = 1e9;
    /** Longest flood of a window, in floods of the other benchmarks. */
    private static final int FLOODS = 10;

    private static final Flood NO_FLOOD = new Flood(0, 0, 0);

    /** What comes besides the stream. The last leaves it in a state from which it must first recover. */
    private enum Beside {
        ALONE(Program.NO_FILTER),
        FLOODED(Program.DATA_PLANE),
        DROPPED(Program.UDP_DROP),
        UNFILTERED(Program.NO_FILTER);

        private final Program program;

        Beside(Program program) {
            this.program = program;
        }

        String label() {
            return "goodput_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What came of a window.
     *
     * @param bytes of the stream, a second
     * @param sent packets of the flood, a second
     * @param judged of these
     */
    private record Rate(double bytes, double sent, double judged) {}

    private final PacketBench bench;
    private final BenchWire wire;
    private final DataPlaneBench.Effort effort;
    private final double windowSeconds;
    private double offered; // by the stream, bytes a second

    /**
     * Of a filter that is loaded.
     *
     * @param wire its wire, up
     */
    GoodputBench(PacketBench bench, BenchWire wire, DataPlaneBench.Effort effort) {
        this.bench = bench;
        this.wire = wire;
        this.effort = effort;
        windowSeconds = effort.floodPackets() * WINDOW_NANOS_PER_PACKET / NANOS;
    }

    /** Puts the figures; none where there is only one core. What arrives at the wire is received elsewhere from then on. */
    void measure(Consumer<String> tell, Map<String, Double> figures) {
        List<Integer> cpus = PacketBenchCpus.allowed();
        int floodCpu = cpus.getFirst();
        Optional<Integer> hostCpu = cpus.stream()
                .filter(cpu -> cpu % BenchWire.QUEUES != floodCpu % BenchWire.QUEUES)
                .findFirst();
        if (hostCpu.isEmpty()) {
            tell.accept("goodput: left out, as this process may use no two cores with a queue each: give it CPUs "
                    + floodCpu + " and " + (floodCpu + 1));
            return;
        }
        tell.accept("measuring what a flood leaves of a connection: " + effort.rounds() + " rounds");
        wire.takeInterest();
        wire.takeAddresses();
        wire.queueWith(hostCpu.get(), floodCpu);
        wire.receiveOn(hostCpu.get());
        try (TcpStream stream = TcpStream.open(wire, hostCpu.get())) {
            Rate _ = window(stream, Beside.ALONE, 0); // The stream finds its pace.
            double most = window(stream, Beside.ALONE, 0).bytes;
            stream.pace(LOAD * most);
            offered = LOAD * most;
            double limit = borne(stream, Beside.UNFILTERED);
            double borne = borne(stream, Beside.FLOODED);
            figures.put("goodput_limit_mpps", limit / 1e6);
            figures.put("goodput_borne_mpps", borne / 1e6);
            figures.put("goodput_borne_over_limit", borne / limit);
            figures.put("goodput_empty_over_limit", borne(stream, Beside.DROPPED) / limit);
            figures.put("goodput_most_mbit_s", most * BITS_PER_BYTE / 1e6);
            putFigures(limit, measure(stream, TIMES * limit), tell, figures);
        }
    }

    /** The greatest flood, in packets a second, beside which the stream keeps {@link #KEPT} of what it has without. */
    private double borne(TcpStream stream, Beside beside) {
        double borne = LEAST;
        double tooMuch = MOST;
        while (tooMuch / borne > STEP) {
            double between = Math.sqrt(borne * tooMuch);
            Rate share = share(stream, beside, between);
            if (share.bytes < KEPT) {
                tooMuch = between;
            } else if (share.sent < between / STEP) {
                return share.sent; // A core cannot send more.
            } else {
                borne = between;
            }
        }
        return borne;
    }

    /** As {@link #window}, of the median of a few, the bytes as a share of those that come without a flood. */
    private Rate share(TcpStream stream, Beside beside, double perSecond) {
        List<Rate> rates = new ArrayList<>();
        for (int look = 0; look < LOOKS; look++) {
            recover(stream);
            double alone = window(stream, Beside.ALONE, 0).bytes;
            Rate flooded = window(stream, beside, perSecond);
            rates.add(new Rate(flooded.bytes / alone, flooded.sent, flooded.judged));
        }
        return median(rates);
    }

    private Map<Beside, Rate> measure(TcpStream stream, double perSecond) {
        Map<Beside, List<Rate>> rates = new EnumMap<>(Beside.class);
        for (int round = 0; round < effort.rounds(); round++) {
            recover(stream);
            for (Beside beside : Beside.values()) {
                rates.computeIfAbsent(beside, _ -> new ArrayList<>()).add(window(stream, beside, perSecond));
            }
        }
        Map<Beside, Rate> medians = new EnumMap<>(Beside.class);
        rates.forEach((beside, all) -> medians.put(beside, median(all)));
        return medians;
    }

    private static Rate median(List<Rate> rates) {
        return new Rate(median(rates, Rate::bytes), median(rates, Rate::sent), median(rates, Rate::judged));
    }

    private static double median(List<Rate> rates, ToDoubleFunction<Rate> part) {
        return Rounds.median(rates.stream().mapToDouble(part).toArray());
    }

    private static void putFigures(
            double limit, Map<Beside, Rate> rates, Consumer<String> tell, Map<String, Double> figures) {
        var none = new Rate(Double.NaN, Double.NaN, Double.NaN);
        double alone = rates.getOrDefault(Beside.ALONE, none).bytes;
        rates.forEach((beside, rate) -> {
            double megabits = rate.bytes * BITS_PER_BYTE / 1e6;
            figures.put(beside.label() + "_mbit_s", megabits);
            tell.accept(String.format(
                    Locale.ROOT,
                    "%-26s %8.0f Mbit/s %8.2f Mpps sent %8.2f Mpps judged",
                    beside.label(),
                    megabits,
                    rate.sent / 1e6,
                    rate.judged / 1e6));
        });
        Rate flooded = rates.getOrDefault(Beside.FLOODED, none);
        figures.put("goodput_share", flooded.bytes / alone);
        figures.put("goodput_unfiltered_share", rates.getOrDefault(Beside.UNFILTERED, none).bytes / alone);
        figures.put("goodput_flood_mpps", flooded.sent / 1e6);
        figures.put("goodput_judged_mpps", flooded.judged / 1e6);
        figures.put("goodput_flood_over_limit", flooded.sent / limit);
    }

    /** One window, on the flood's core. */
    private Rate window(TcpStream stream, Beside beside, double perSecond) {
        return wire.outsideOnOneCore(() -> {
            long before = stream.received();
            long start = System.nanoTime();
            Flood flood = act(stream, beside, perSecond);
            double seconds = (System.nanoTime() - start) / NANOS;
            double flooding = Math.max(1, flood.nanos()) / NANOS;
            return new Rate((stream.received() - before) / seconds, flood.sent() / flooding, flood.judged() / flooding);
        });
    }

    /** Waits until the stream has its pace again: one that lost all its segments tries again ever more seldom. */
    private void recover(TcpStream stream) {
        long start = System.nanoTime();
        while (window(stream, Beside.ALONE, 0).bytes < KEPT * offered) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new LabException(
                        "the connection over the guarded interface does not find its pace again", "no flood is left");
            }
        }
    }

    /** For a window's time. */
    private Flood act(TcpStream stream, Beside beside, double perSecond) {
        return switch (beside) {
            case ALONE -> {
                waitForBytes(stream);
                yield NO_FLOOD;
            }
            case FLOODED, DROPPED, UNFILTERED -> flood(beside.program, perSecond);
        };
    }

    private void waitForBytes(TcpStream stream) {
        long before = stream.received();
        long start = System.nanoTime();
        long waited = 0;
        while (waited < windowSeconds * NANOS || stream.received() == before) {
            if (waited > PATIENCE_NANOS) {
                throw new LabException(
                        "the connection over the guarded interface stands still", "no byte came through");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            waited = System.nanoTime() - start;
        }
    }

    private Flood flood(Program program, double perSecond) {
        var blocked = new Listed(Sources.EXACT, Math.min(BOTNET, effort.size().exact()));
        double most = (double) FLOODS * effort.floodPackets();
        return bench.flood(
                program,
                BenchWire.SENDER,
                blocked,
                new PacketBenchVolley(Family.IPV4, (int) Math.min(windowSeconds * perSecond, most), perSecond));
    }
}
