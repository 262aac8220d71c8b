// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.control.CountryMap;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.MmdbFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of countries that comes in new versions. */
class CountryWatcherTest {
    private static final Duration REST = Duration.ofMillis(20);

    @TempDir
    Path folder;

    @Test
    void aNewVersionTakesThePlaceOfTheOldAndADamagedOneDoesNot() throws IOException {
        Path file = folder.resolve("countries.mmdb");
        put(file, new MmdbFile(6, 28).country("20.0.0.0/24", "TV").bytes());
        try (CountryWatcher watcher = CountryWatcher.start(file, REST)) {
            Await.until("the first is read", () -> country(watcher).equals(Optional.of("TV")));

            put(file, "no database".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            put(file, new MmdbFile(6, 28).country("20.0.0.0/24", "NR").bytes());
            Await.until("the next whole one is read", () -> country(watcher).equals(Optional.of("NR")));

            Files.delete(file);
            assertThat(country(watcher)).as("what was read stays").contains("NR");
        }
    }

    @Test
    void whatIsNoDatabaseStopsTheStart() throws IOException {
        Path file = folder.resolve("countries.mmdb");
        assertThatThrownBy(() -> CountryWatcher.start(file, REST))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("protect.country_database cannot be read");
        Files.writeString(file, "no database");
        assertThatThrownBy(() -> CountryWatcher.start(file, REST))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no MaxMind database");
    }

    private static Optional<String> country(CountryWatcher watcher) {
        CountryMap.Cover cover = watcher.newest().cover();
        cover.add(Prefix.parse("20.0.0.7"));
        return cover.most().map(CountryShare::country);
    }

    private void put(Path file, byte[] content) throws IOException {
        Path fresh = folder.resolve("fresh");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
