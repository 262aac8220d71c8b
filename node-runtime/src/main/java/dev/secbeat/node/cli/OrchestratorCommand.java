// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.runtime.OrchestratorRuntime;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code secbeat orchestrator}: one orchestrator, until it is told to stop. */
@Command(
        name = "orchestrator",
        description = "Run one orchestrator until it is told to stop.",
        mixinStandardHelpOptions = true)
final class OrchestratorCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "TOML file; see docs/configuration.md.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        OrchestratorConfig config = OrchestratorConfig.load(file);
        LogLevel.apply(config.log().level());
        return Daemon.runUntilStopped(OrchestratorRuntime.start(config));
    }
}
