// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.secbeat.console.model.AlertKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFilesTest {
    private static final Preferences CHOSEN = new Preferences(
            Locale.GERMAN,
            Look.LIGHT,
            130,
            true,
            false,
            Optional.of(ZoneId.of("Europe/Berlin")),
            Map.of(AlertKind.ATTACK, AlertRule.LISTED),
            new TileServer(true, "https://tiles.example/{z}/{x}/{y}.png", "© tiles.example"));

    @TempDir
    Path folder = Path.of(".");

    @Test
    void whatIsSavedIsReadAgain() throws IOException {
        Preferences.in(folder).save(CHOSEN);
        assertThat(Preferences.in(folder).load()).isEqualTo(new SettingsFile.Loaded<>(CHOSEN, List.of()));

        ProfileBook book = new ProfileBook(
                List.of(
                        new Profile(
                                "production",
                                List.of("nats://a:4222", "tls://b:4222"),
                                Optional.of(new Credential.InFile(Path.of("/keys/viewer.nk"))),
                                Optional.of(new Credential.InKeychain("production.operator-key")),
                                Optional.of("https://metrics:9090")),
                        new Profile("metrics", List.of(), Optional.empty(), Optional.empty(), Optional.of("http://x"))),
                Optional.of("production"));
        ProfileBook.in(folder).save(book);
        assertThat(ProfileBook.in(folder).load().value()).isEqualTo(book);

        Layout layout = new Layout(
                "nav-blocks",
                0.5,
                false,
                false,
                true,
                Optional.of(new Layout.Place(10, 20, 1200, 800, true)),
                Map.of("counters-table", List.of(new Layout.Column("counters-source", 180, true))),
                List.of("apac", "us-east"),
                Optional.of(new Layout.Wall(true, new Layout.Place(1920, 0, 800, 600, false), true, List.of("apac"))));
        LayoutBook layouts = new LayoutBook(Map.of("production", layout));
        LayoutBook.in(folder).save(layouts);
        assertThat(LayoutBook.in(folder).load().value()).isEqualTo(layouts);
    }

    @Test
    void withoutAFileTheStandardHoldsAndNothingIsSaid() {
        assertThat(Preferences.in(folder).load()).isEqualTo(new SettingsFile.Loaded<>(Preferences.STANDARD, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "42", "\"text\"", "{\"version\":1,\"look\":", "\0\0\0\0"})
    void aDamagedFileIsKeptAsideAndSaidSo(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("preferences.json"), text);
        SettingsFile.Loaded<Preferences> loaded = Preferences.in(folder).load();
        assertThat(loaded.value()).isEqualTo(Preferences.STANDARD);
        assertThat(loaded.troubles()).hasSize(2).first().asString().contains(file.toString(), ".damaged");
        assertThat(folder.resolve("preferences.json.damaged")).hasContent(text);
    }

    @Test
    void oneFieldThatMakesNoSenseCostsOnlyItself() throws IOException {
        Path file = folder.resolve("preferences.json");
        Preferences.in(folder).save(CHOSEN);
        String written = Files.readString(file).replace("\"light\"", "\"pink\"").replace("130", "900");
        Files.writeString(file, written);
        SettingsFile.Loaded<Preferences> loaded = Preferences.in(folder).load();
        assertThat(loaded.value()).isEqualTo(CHOSEN.with(Look.DARK).scaled(100));
        assertThat(String.join("\n", loaded.troubles())).contains("look", "scalePercent");
        assertThat(folder.resolve("preferences.json.damaged")).hasContent(written);
    }

    @Test
    void aNewerVersionIsReadAsFarAsItIsUnderstoodAndSaidSo() throws IOException {
        Files.writeString(folder.resolve("preferences.json"), "{\"version\":9,\"language\":\"de\",\"hologram\":true}");
        SettingsFile.Loaded<Preferences> loaded = Preferences.in(folder).load();
        assertThat(loaded.value().language()).isEqualTo(Locale.GERMAN);
        assertThat(loaded.troubles()).anyMatch(trouble -> trouble.contains("version 9"));
    }

    @Test
    void aFileIsReplacedAsAWholeAndForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("preferences.json");
        Preferences.in(folder).save(Preferences.STANDARD);
        Preferences.in(folder).save(CHOSEN);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whatCannotBeWrittenLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("not-a-folder"), "old");
        assertThatIOException().isThrownBy(() -> Preferences.in(file).save(CHOSEN));
        assertThat(file).hasContent("old");
    }

    @Test
    void hugeFilesAndHugeListsAreBounded() throws IOException {
        Files.writeString(folder.resolve("preferences.json"), "{\"a\":\"" + "x".repeat(2 << 20) + "\"}");
        assertThat(Preferences.in(folder).load().troubles()).anyMatch(trouble -> trouble.contains("KiB"));

        StringBuilder many = new StringBuilder("{\"version\":1,\"profiles\":[");
        for (int i = 0; i < 500; i++) {
            many.append(i == 0 ? "" : ",").append("{\"name\":\"p").append(i).append("\",\"nats\":[\"nats://x:1\"]}");
        }
        Files.writeString(folder.resolve("profiles.json"), many.append("]}"));
        assertThat(ProfileBook.in(folder).load().value().profiles()).hasSize(ProfileBook.MOST);
    }

    @Test
    void twoProfilesOfOneNameAreOneAndTheOtherIsNamed() throws IOException {
        Files.writeString(
                folder.resolve("profiles.json"), "{\"version\":1,\"profiles\":[{\"name\":\"a\"},{\"name\":\"a\"},{}]}");
        SettingsFile.Loaded<ProfileBook> loaded = ProfileBook.in(folder).load();
        assertThat(loaded.value().profiles()).hasSize(1);
        assertThat(loaded.troubles()).hasSize(3);
    }

    @Test
    void eachPlatformHasItsPlace() {
        Path home = Path.of("/h/ada");
        assertThat(ConfigFolder.of("Linux", Map.of(), home)).isEqualTo(home.resolve(".config/secbeat"));
        assertThat(ConfigFolder.of("Linux", Map.of("XDG_CONFIG_HOME", "/x"), home))
                .isEqualTo(Path.of("/x/secbeat"));
        assertThat(ConfigFolder.of("Linux", Map.of("XDG_CONFIG_HOME", "relative"), home))
                .isEqualTo(home.resolve(".config/secbeat"));
        assertThat(ConfigFolder.of("Mac OS X", Map.of(), home))
                .isEqualTo(home.resolve("Library/Application Support/SecBeat"));
        assertThat(ConfigFolder.of("Windows 11", Map.of("APPDATA", "/roam"), home))
                .isEqualTo(Path.of("/roam/SecBeat"));
        assertThat(ConfigFolder.of("Windows 11", Map.of(), home)).isEqualTo(home.resolve("AppData/Roaming/SecBeat"));
    }
}
