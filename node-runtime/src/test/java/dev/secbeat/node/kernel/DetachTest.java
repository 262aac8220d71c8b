// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.cli.DetachCommand;
import dev.secbeat.node.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code secbeat detach} on a real interface. */
@NeedsKernel
class DetachTest {
    private NamespacePair namespaces;
    private Path pins;
    private final StringWriter said = new StringWriter();

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    @AfterEach
    void close() {
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    @Test
    void removesWhatAStoppedNodeLeftAndSaysSo() {
        openPlane().close();
        assertThat(xdpOnInterface()).contains("xdp");

        assertThat(detach(pins)).isEqualTo(ExitCode.OK);

        assertThat(said.toString())
                .contains("removed " + pins.resolve("link"))
                .contains("removed " + pins.resolve(KernelMap.REPORTS.mapName()));
        assertThat(pins).doesNotExist();
        assertThat(xdpOnInterface()).doesNotContain("xdp");
        assertThat(detach(pins)).isEqualTo(ExitCode.OK);
        assertThat(said.toString()).contains("nothing is pinned in " + pins);
    }

    @Test
    void leavesARunningNodeAlone() {
        try (XdpDataPlane plane = openPlane()) {
            assertThat(detach(pins)).isEqualTo(ExitCode.FAILED);
            assertThat(said.toString()).contains("running daemon holds").contains(pins.toString());
            assertThat(pins.resolve("link")).exists();
            assertThat(xdpOnInterface()).contains("xdp");
            assertThat(plane.mode()).isEqualTo(XdpMode.NATIVE);
        }
    }

    @Test
    void leavesAFolderAloneThatHoldsNoPins(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve(KernelMap.STATS.mapName()));

        assertThat(detach(folder)).isEqualTo(ExitCode.FAILED);

        assertThat(said.toString()).contains("not on a BPF filesystem");
        assertThat(file).exists();
    }

    private XdpDataPlane openPlane() {
        return namespaces.inside(() -> XdpDataPlane.open(new XdpSettings(NamespacePair.GUARDED, pins, List.of())));
    }

    private int detach(Path directory) {
        var writer = new PrintWriter(said, true);
        return new CommandLine(new DetachCommand())
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, line, _) -> {
                    line.getErr().println(failure.getMessage());
                    return ExitCode.FAILED;
                })
                .execute("--pins", directory.toString());
    }

    private String xdpOnInterface() {
        return namespaces.inside(() -> NamespacePair.run(List.of("ip", "link", "show", "dev", NamespacePair.GUARDED)));
    }
}
