// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.GuardSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a node holds against orders, from its configuration and its surroundings. */
final class GuardSetup {
    private GuardSetup() {}

    /** What the node lives by, each with what it is. */
    static Map<Prefix, String> lifelines(NodeConfig config) {
        List<URI> servers = new ArrayList<>(config.nats().clusterUrls());
        servers.add(config.nats().url());
        return Lifelines.find(servers);
    }

    static GuardSettings guards(NodeConfig config, Map<Prefix, String> lifelines, NodeLoop loop) {
        Map<Prefix, String> kept = new LinkedHashMap<>(lifelines);
        RoomSettings.protectedPrefixes(config).forEach(prefix -> kept.put(prefix, CommandProcessor.CONFIGURED));
        return new GuardSettings(kept, config.protect().maxTrafficShare(), loop::traffic);
    }
}
