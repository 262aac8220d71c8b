// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.traffic.StreamCounts;
import dev.secbeat.node.demo.traffic.Whereabouts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The clients of a running lab, seen from another process or thread. Safe for all threads. */
public final class RemoteTraffic {
    private final Path stateDirectory;

    RemoteTraffic(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    /** What the sender knows of a stream. {@code t0Nanos} is when it crossed the limit asked about. */
    public record Sent(OptionalLong t0Nanos, int peakPerSecond, int total) {}

    /** Packets sent to a region until {@code atNanos}. */
    public record Packets(long count, long atNanos) {}

    /** What the sender knows of a running stream, relative to a limit per second. */
    public Sent sent(String stream, int limit) {
        String[] words = ask("crossing " + stream + " " + limit).getFirst().split(" ", -1);
        OptionalLong t0 = words[0].equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[0]));
        return new Sent(t0, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    }

    /** What became of the requests of each running stream, by stream and region. */
    public Map<String, Map<RegionId, StreamCounts>> counts() {
        Map<String, Map<RegionId, StreamCounts>> all = new LinkedHashMap<>();
        for (String line : ask("counts")) {
            String[] words = line.split(" ", -1);
            var counts = new StreamCounts(
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]));
            all.computeIfAbsent(words[0], key -> new LinkedHashMap<>()).put(new RegionId(words[1]), counts);
        }
        return all;
    }

    /** The requests of all legitimate clients together. */
    public StreamCounts legitimate() {
        return sum(counts().entrySet().stream()
                .filter(stream -> stream.getKey().startsWith(ClientTraffic.LEGITIMATE))
                .flatMap(stream -> stream.getValue().values().stream()));
    }

    /** The requests of a region's legitimate clients. */
    public StreamCounts legitimate(RegionId region) {
        return total(ClientTraffic.LEGITIMATE + region);
    }

    /** The requests of one stream to all regions. */
    public StreamCounts total(String stream) {
        return sum(counts().getOrDefault(stream, Map.of()).values().stream());
    }

    /** Where the legitimate clients of each region are, by that region. */
    public Map<RegionId, ClientTraffic.Steered> steered() {
        Map<RegionId, ClientTraffic.Steered> all = new LinkedHashMap<>();
        for (String line : ask("steered")) {
            String[] words = line.split(" ", -1);
            RegionId home = new RegionId(words[0]);
            RegionId region = new RegionId(words[1]);
            ClientTraffic.Steered steered = all.computeIfAbsent(
                    home,
                    _ -> new ClientTraffic.Steered(
                            home, new LinkedHashMap<>(), Long.parseLong(words[5]), new LinkedHashMap<>()));
            steered.pointing().put(region, Integer.parseInt(words[2]));
            steered.at().put(region, new Whereabouts(Integer.parseInt(words[3]), Long.parseLong(words[4])));
        }
        return all;
    }

    /** Packets sent to each region, one sample a second, the last three minutes, oldest first. */
    public Map<RegionId, List<Packets>> packetHistory() {
        Map<RegionId, List<Packets>> history = new LinkedHashMap<>();
        for (String line : ask("packets")) {
            String[] words = line.split(" ", -1);
            history.computeIfAbsent(new RegionId(words[0]), region -> new ArrayList<>())
                    .add(new Packets(Long.parseLong(words[1]), Long.parseLong(words[2])));
        }
        return history;
    }

    private static StreamCounts sum(Stream<StreamCounts> counts) {
        return counts.reduce(StreamCounts.ZERO, StreamCounts::plus);
    }

    private List<String> ask(String request) {
        return ControlSocket.ask(stateDirectory, request);
    }
}
