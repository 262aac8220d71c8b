// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources give the same object, wherever they lie: its bytes tell nothing of the machine that made it. */
class ReproducibleObjectTest {
    private static final Path SOURCES = Path.of(System.getProperty("secbeat.root", ".."), "bpf");

    @TempDir
    Path temp;

    @Test
    void twoFoldersGiveTheSameBytes() throws Exception {
        assumeTrue(isInstalled("clang"), "clang is not installed");
        Path here = temp.resolve("a");
        Path elsewhere = temp.resolve("another/and/longer-folder");

        byte[] object = Files.readAllBytes(make(here, "target"));

        assertThat(object).startsWith(0x7f, 'E', 'L', 'F');
        assertThat(make(elsewhere, elsewhere.resolve("out").toString())).hasBinaryContent(object);
    }

    private static Path make(Path folder, String out) throws IOException, InterruptedException {
        copy(folder);
        Path log = folder.resolve("make.log");
        Process make = new ProcessBuilder("make", "--no-print-directory", "OUT=" + out)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(make.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(make.exitValue()).as(Files.readString(log)).isZero();
        return folder.resolve(out).resolve("secbeat_xdp.bpf.o");
    }

    private static void copy(Path folder) throws IOException {
        try (Stream<Path> code = Files.list(SOURCES.resolve("src/main/c"))) {
            for (Path file :
                    Stream.concat(Stream.of(SOURCES.resolve("Makefile")), code).toList()) {
                Path copy = folder.resolve(SOURCES.relativize(file));
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(file, copy);
            }
        }
    }

    private static boolean isInstalled(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
