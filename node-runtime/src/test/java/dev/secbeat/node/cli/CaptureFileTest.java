// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.kernel.XdpReason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where packets may go, and what is said of it. */
class CaptureFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aNewFileIsForItsOwnerAlone() throws IOException, CliException {
        Path file = folder.resolve("new.pcapng");
        write(file, false);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).hasContent("packets");
    }

    @Test
    void aFileIsReplacedOnlyOnRequest() throws IOException, CliException {
        Path file = Files.writeString(folder.resolve("old.pcapng"), "precious");
        assertThatThrownBy(() -> new CaptureFile(file.toString(), false).check())
                .isInstanceOf(CliException.class)
                .hasMessageContaining("was left as it is")
                .hasMessageContaining("--force");
        assertThatThrownBy(() -> write(file, false)).isInstanceOf(CliException.class);
        assertThat(file).hasContent("precious");
        new CaptureFile(file.toString(), true).check();
        assertThat(file).as("looking changes nothing").hasContent("precious");
        write(file, true);
        assertThat(file).hasContent("packets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void onlyAFileIsReplaced() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("link"), precious);
        for (Path place : new Path[] {folder, link, Path.of("/dev/null")}) {
            assertThatThrownBy(() -> write(place, true))
                    .isInstanceOf(CliException.class)
                    .hasMessageContaining(place + " is no file that can be replaced");
        }
        assertThat(precious).hasContent("precious");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        Path file = folder.resolve("missing/packets.pcapng");
        assertThatThrownBy(() -> write(file, false))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(file + " cannot be written");
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/pts/3, true",
        "/dev/tty1, true",
        "/dev/ttyS0, true",
        "/dev/console, true",
        "/dev/null, false",
        "pipe:[123], false",
        "/elsewhere/dev/pts/3, false"
    })
    void aTerminalIsToldByItsName(String device, boolean terminal) {
        assertThat(CaptureFile.isTerminal(device)).isEqualTo(terminal);
    }

    @Test
    void whatIsCapturedIsToldInAFewWords() {
        Map<XdpReason, Integer> every = new EnumMap<>(XdpReason.class);
        for (XdpReason reason : XdpReason.values()) {
            every.put(reason, reason.action() == XdpReason.Action.DROP ? 128 : 16_384);
        }
        assertThat(CaptureCommand.describe(every))
                .isEqualTo("1 in 16384 passed; 1 in 128 dropped; 1 in 16384 answered");
        every.replaceAll((reason, packets) -> reason == XdpReason.LAND || reason == XdpReason.MARTIAN ? 1 : 0);
        assertThat(CaptureCommand.describe(every)).isEqualTo("1 in 1 land, martian");
    }

    private static void write(Path file, boolean force) throws IOException, CliException {
        try (OutputStream out = new CaptureFile(file.toString(), force).open()) {
            out.write("packets".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
