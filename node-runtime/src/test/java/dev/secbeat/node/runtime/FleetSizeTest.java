// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.journal.NoteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many nodes a fleet is taken to have. */
class FleetSizeTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path folder;

    private int heard = 1;
    private long nanos = 7;

    @Test
    void asManyAsWereHeardAtOnceAlsoAfterARestart() {
        NoteFile note = new NoteFile(folder.resolve("state/fleet.size"));
        try (FleetSize size = new FleetSize(note, 1)) {
            assertThat(size.getAsInt()).isEqualTo(1);
            hear(size, 5, true);
            hear(size, 2, false);
            assertThat(size.getAsInt()).isEqualTo(5);
        }
        assertThat(note.read()).hasValue(5);
        heard = 1;
        try (FleetSize size = new FleetSize(note, 1)) {
            hear(size, 1, false);
            assertThat(size.getAsInt()).isEqualTo(5);
        }
    }

    @Test
    void theConfigurationNamesTheLeast() {
        NoteFile note = new NoteFile(folder.resolve("fleet.size"));
        try (FleetSize size = new FleetSize(note, 2)) {
            hear(size, 1, true);
            assertThat(size.getAsInt()).isEqualTo(2);
        }
    }

    /** Only a node that knows whom to obey, and only to the most it has heard all day. */
    @Test
    void itShrinksWhenFewerHaveBeenHeardForADay() {
        NoteFile note = new NoteFile(folder.resolve("fleet.size"));
        try (FleetSize size = new FleetSize(note, 1)) {
            hear(size, 9, true);
            days(size, 3, 2, false);
            assertThat(size.getAsInt()).as("cut off").isEqualTo(9);
            hear(size, 4, true);
            days(size, 2, 0.9, true);
            assertThat(size.getAsInt()).isEqualTo(9);
            days(size, 2, 0.2, true);
            assertThat(size.getAsInt()).as("the most of the day").isEqualTo(4);
            days(size, 2, 1.1, true);
            assertThat(size.getAsInt()).isEqualTo(2);
        }
        assertThat(note.read()).hasValue(2);
    }

    @Test
    void aNoteThatIsNoNumberIsNone() throws IOException {
        Path file = folder.resolve("fleet.size");
        NoteFile note = new NoteFile(file);
        for (String text : new String[] {"", "many", "-3", "0", "1".repeat(1_000_000)}) {
            Files.writeString(file, text);
            assertThat(note.read()).as(text.length() > 9 ? "long" : text).isEqualTo(OptionalInt.empty());
        }
        note.write(3);
        assertThat(note.read()).hasValue(3);
    }

    /** What an earlier release took a relay's word for. */
    @Test
    void noFleetIsLargerThanCanAgree() throws IOException {
        NoteFile note = new NoteFile(folder.resolve("fleet.size"));
        note.write(65_535);
        try (FleetSize size = new FleetSize(note, 1)) {
            assertThat(size.getAsInt()).isEqualTo(FleetSize.MOST_NODES);
        }
    }

    private void days(FleetSize size, int nodes, double days, boolean sure) {
        for (long end = nanos + (long) (days * TimeUnit.DAYS.toNanos(1)); nanos < end; nanos += 59 * SECOND) {
            hear(size, nodes, sure);
        }
    }

    private void hear(FleetSize size, int nodes, boolean sure) {
        heard = nodes;
        nanos += SECOND;
        int _ = size.doWork(nanos, () -> heard, sure);
    }
}
