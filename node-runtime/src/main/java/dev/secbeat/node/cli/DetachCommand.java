// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.kernel.FilterRemoval;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code secbeat detach} and {@code secbeat xdp detach}: ends the filtering that a stopped node left in the kernel. */
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
    private PinPlace place = new PinPlace();

    @Override
    public Integer call() {
        Path directory = place.directory();
        List<Path> removed = FilterRemoval.ofStoppedNode(directory);
        PrintWriter out = spec.commandLine().getOut();
        if (removed.isEmpty()) {
            out.println("nothing is pinned in " + directory + ": no filter of a node to remove");
        }
        removed.forEach(pin -> out.println("removed " + pin));
        out.flush();
        return ExitCode.OK;
    }
}
