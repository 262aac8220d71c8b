// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @Test
    void namesWhatIsMissingAndTheLineThatInstallsIt(@TempDir Path directory) throws IOException {
        for (String program : List.of("nats-server", "ip", "setsid", "mount", "sysctl", "ethtool")) {
            Files.createFile(directory.resolve(program)).toFile().setExecutable(true);
        }
        Files.createFile(directory.resolve("nginx")); // there, but not executable
        List<String> missing = Programs.missing(List.of(directory));
        assertThat(missing).containsExactlyInAnyOrder("prometheus", "nginx", "nsenter", "setpriv");
        assertThat(Programs.installLine(missing))
                .isEqualTo("apt-get install -y --no-install-recommends nginx-light prometheus util-linux");
    }

    @Test
    void findsNothingMissingWhereAllIsThere(@TempDir Path directory) throws IOException {
        for (String program : Programs.missing(List.of())) {
            Files.createFile(directory.resolve(program)).toFile().setExecutable(true);
        }
        assertThat(Programs.missing(List.of(directory))).isEmpty();
    }
}
