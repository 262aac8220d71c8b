// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.kernel.XdpDataPlane;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code secbeat detach}: ends the filtering that a stopped node left in the kernel. */
@Command(
        name = "detach",
        mixinStandardHelpOptions = true,
        description =
                "Removes the filter of a node that is not running: its XDP link, its maps, and the blocks in them."
                        + " Needs root or the node's capabilities.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing filters from there any more",
            "1:the node runs, or it could not be removed",
            "2:the command line was wrong"
        })
public final class DetachCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    /** One of two ways to say where the pins are. */
    static final class Where {
        @Option(names = "--config", required = true, paramLabel = "FILE", description = "the node's TOML file")
        private @Nullable Path config;

        @Option(names = "--pins", required = true, paramLabel = "DIR", description = "the pin directory itself")
        private @Nullable Path pins;

        private Path directory() {
            return pins != null
                    ? pins
                    : NodeConfig.load(Objects.requireNonNull(config)).xdp().pinDirectory();
        }
    }

    @Override
    public Integer call() {
        Path directory = where.directory();
        List<Path> removed = XdpDataPlane.detachStopped(directory);
        PrintWriter out = spec.commandLine().getOut();
        if (removed.isEmpty()) {
            out.println("nothing is pinned in " + directory + ": no filter of a node to remove");
        }
        removed.forEach(pin -> out.println("removed " + pin));
        out.flush();
        return ExitCode.OK;
    }
}
