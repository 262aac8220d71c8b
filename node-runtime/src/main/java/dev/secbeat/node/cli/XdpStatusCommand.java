// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.kernel.XdpInspection;
import dev.secbeat.node.kernel.XdpStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code secbeat xdp status}: what filters here, read from the kernel; works whether the node runs or not. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Shows what filters on this machine, by pin directory: interface, program, tables, statistics. Changes"
                        + " nothing, whether the node runs or not. Without --config and --pins: every pin directory on the BPF"
                        + " filesystems mounted here. Needs root or the node's capabilities.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:each one found filters, on all of its interfaces",
            "1:it could not be read",
            "2:the command line was wrong",
            "6:nothing is attached and nothing is pinned",
            "7:something is pinned that no interface runs, or one of several does not"
        })
public final class XdpStatusCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @ArgGroup(multiplicity = "0..1")
    private @Nullable PinPlace place;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        Optional<PinPlace> asked = Optional.ofNullable(place);
        Optional<Path> directory = asked.map(PinPlace::directory); // A wrong file is told before a missing privilege.
        XdpInspection inspection = XdpInspection.open();
        List<XdpStatus> found = directory.map(List::of).orElseGet(inspection::pinDirectories).stream()
                .map(inspection::of)
                .toList();
        var report = new XdpReport(
                found, inspection.others(found), asked.map(PinPlace::interfaces).orElse(List.of()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report.json());
        } else {
            report.lines().forEach(out::println);
        }
        out.flush();
        return exitCode(found);
    }

    /** The worst of all. */
    private static int exitCode(List<XdpStatus> found) {
        if (found.stream().anyMatch(XdpStatusCommand::lacksInterface)) {
            return ExitCode.PINNED_ONLY;
        }
        return found.stream().anyMatch(status -> status.state() == XdpStatus.State.FILTERING)
                ? ExitCode.OK
                : ExitCode.NOT_FILTERING;
    }

    private static boolean lacksInterface(XdpStatus status) {
        return status.state() == XdpStatus.State.PINNED_ONLY || status.state() == XdpStatus.State.PARTLY;
    }
}
