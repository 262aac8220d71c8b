// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.json.ConnectionFile;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A running lab, seen from another process or thread through its control socket: what it is here, what to do to it in
 * {@link #control}, its clients in {@link #traffic}. Safe for all threads.
 */
public final class RemoteLab {
    /** Name of the stream with which the demo attacks. */
    public static final String DEMO_ATTACK = "attack";

    private final Path stateDirectory;

    public RemoteLab(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

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

    /** What can be done to it. */
    public RemoteControl control() {
        return new RemoteControl(stateDirectory);
    }

    /** What was sent to it, and what became of it. */
    public RemoteTraffic traffic() {
        return new RemoteTraffic(stateDirectory);
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
