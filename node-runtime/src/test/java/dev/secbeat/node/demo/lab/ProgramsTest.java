// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @Test
    void namesWhatIsMissingAndTheLineThatInstallsIt(@TempDir Path directory) throws IOException {
        for (String program : List.of("nats-server", "ip", "setsid", "nice", "mount", "sysctl", "ethtool")) {
            Files.createFile(directory.resolve(program)).toFile().setExecutable(true);
        }
        Files.createFile(directory.resolve("nginx")); // there, but not executable
        List<String> missing = Programs.missing(List.of(directory));
        assertThat(missing).containsExactlyInAnyOrder("prometheus", "named", "nginx", "nsenter", "setpriv");
        assertThat(Programs.installLine(missing))
                .isEqualTo("apt-get install -y --no-install-recommends bind9 nginx-light prometheus util-linux");
    }

    @Test
    void theLauncherInstallsTheSamePackages() throws IOException {
        Path launcher = Path.of(System.getProperty("secbeat.root", "..")).resolve("secbeat");
        Matcher list = Pattern.compile("(?s)\nlab_needs=\\(([^)]*)\\)").matcher(Files.readString(launcher));
        assertThat(list.find()).as("%s lists lab_needs", launcher).isTrue();
        Map<String, String> installed = Stream.of(list.group(1).trim().split("\\s+"))
                .map(entry -> entry.split(":"))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
        assertThat(installed).isEqualTo(Programs.NEEDED);
    }

    @Test
    void findsNothingMissingWhereAllIsThere(@TempDir Path directory) throws IOException {
        for (String program : Programs.missing(List.of())) {
            Files.createFile(directory.resolve(program)).toFile().setExecutable(true);
        }
        assertThat(Programs.missing(List.of(directory))).isEmpty();
    }
}
