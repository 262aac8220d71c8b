// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.kernel.PacketBench;
import dev.secbeat.node.kernel.PacketBench.Flood;
import dev.secbeat.node.kernel.PacketBench.Listed;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What a flood leaves of an honest connection: one TCP stream over the guarded interface, alone and while blocked sources
 * send as fast as one core can. Both share the machine's cores and the one queue of the interface, so the figure says as much
 * about those as about the filter; it is for comparing two versions of the filter on one machine. One thread.
 */
final class GoodputBench {
    /** The part of the benchmark's method that is about this. */
    static final String METHOD = "goodput_share: bytes a second of one TCP stream over the guarded interface while"
            + " blocked IPv4 sources flood it from one core (goodput_flood_mpps arrive), over those it has alone; the two"
            + " take turns, each figure is the median of its turns. They share the interface's one queue and the cores.";

    private static final int CHUNK = 1 << 16;
    private static final long WINDOW_NANOS_PER_PACKET = 5_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double BITS_PER_BYTE = 8;

    private final PacketBench bench;
    private final BenchWire wire;
    private final DataPlaneBench.Effort effort;
    private final long windowNanos;
    private final AtomicLong received = new AtomicLong();

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

    /** Puts the figures. */
    void measure(Consumer<String> tell, Map<String, Double> figures) {
        tell.accept("measuring what a flood leaves of a connection: " + effort.rounds() + " rounds");
        wire.takeInterest();
        wire.takeAddresses();
        InetAddress address = InetAddress.ofLiteral(BenchWire.GUARDED_ADDRESS);
        try (ServerSocket server = wire.inside(() -> new ServerSocket(0, 1, address));
                Socket client = wire.outside(() -> new Socket(address, server.getLocalPort()));
                Socket accepted = server.accept()) {
            Thread.ofPlatform().daemon().start(() -> write(client));
            Thread.ofPlatform().daemon().start(() -> read(accepted));
            putFigures(figures);
        } catch (IOException e) {
            throw new LabException("no connection over the guarded interface", String.valueOf(e.getMessage()));
        }
    }

    private void putFigures(Map<String, Double> figures) {
        List<Double> alone = new ArrayList<>();
        List<Double> flooded = new ArrayList<>();
        List<Double> packets = new ArrayList<>();
        double _ = alone(); // The stream finds its pace.
        for (int round = 0; round < effort.rounds(); round++) {
            alone.add(alone());
            flooded.add(flooded(packets));
        }
        double ofAlone = median(alone);
        figures.put("goodput_alone_mbit_s", ofAlone * BITS_PER_BYTE / 1e6);
        figures.put("goodput_flooded_mbit_s", median(flooded) * BITS_PER_BYTE / 1e6);
        figures.put("goodput_flood_mpps", median(packets) / 1e6);
        figures.put("goodput_share", median(flooded) / ofAlone);
    }

    /** Bytes a second over one window without a flood. */
    private double alone() {
        long before = received.get();
        long start = System.nanoTime();
        long waited = 0;
        while (waited < windowNanos || received.get() == before) {
            if (waited > windowNanos + PATIENCE_NANOS) {
                throw new LabException(
                        "the connection over the guarded interface stands still", "no byte came through");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            waited = System.nanoTime() - start;
        }
        return perSecond(received.get() - before, waited);
    }

    /** The same in a flood, of which it adds the packets a second. */
    private double flooded(List<Double> packets) {
        var blocked = new Listed(Sources.EXACT, effort.size().exact());
        long before = received.get();
        long start = System.nanoTime();
        long judged = 0;
        long waited = 0;
        while (waited < windowNanos) {
            Flood flood = wire.outside(() ->
                    bench.flood(Program.DATA_PLANE, BenchWire.SENDER, blocked, Family.IPV4, effort.floodPackets()));
            judged += flood.judged();
            waited = System.nanoTime() - start;
        }
        packets.add(perSecond(judged, waited));
        return perSecond(received.get() - before, waited);
    }

    private static double perSecond(long count, long nanos) {
        return count * 1e9 / nanos;
    }

    private static double median(List<Double> values) {
        return Rounds.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void write(Socket socket) {
        byte[] chunk = new byte[CHUNK];
        try {
            OutputStream out = socket.getOutputStream();
            while (!socket.isClosed()) {
                out.write(chunk);
            }
        } catch (IOException e) {
            // The end of the measurement closes the socket, and thereby ends this thread.
        }
    }

    private void read(Socket socket) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = socket.getInputStream();
            for (int bytes = in.read(chunk); bytes >= 0; bytes = in.read(chunk)) {
                received.addAndGet(bytes);
            }
        } catch (IOException e) {
            // As above.
        }
    }
}
