// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.traffic.StreamCounts;
import dev.secbeat.node.json.ConnectionFile;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A running lab, seen from another process or thread through its control socket. Safe for all threads. */
public final class RemoteLab {
    /** Name of the stream with which the demo attacks. */
    public static final String DEMO_ATTACK = "attack";

    private final Path stateDirectory;

    public RemoteLab(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    /** What the sender knows of a stream. {@code t0Nanos} is when it crossed the limit asked about. */
    public record Sent(OptionalLong t0Nanos, int peakPerSecond, int total) {}

    /** Packets sent to a region until {@code atNanos}. */
    public record Packets(long count, long atNanos) {}

    /** How to reach its fleet. */
    public ConnectionFile connection() {
        Path file = stateDirectory.resolve(Lab.CONNECTION_FILE);
        try {
            return Json.CONNECTION.decode(Files.readAllBytes(file));
        } catch (IOException | DecodeException e) {
            throw new LabException("'" + file + "' cannot be read", String.valueOf(e.getMessage()));
        }
    }

    /** Process id of each node. */
    public Map<NodeId, Long> nodes() {
        Map<NodeId, Long> nodes = new LinkedHashMap<>();
        for (String line : ask("nodes")) {
            String[] words = line.split(" ", -1);
            nodes.put(NodeId.of(words[1], words[0]), Long.parseLong(words[2]));
        }
        return nodes;
    }

    public List<RegionId> regions() {
        return nodes().keySet().stream().map(NodeId::region).distinct().toList();
    }

    public void cut(RegionId region) {
        ask("cut " + region);
    }

    public void heal(RegionId region) {
        ask("heal " + region);
    }

    public void kill(NodeId node) {
        ask("kill " + node.name());
    }

    /** Starts a killed node; returns when it serves. */
    public void start(NodeId node) {
        ask("start " + node.name());
    }

    /** Adds a node; returns once its process has started. */
    public NodeId addNode(RegionId region) {
        return new NodeId(region, ask("add-node " + region).getFirst());
    }

    public void removeNode(RegionId region) {
        ask("remove-node " + region);
    }

    /** Starts a source; see {@link ClientTraffic#startSource}. */
    public void send(String name, String source, double perSecond, boolean persistent, List<RegionId> regions) {
        String targets = regions.stream().map(RegionId::value).collect(Collectors.joining(" "));
        ask("send " + name + " " + source + " " + perSecond + " " + (persistent ? "persistent " : "polite ") + targets);
    }

    public void stop(String stream) {
        ask("stop " + stream);
    }

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
        return regions().stream().map(this::legitimate).reduce(StreamCounts.ZERO, StreamCounts::plus);
    }

    /** The requests of a region's legitimate clients. */
    public StreamCounts legitimate(RegionId region) {
        return total(ClientTraffic.LEGITIMATE + region);
    }

    /** The requests of one stream to all regions. */
    public StreamCounts total(String stream) {
        return counts().getOrDefault(stream, Map.of()).values().stream().reduce(StreamCounts.ZERO, StreamCounts::plus);
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

    /** Packets a node's XDP program has dropped since its interface was made, as the interface's driver counts them. */
    public long kernelDrops(NodeId node) {
        return Long.parseLong(ask("kernel-drops " + node.name()).getFirst());
    }

    /** Whether there is delay between the regions. */
    public boolean isFar() {
        return Boolean.parseBoolean(ask("far").getFirst());
    }

    private List<String> ask(String request) {
        return ControlSocket.ask(stateDirectory, request);
    }
}
