// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleOptionsTest {
    @TempDir
    Path folder = Path.of(".");

    private Path nowhere = Path.of("nowhere");
    private Path seed = nowhere;
    private Path viewer = nowhere;
    private Path connection = nowhere;

    @BeforeEach
    void files() throws IOException {
        nowhere = folder.resolve("nowhere.json");
        seed = Files.writeString(folder.resolve("operator.nk"), "seed");
        viewer = Files.writeString(folder.resolve("viewer.nk"), "seed");
        connection =
                Files.writeString(Files.createDirectory(folder.resolve("demo")).resolve("connection.json"), """
                {"nats":["nats://127.0.0.1:4222"],"operatorSeedFile":"../operator.nk","prometheus":"http://127.0.0.1:9090"}
                """);
    }

    @Test
    void aRunningDemoIsFoundWithoutAWord() throws UsageException {
        ConsoleOptions options = ConsoleOptions.parse(List.of(), connection);
        assertThat(options.nats()).containsExactly("nats://127.0.0.1:4222");
        assertThat(options.profile()).isEqualTo("demo");
        assertThat(options.prometheus()).contains(URI.create("http://127.0.0.1:9090"));
        assertThat(options.operatorKey().map(ConsoleOptionsTest::name)).contains("operator.nk");
        assertThat(options.key()).isEqualTo(options.operatorKey());
    }

    @Test
    void aWindowNeedsADisplayOnLinux() {
        assertThat(ConsoleMain.lacksDisplay("Linux", null)).isTrue();
        assertThat(ConsoleMain.lacksDisplay("Linux", "")).isTrue();
        assertThat(ConsoleMain.lacksDisplay("Linux", ":0")).isFalse();
        assertThat(ConsoleMain.lacksDisplay("Mac OS X", null)).isFalse();
    }

    @Test
    void withoutAFleetItSaysWhatToDo() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> ConsoleOptions.parse(List.of("--headless"), nowhere))
                .withMessageContainingAll("no demo runs", "secbeat demo", "--connection FILE");
    }

    @Test
    void aKeyConnectsAndAnotherSigns() throws UsageException {
        List<String> words = List.of("--nats", "nats://127.0.0.1:1", "--key", viewer.toString());
        assertThat(ConsoleOptions.parse(words, nowhere).operatorKey()).isEmpty();

        ConsoleOptions both =
                ConsoleOptions.parse(List.of("--connection", connection.toString(), "--key", viewer.toString()));
        assertThat(both.key()).contains(viewer);
        assertThat(both.operatorKey().map(ConsoleOptionsTest::name)).contains("operator.nk");
    }

    @Test
    void readOnlySignsNothing() throws UsageException {
        ConsoleOptions options = ConsoleOptions.parse(List.of("--read-only"), connection);
        assertThat(options.operatorKey()).isEmpty();
        assertThat(options.key()).isPresent();
    }

    @Test
    void whatIsWrongIsNamed() {
        refused("but no key", "--nats", "nats://127.0.0.1:1");
        refused("cannot be read by this user", "--nats", "nats://127.0.0.1:1", "--key", nowhere.toString());
        refused("is not known", "--frobnicate", "yes");
        refused("lacks its value", "--nats");
        refused("write it as http://", "--prometheus", "ftp://x");
        refused("cannot be read", "--connection", nowhere.toString());
        refused("is wrong", "--connection", seed.toString());
    }

    private void refused(String why, String... words) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> ConsoleOptions.parse(List.of(words), nowhere))
                .withMessageContaining(why);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Test
    void aRecordingThatTheDesktopOpensIsReplayed() throws UsageException, IOException {
        Path file = Files.createFile(folder.resolve("night.sbincident"));
        assertThat(ConsoleOptions.parse(List.of(file.toString())).incidents().replay())
                .contains(file);
    }
}
