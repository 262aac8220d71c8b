// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The same work for fleets of any make: nothing at first, then sources over the limit one after the other, then many below
 * it at once.
 *
 * @param nodesPerRegion of the fleet
 * @param rounds sources over the limit, after at most five to warm up
 * @param manySources sources at once, each at a tenth of the limit
 * @param seconds of nothing, and of many sources
 */
public record FleetFigures(int nodesPerRegion, int rounds, int manySources, int seconds) {
    /** Regions of the fleet. */
    public static final int REGIONS = 3;
    /** One way between regions. */
    public static final long ONE_WAY_MILLIS = 40;
    /** Requests of one source in a second. */
    public static final long LIMIT = 100;

    static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(1) / (3 * LIMIT);

    private static final int MOST_WARM_UP_ROUNDS = 5;
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long MANY_PER_SECOND = LIMIT / 10;
    private static final long FIRST_OF_MANY = 0xC613_0000L; // 198.19.0.0/16

    /** As {@link #arguments()} gave them to another process. */
    public static FleetFigures of(String... arguments) {
        int[] numbers = Stream.of(arguments).mapToInt(Integer::parseInt).toArray();
        return new FleetFigures(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /** For the process that measures. */
    List<String> arguments() {
        return IntStream.of(nodesPerRegion, rounds, manySources, seconds)
                .mapToObj(Integer::toString)
                .toList();
    }

    /** Measures and prints {@code name value} a line, for the process that asked. */
    public void print(MeasuredFleet fleet) throws InterruptedException {
        measure(fleet).forEach((name, value) -> System.out.println(name + " " + value));
    }

    private Map<String, Double> measure(MeasuredFleet fleet) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        List<? extends CountingNode> nodes = fleet.nodes();
        var alone = new WanRounds(
                rounds,
                Math.min(rounds, MOST_WARM_UP_ROUNDS),
                REGIONS,
                LIMIT,
                GAP_NANOS,
                GIVE_UP_NANOS,
                ONE_WAY_MILLIS);
        List<SourceKey> expected = new ArrayList<>(alone.sources());
        expected.addAll(many());
        fleet.expect(expected);

        Meter idle = new Meter(fleet);
        TimeUnit.SECONDS.sleep(seconds);
        idle.put(figures, "idle");
        Meter one = new Meter(fleet);
        WanLags lags = alone.play(nodes, new Random(1));
        one.put(figures, "one");
        lags.put(figures, "");
        lags.putFirst(figures, "");
        Meter many = new Meter(fleet);
        sendMany(nodes);
        many.put(figures, "many");
        return figures;
    }

    private List<SourceKey> many() {
        return LongStream.range(0, manySources)
                .mapToObj(index -> new SourceKey(Family.IPV4, FIRST_OF_MANY + index))
                .toList();
    }

    private void sendMany(List<? extends CountingNode> nodes) throws InterruptedException {
        List<SourceKey> sources = many();
        long perSecond = manySources * MANY_PER_SECOND;
        Pacing pacing = new Pacing(System.nanoTime(), TimeUnit.SECONDS.toNanos(1) / perSecond);
        for (int sent = 0; sent < perSecond * seconds; sent++) {
            int turn = sent / manySources; // Each source asks another node each time.
            int source = sent % manySources;
            nodes.get((turn + source) % nodes.size()).request(sources.get(source), System.nanoTime());
            pacing.restUntil(sent);
        }
    }

    /** What nodes send and receive from its making on. One thread. */
    private static final class Meter {
        private final MeasuredFleet fleet;
        private final long startNanos = System.nanoTime();
        private final long nodeBytes;
        private final long betweenRegionsBytes;

        Meter(MeasuredFleet fleet) {
            this.fleet = fleet;
            nodeBytes = fleet.nodeBytes();
            betweenRegionsBytes = fleet.betweenRegionsBytes();
        }

        /** Puts kilobytes a second: of the average node, and of all that crosses regions. */
        void put(Map<String, Double> figures, String prefix) {
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            int nodes = fleet.nodes().size();
            figures.put(prefix + "_node_kb_s", (fleet.nodeBytes() - nodeBytes) / 1e3 / seconds / nodes);
            figures.put(
                    prefix + "_between_regions_kb_s",
                    (fleet.betweenRegionsBytes() - betweenRegionsBytes) / 1e3 / seconds);
        }
    }
}
