// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.config.NodeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One of two ways to say where a node's pins are; used as an argument group. */
final class PinPlace {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the node's TOML file")
    private @Nullable Path config;

    @Option(names = "--pins", required = true, paramLabel = "DIR", description = "the pin directory itself")
    private @Nullable Path pins;

    Path directory() {
        return pins != null ? pins : node().xdp().pinDirectory();
    }

    /** The interfaces that the configuration names, if there is one and it does. */
    List<String> interfaces() {
        return pins != null ? List.of() : node().network().interfaces();
    }

    private NodeConfig node() {
        return NodeConfig.load(Objects.requireNonNull(config));
    }
}
