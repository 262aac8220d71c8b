// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.control.CountryMap;
import dev.secbeat.node.control.GuardSettings;
import java.util.Map;
import java.util.function.Supplier;

/** What a node holds against orders, from its configuration and its surroundings. */
final class GuardSetup {
    private GuardSetup() {}

    /** Which addresses are of which country, of a database that {@code parts} closes; nothing without one. */
    static Supplier<CountryMap> countries(NodeConfig config, OpenParts parts) {
        return config.protect()
                .countryDatabase()
                .map(file -> parts.add(CountryWatcher.start(file, CountryWatcher.REST)))
                .<Supplier<CountryMap>>map(watcher -> watcher::newest)
                .orElse(() -> CountryMap.NONE);
    }

    static GuardSettings guards(
            NodeConfig config, Map<Prefix, String> lifelines, NodeLoop loop, Supplier<CountryMap> countries) {
        return new GuardSettings(
                RoomSettings.neverBlock(config, lifelines),
                config.protect().maxTrafficShare(),
                loop::traffic,
                config.protect().countryShare(),
                countries);
    }
}
