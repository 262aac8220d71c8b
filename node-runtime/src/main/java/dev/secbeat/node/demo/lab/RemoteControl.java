// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What can be done to a running lab from another process or thread: cut, kill, grow, send. Safe for all threads. */
public final class RemoteControl {
    private final Path stateDirectory;

    RemoteControl(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
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

    private List<String> ask(String request) {
        return ControlSocket.ask(stateDirectory, request);
    }
}
