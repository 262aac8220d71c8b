// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.kernel.PacketBench;
import dev.secbeat.node.kernel.PacketBench.Flood;
import dev.secbeat.node.kernel.PacketBench.Listed;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import dev.secbeat.node.kernel.PacketBenchCpus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What a flood leaves of an honest connection on another core, as a network card that spreads flows over cores would have
 * it. Each party has a core and a queue of its own: sending and judging the flood happen on one, both ends of a TCP stream
 * and all of the stack's work for them on the other. So what the flood takes of the stream it takes through what cores
 * share: caches, memory, and whatever the hypervisor gives them together; a run with that core merely busy tells how much
 * the latter is. One thread.
 */
final class GoodputBench {
    /** The part of the benchmark's method that is about this. */
    static final String METHOD =
            " goodput_*: one TCP stream over the guarded interface, both its ends on one core, against"
                    + " a flood from " + GoodputBench.BOTNET
                    + " blocked IPv4 addresses that is sent, received and judged on another,"
                    + " each through a queue of its own (as a card that spreads flows does). In turns: _alone: no flood;"
                    + " _beside_busy: the other core computes and sends nothing; _unfiltered: the flood passes to the stack, which"
                    + " has no socket for it; _flooded: the filter drops it. _mbit_s: what is received; _share: that over _alone;"
                    + " goodput_share (of _flooded) is the one that counts, and goodput_share_of_busy that over _beside_busy: what is"
                    + " the flood's and the filter's doing, not that of a machine or hypervisor whose cores slow each other down."
                    + " goodput_limit_mpps: what one core's stack takes without a filter, 1 / (time of an unfiltered packet - time"
                    + " of one that a program drops at once, which is what sending costs). goodput_flood_mpps: what the filter"
                    + " judged meanwhile, as much as the core can also send; goodput_flood_over_limit: how many times the limit"
                    + " that is. Medians over the rounds.";

    private static final int BOTNET = 10_000;
    private static final long WINDOW_NANOS_PER_PACKET = 4_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double BITS_PER_BYTE = 8;
    /** So many of the other benchmarks' floods make one: putting a program in the filter's place takes milliseconds. */
    private static final int FLOODS = 3;

    private static final Flood NO_FLOOD = new Flood(0, 0);

    /** What the other core does meanwhile. */
    private enum Beside {
        ALONE,
        BESIDE_BUSY,
        UNFILTERED,
        FLOODED;

        String label() {
            return "goodput_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What came of a window.
     *
     * @param bytes a second
     * @param nanos a packet, while there was a flood
     */
    private record Rate(double bytes, double nanos) {}

    private final PacketBench bench;
    private final BenchWire wire;
    private final DataPlaneBench.Effort effort;
    private final long windowNanos;

    /**
     * Of a filter that is loaded.
     *
     * @param wire its wire, up
     */
    GoodputBench(PacketBench bench, BenchWire wire, DataPlaneBench.Effort effort) {
        this.bench = bench;
        this.wire = wire;
        this.effort = effort;
        windowNanos = effort.floodPackets() * WINDOW_NANOS_PER_PACKET;
    }

    /** Puts the figures; none where there is only one core. */
    void measure(Consumer<String> tell, Map<String, Double> figures) {
        List<Integer> cpus = PacketBenchCpus.allowed();
        int floodCpu = cpus.getFirst();
        Optional<Integer> streamCpu = cpus.stream()
                .filter(cpu -> cpu % BenchWire.QUEUES != floodCpu % BenchWire.QUEUES)
                .findFirst();
        if (streamCpu.isEmpty()) {
            tell.accept("goodput: left out, as this process may use no two cores with a queue each: give it CPUs "
                    + floodCpu + " and " + (floodCpu + 1));
            return;
        }
        tell.accept("measuring what a flood leaves of a connection: " + effort.rounds() + " rounds");
        wire.takeInterest();
        wire.takeAddresses();
        wire.queueBy(floodCpu);
        wire.queueBy(streamCpu.get());
        // Before there is a stream, of which that program would drop everything too.
        double sending = sendingNanos();
        try (TcpStream stream = TcpStream.open(wire, streamCpu.get())) {
            putFigures(sending, measure(stream), tell, figures);
        }
    }

    private Map<Beside, Rate> measure(TcpStream stream) {
        Map<Beside, List<Rate>> rates = new EnumMap<>(Beside.class);
        Rate _ = window(stream, Beside.ALONE); // The stream finds its pace.
        for (int round = 0; round < effort.rounds(); round++) {
            for (Beside beside : Beside.values()) {
                rates.computeIfAbsent(beside, _ -> new ArrayList<>()).add(window(stream, beside));
            }
        }
        Map<Beside, Rate> medians = new EnumMap<>(Beside.class);
        rates.forEach((beside, all) -> medians.put(
                beside,
                new Rate(
                        Rounds.median(all.stream().mapToDouble(Rate::bytes).toArray()),
                        Rounds.median(all.stream().mapToDouble(Rate::nanos).toArray()))));
        return medians;
    }

    private double sendingNanos() {
        var rounds = new Rounds();
        rounds.add(
                "sending",
                () -> wire.outsideOnOneCore(() -> {
                    Flood flood = flood(Program.EMPTY);
                    return (double) flood.nanos() / flood.judged();
                }));
        return rounds.measure(effort.rounds(), effort.runsPerRound()).getOrDefault("sending", Double.NaN);
    }

    private static void putFigures(
            double sending, Map<Beside, Rate> rates, Consumer<String> tell, Map<String, Double> figures) {
        var none = new Rate(Double.NaN, Double.NaN);
        double alone = rates.getOrDefault(Beside.ALONE, none).bytes;
        rates.forEach((beside, rate) -> {
            double megabits = rate.bytes * BITS_PER_BYTE / 1e6;
            figures.put(beside.label() + "_mbit_s", megabits);
            if (beside != Beside.ALONE) {
                figures.put(beside == Beside.FLOODED ? "goodput_share" : beside.label() + "_share", rate.bytes / alone);
            }
            tell.accept(String.format(
                    Locale.ROOT, "%-26s %8.0f Mbit/s %8.2f Mpps", beside.label(), megabits, 1e3 / rate.nanos));
        });
        double busy = rates.getOrDefault(Beside.BESIDE_BUSY, none).bytes;
        figures.put("goodput_share_of_busy", rates.getOrDefault(Beside.FLOODED, none).bytes / busy);
        double unfiltered = rates.getOrDefault(Beside.UNFILTERED, none).nanos;
        double flood = 1e3 / rates.getOrDefault(Beside.FLOODED, none).nanos;
        double limit = 1e3 / Math.max(unfiltered - sending, 1);
        figures.put("goodput_limit_mpps", limit);
        figures.put("goodput_unfiltered_mpps", 1e3 / unfiltered);
        figures.put("goodput_flood_mpps", flood);
        figures.put("goodput_flood_over_limit", flood / limit);
    }

    /** One window, on the flood's core. */
    private Rate window(TcpStream stream, Beside beside) {
        return wire.outsideOnOneCore(() -> {
            long before = stream.received();
            long start = System.nanoTime();
            long waited = 0;
            long packets = 0;
            long flooding = 0;
            while (waited < windowNanos || (beside == Beside.ALONE && stream.received() == before)) {
                if (waited > windowNanos + PATIENCE_NANOS) {
                    throw new LabException(
                            "the connection over the guarded interface stands still", "no byte came through");
                }
                Flood flood = act(beside);
                packets += flood.judged();
                flooding += flood.nanos();
                waited = System.nanoTime() - start;
            }
            double bytes = (stream.received() - before) * 1e9 / waited;
            return new Rate(bytes, packets == 0 ? Double.POSITIVE_INFINITY : (double) flooding / packets);
        });
    }

    /** A while of it. */
    private Flood act(Beside beside) {
        return switch (beside) {
            case ALONE -> {
                LockSupport.parkNanos(LOOK_NANOS);
                yield NO_FLOOD;
            }
            case BESIDE_BUSY -> {
                long until = System.nanoTime() + LOOK_NANOS;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                yield NO_FLOOD;
            }
            case UNFILTERED -> flood(Program.NO_FILTER);
            case FLOODED -> flood(Program.DATA_PLANE);
        };
    }

    private Flood flood(Program program) {
        var blocked = new Listed(Sources.EXACT, Math.min(BOTNET, effort.size().exact()));
        return bench.flood(program, BenchWire.SENDER, blocked, Family.IPV4, FLOODS * effort.floodPackets());
    }
}
