// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.config.ConfigException;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.json.JsonText;
import dev.secbeat.node.runtime.CounterHeap;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code secbeat config check FILE}: says what is wrong with a configuration, without starting anything. */
@Command(
        name = "config",
        description = "Look after configuration files.",
        mixinStandardHelpOptions = true,
        subcommands = ConfigCommand.Check.class)
final class ConfigCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // filled in by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** {@code secbeat config check}. */
    @Command(
            name = "check",
            description = "Check a node's or orchestrator's configuration without starting.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // filled in by picocli before call()
        private CommandSpec spec;

        /** What installed nodes are started with. */
        private static final int USUAL_HEAP_MEBIBYTES = 256;

        @Parameters(paramLabel = "FILE", description = "TOML file.")
        private Path file = Path.of("");

        @Option(names = "--orchestrator", description = "The file is an orchestrator's.")
        private boolean orchestrator;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        private boolean json;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try {
                if (orchestrator) {
                    OrchestratorConfig config = OrchestratorConfig.load(file);
                    good(out, "orchestrator", config.name());
                } else {
                    NodeConfig config = NodeConfig.load(file);
                    good(out, "node", config.node().toString());
                    heap(out, CounterHeap.of(config));
                }
                return ExitCode.OK;
            } catch (ConfigException e) {
                spec.commandLine().getErr().println(e.getMessage());
                if (json) {
                    List<String> problems =
                            String.valueOf(e.getMessage()).lines().toList();
                    out.println(JsonText.object(Map.of("file", file, "good", false, "problems", problems)));
                }
                return ExitCode.FAILED;
            }
        }

        /** Where the usual heap does not do; not in the JSON, which says what is wrong and nothing else. */
        private void heap(PrintWriter out, CounterHeap heap) {
            if (!json && heap.leastMebibytes() > USUAL_HEAP_MEBIBYTES) {
                out.println("state.max_sources = " + heap.sources() + ": the node needs a heap of "
                        + heap.leastMebibytes() + " MiB, SECBEAT_HEAP=" + heap.leastMebibytes()
                        + "m in its environment");
            }
        }

        private void good(PrintWriter out, String what, String name) {
            out.println(
                    json
                            ? JsonText.object(Map.of("file", file, "good", true, what, name))
                            : file + ": good for " + what + " " + name);
        }
    }
}
