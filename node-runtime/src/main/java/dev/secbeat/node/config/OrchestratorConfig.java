// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.RegionId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything an orchestrator is told at its start; checked as a whole, never changed.
 *
 * @param dataDirectory where it keeps its audit trail, and the newest trust file over restarts
 */
public record OrchestratorConfig(
        String name,
        NodeConfig.Nats nats,
        List<Region> regions,
        Optional<Dns> dns,
        Safety safety,
        Path trustFile,
        Path dataDirectory,
        OutletsConfig outlets,
        List<String> trustRoots,
        NodeConfig.Metrics metrics,
        NodeConfig.Log log) {

    /**
     * Reads and checks a file with the environment of this process.
     *
     * @throws ConfigException listing all problems
     */
    public static OrchestratorConfig load(Path file) {
        return ConfigFile.read(file, OrchestratorConfig::parse);
    }

    /**
     * Reads and checks a text; {@code fileName} stands in messages.
     *
     * @throws ConfigException listing all problems
     */
    public static OrchestratorConfig parse(String text, String fileName) {
        return OrchestratorConfigReader.read(text, fileName, Environment.process());
    }

    /** As {@link #parse(String, String)}, with ${NAME} taken from {@code variables}. */
    public static OrchestratorConfig parse(String text, String fileName, Map<String, String> variables) {
        return OrchestratorConfigReader.read(text, fileName, Environment.of(variables, "orchestrator"));
    }

    /**
     * A region and what it can carry.
     *
     * @param capacityPerSecond packets per second its nodes can pass; 0 when not known
     * @param addresses public addresses clients are steered to
     * @param views groups of clients whose home it is, such as {@code NA}; one region has {@code default}
     */
    public record Region(RegionId region, long capacityPerSecond, List<String> addresses, List<String> views) {}

    /**
     * Rules that keep a failover from making things worse.
     *
     * @param leaseSeconds how long leadership stands without renewal
     * @param minHealthyRegions healthy regions that must remain after a change
     */
    public record Safety(int leaseSeconds, int minHealthyRegions) {}

    /**
     * A DNS that takes RFC 2136 updates, with one TSIG key a view.
     *
     * @param zone with the final dot
     * @param name the steered name, with the final dot, inside the zone
     * @param servers every authoritative server; the first takes the updates
     */
    public record Dns(String zone, String name, int ttlSeconds, List<InetSocketAddress> servers, List<ViewKey> views) {}

    /**
     * The TSIG key that selects a view.
     *
     * @param secretFile holds the secret in base64 and nothing else
     */
    public record ViewKey(String view, String keyName, String algorithm, Path secretFile) {}
}
