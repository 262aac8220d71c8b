// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Origins;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Until;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources are looked up in the operator's own database; one that cannot be used is named. */
class OriginDeskTest {
    private final List<Origins> answers = new CopyOnWriteArrayList<>();

    private void take(Update update) {
        answers.add(((Update.Located) update).origins());
    }

    @Test
    void countryAndSystemAreToldAndWhatIsUnknownStaysEmpty(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("places.mmdb");
        try (InputStream in = Objects.requireNonNull(OriginDeskTest.class.getResourceAsStream("places.mmdb"))) {
            Files.copy(in, file);
        }
        try (OriginDesk desk = OriginDesk.open(List.of(file), this::take)) {
            desk.ask(List.of("203.0.113.42", "2001:db8:42:7::/64", "192.0.2.1"));
            Until.holds("an answer", () -> answers.size() == 2);
        }
        assertThat(answers.getFirst().given()).isTrue();
        assertThat(answers.getLast().bySource())
                .containsEntry("203.0.113.42", "NL AS64511")
                .containsEntry("2001:db8:42:7::/64", "BR")
                .containsEntry("192.0.2.1", "");
        assertThat(answers.getLast().problem()).isEmpty();
    }

    @Test
    void aFileThatIsNoDatabaseIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("places.mmdb"), "nothing of the kind");
        try (OriginDesk desk = OriginDesk.open(List.of(file, folder.resolve("absent.mmdb")), this::take)) {
            Until.holds("it says so", () -> !answers.isEmpty());
            desk.ask(List.of("203.0.113.42"));
            Until.holds("an answer all the same", () -> answers.size() == 2);
        }
        assertThat(answers.getFirst().problem()).contains("absent.mmdb", "cannot be read");
        assertThat(answers.getLast().bySource()).containsEntry("203.0.113.42", "");
    }
}
