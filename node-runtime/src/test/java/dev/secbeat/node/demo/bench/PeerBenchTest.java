// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeerBenchTest {
    @Test
    void whatIsMissingIsNamedWithTheLineThatBringsIt() {
        assertThat(PeerBench.advice(_ -> true)).isEmpty();
        assertThat(PeerBench.advice(Set.of("nft")::contains))
                .hasValueSatisfying(advice -> assertThat(advice)
                        .endsWith("apt-get install -y --no-install-recommends ipset iptables xdp-tools"));
    }

    @Test
    void theLauncherInstallsTheSamePackages() throws IOException {
        Path launcher = Path.of(System.getProperty("secbeat.root", "..")).resolve("secbeat");
        Matcher list = Pattern.compile("(?s)\nbench_needs=\\(([^)]*)\\)").matcher(Files.readString(launcher));
        assertThat(list.find()).as("%s lists bench_needs", launcher).isTrue();
        Map<String, String> installed = Stream.of(list.group(1).trim().split("\\s+"))
                .map(entry -> entry.split(":"))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
        assertThat(installed).isEqualTo(PeerBench.NEEDED);
    }
}
