// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.GlobalPrometheus;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.RemoteLab;
import dev.secbeat.node.demo.lab.RemoteTraffic;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The user's own query on the global Prometheus against the sender's own account of the same minute: the one that ended
 * when every sample of it had arrived. Asked about the newest minute, {@code rate} would miss the samples on their way,
 * and read up to an eighth too low.
 */
final class FederationDrill implements Drill {
    private static final double TOLERANCE = 0.10;
    private static final long MINUTE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** A sample is scraped twice on its way, each time up to five seconds after it was true. */
    private static final long ON_THE_WAY_SECONDS = 10;

    private static final long ON_THE_WAY_NANOS = TimeUnit.SECONDS.toNanos(ON_THE_WAY_SECONDS);

    /** Steadiness is judged over eight parts of ten seconds, each within 15 % of the mean. */
    private static final int PARTS = 8;

    private static final long PART_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double STEADY = 0.15;
    private static final long SECONDS = 240;

    /** One each five seconds; the first or last may fall just outside. */
    private static final int SAMPLES_PER_MINUTE = 11;

    @Override
    public String name() {
        return "federation";
    }

    @Override
    public String promise() {
        return "the global Prometheus shows each region's throughput within 10 % of what was sent";
    }

    @Override
    public void run(DrillGround ground, Findings findings) throws InterruptedException {
        RemoteLab lab = ground.lab();
        var prometheus = new GlobalPrometheus(lab.connection().prometheus().orElseThrow());
        findings.step("waits for one steady minute: " + GlobalPrometheus.THROUGHPUT);
        boolean steady = DrillGround.until(SECONDS, () -> {
            pause();
            return isSteady(lab) && isWhole(prometheus, lab);
        });
        findings.check(steady, "the traffic was steady, and scraped throughout, for the minute that is compared");
        Map<String, Double> sent = sent(lab);
        Map<String, Double> measured = measured(prometheus, GlobalPrometheus.THROUGHPUT);
        for (RegionId region : lab.regions()) {
            findings.figure("sent_per_s_" + region, sent.getOrDefault(region.value(), Double.NaN));
            findings.figure("prometheus_per_s_" + region, measured.getOrDefault(region.value(), Double.NaN));
        }
        findings.figure("worst_deviation_percent", 100 * worst(sent, measured));
        findings.check(
                measured.keySet().equals(new TreeMap<>(sent).keySet())
                        && measured.size() == lab.regions().size(),
                "one line per region: " + measured.keySet());
        findings.check(worst(sent, measured) <= TOLERANCE, "every region within 10 % of what was sent");
    }

    /** Packets a second sent to each region over the minute that the query looks at; empty before there is one. */
    private static Map<String, Double> sent(RemoteLab lab) {
        Map<String, Double> rates = new TreeMap<>();
        lab.traffic().packetHistory().forEach((region, samples) -> {
            List<RemoteTraffic.Packets> minute = minute(samples);
            if (minute.size() == 2) {
                rates.put(region.value(), rate(minute));
            }
        });
        return rates;
    }

    /** Whether each part of that minute had about the same rate: a rise or fall would be seen at different times. */
    private static boolean isSteady(RemoteLab lab) {
        var history = lab.traffic().packetHistory().values();
        return !history.isEmpty()
                && history.stream().allMatch(samples -> {
                    long endNanos = System.nanoTime();
                    double[] rates = new double[PARTS];
                    for (int i = 0; i < PARTS; i++) {
                        long from = endNanos - (i + 1) * PART_NANOS;
                        List<RemoteTraffic.Packets> part = samples.stream()
                                .filter(sample -> sample.atNanos() - from >= 0 && sample.atNanos() - from <= PART_NANOS)
                                .toList();
                        rates[i] = part.size() < 2 || samples.getFirst().atNanos() - from > 0 ? Double.NaN : rate(part);
                    }
                    double mean = Arrays.stream(rates).average().orElse(Double.NaN);
                    return Arrays.stream(rates).allMatch(rate -> Math.abs(rate / mean - 1) < STEADY);
                });
    }

    /** Whether no scrape of the minute is missing, as after a cut: a rate over a gap is a guess. */
    private static boolean isWhole(GlobalPrometheus prometheus, RemoteLab lab) {
        Map<String, Double> samples = measured(prometheus, GlobalPrometheus.SAMPLES);
        return samples.size() == lab.regions().size()
                && samples.values().stream().allMatch(count -> count >= SAMPLES_PER_MINUTE);
    }

    private static double rate(List<RemoteTraffic.Packets> samples) {
        double seconds = (samples.getLast().atNanos() - samples.getFirst().atNanos()) / 1e9;
        return (samples.getLast().count() - samples.getFirst().count()) / seconds;
    }

    private static List<RemoteTraffic.Packets> minute(List<RemoteTraffic.Packets> samples) {
        long endNanos = System.nanoTime() - ON_THE_WAY_NANOS;
        long startNanos = endNanos - MINUTE_NANOS;
        var before = samples.stream()
                .filter(sample -> sample.atNanos() - startNanos <= 0)
                .toList();
        var until = samples.stream()
                .filter(sample -> sample.atNanos() - endNanos <= 0)
                .toList();
        return before.isEmpty() ? List.of() : List.of(before.getLast(), until.getLast());
    }

    private static Map<String, Double> measured(GlobalPrometheus prometheus, String query) {
        try {
            return prometheus.byRegion(query, Instant.now().minusSeconds(ON_THE_WAY_SECONDS));
        } catch (IOException e) {
            throw new LabException("the global Prometheus does not answer", String.valueOf(e.getMessage()));
        }
    }

    /** The largest relative deviation of any region; infinite while one is missing. */
    private static double worst(Map<String, Double> sent, Map<String, Double> measured) {
        if (sent.isEmpty() || !sent.keySet().equals(measured.keySet())) {
            return Double.POSITIVE_INFINITY;
        }
        return sent.entrySet().stream()
                .mapToDouble(entry -> Math.abs(measured.getOrDefault(entry.getKey(), 0.0) / entry.getValue() - 1))
                .max()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
}
