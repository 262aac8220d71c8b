// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.runtime.NodeRuntime;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code secbeat node}: one mitigation node, until it is told to stop. */
@Command(
        name = "node",
        description = "Run one mitigation node until it is told to stop.",
        mixinStandardHelpOptions = true)
final class NodeCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "TOML file; see docs/configuration.md.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        return run(file);
    }

    /** Runs the node that {@code file} describes. */
    static int run(Path file) throws InterruptedException {
        // The kernel's functions are bound while the file is read and NATS is connected to.
        Thread.ofPlatform().daemon().name("preload").start(NodeRuntime::preload);
        NodeConfig config = NodeConfig.load(file);
        LogLevel.apply(config.log().level());
        NodeRuntime node = NodeRuntime.start(config);
        return Daemon.runUntilStopped(node);
    }
}
