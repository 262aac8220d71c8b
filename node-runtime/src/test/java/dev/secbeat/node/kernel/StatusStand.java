// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.cli.XdpStatusCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/** An interface of its own with a place for a filter's pins, and what {@code secbeat xdp status} says of them. */
final class StatusStand implements AutoCloseable {
    final NamespacePair namespaces = new NamespacePair();
    final Path pins =
            Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    private final StringWriter said = new StringWriter();

    StatusStand() {
        // Down, so that no packet of the kernel's own gets between two readings.
        namespaces.ipInside("link", "set", NamespacePair.GUARDED, "down");
    }

    XdpDataPlane open(XdpSettings settings) {
        return namespaces.inside(() -> XdpDataPlane.open(settings));
    }

    XdpStatus inspect() {
        return namespaces.inside(() -> XdpInspection.open().of(pins));
    }

    /** Runs the command; returns its exit code. */
    int status(String... arguments) {
        var writer = new PrintWriter(said, true);
        CommandLine line =
                new CommandLine(new XdpStatusCommand()).setOut(writer).setErr(writer);
        return namespaces.inside(() -> line.execute(arguments));
    }

    /** All that commands have said so far. */
    String said() {
        return said.toString();
    }

    @Override
    public void close() {
        XdpDataPlane.detach(pins);
        namespaces.close();
    }
}
