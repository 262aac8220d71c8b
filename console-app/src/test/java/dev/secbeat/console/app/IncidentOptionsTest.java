// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay needs no fleet; what is recorded writes over nothing. */
class IncidentOptionsTest {
    @TempDir
    private Path folder;

    @Test
    void aReplayNeedsNoFleet() throws IOException, UsageException {
        Path file = Files.writeString(folder.resolve("a.sbincident"), "");
        ConsoleOptions options = parse("--replay", file.toString(), "--headless");
        assertThat(options.incidents().replay()).contains(file);
        assertThat(options.incidents().isReplay()).isTrue();
        assertThat(parse("--replay-sample").incidents().isSample()).isTrue();
    }

    @Test
    void aReplayAndAFleetAreTwoThings() throws IOException {
        Path file = Files.writeString(folder.resolve("a.sbincident"), "");
        refused("leave out --connection", "--replay", file.toString(), "--prometheus", "http://127.0.0.1:9090");
        refused("not both", "--replay", file.toString(), "--replay-sample");
        refused("cannot be read", "--replay", folder.resolve("missing").toString());
    }

    @Test
    void nothingIsWrittenOver() throws IOException {
        Path file = Files.writeString(folder.resolve("a.sbincident"), "");
        refused("is there already", "--record", file.toString(), "--prometheus", "http://127.0.0.1:9090");
    }

    @Test
    void aTimeHasAUnit() throws UsageException {
        assertThat(parse("--prometheus", "http://127.0.0.1:9090", "--for", "5m")
                        .incidents()
                        .span())
                .contains(Duration.ofMinutes(5));
        refused("write it as 60s", "--for", "60");
        refused("write it as 60s", "--for", "0s");
    }

    @Test
    void recordingsGoWhereTheSystemKeepsAPersonsData() {
        assertThat(IncidentOptions.standard("Mac OS X", "/people/ada"))
                .isEqualTo(Path.of("/people/ada", "Library", "Application Support", "SecBeat", "incidents"));
        assertThat(IncidentOptions.standard("Windows 11", "C:/people/ada"))
                .endsWithRaw(Path.of("SecBeat", "incidents"));
        assertThat(IncidentOptions.standard("Linux", "/people/ada")).endsWithRaw(Path.of("secbeat", "incidents"));
    }

    private ConsoleOptions parse(String... words) throws UsageException {
        return ConsoleOptions.parse(List.of(words), folder.resolve("no-demo"));
    }

    private void refused(String because, String... words) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> parse(words))
                .withMessageContaining(because);
    }
}
