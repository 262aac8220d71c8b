// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody looks back while it goes on: what was heard by then is shown, and nothing is missing of what goes on. */
class SoFarTest {
    @TempDir
    private Path folder;

    @Test
    void withoutARecordingTheLastMinutesAreThere() throws Exception {
        try (Recording recording = new Recording(RecorderSettings.in(folder.resolve("own"), false))) {
            Attack attack = new Attack(recording::accept);
            assertThat(recording.soFar().isEmpty())
                    .as("before the first second")
                    .isTrue();
            run(recording, attack, 45);
            SoFar then = recording.soFar();
            run(recording, attack, 90);
            Path path = folder.resolve("then.sbincident");
            then.writeTo(path);
            try (IncidentFile file = IncidentFile.open(path)) {
                assertThat(file.notice()).isEmpty();
                Replayer replayer = new Replayer(file, "");
                assertThat(replayer.beginMillis()).isEqualTo(Attack.START + 1_000);
                assertThat(replayer.endMillis()).as("nothing of later").isEqualTo(Attack.START + 45_000);
            }
            assertThatThrownBy(() -> then.writeTo(path)).isInstanceOf(FileAlreadyExistsException.class);
        }
    }

    @Test
    void ofARecordingAllIsThereAndItGoesOn() throws Exception {
        Path named = folder.resolve("night.sbincident");
        Path path = folder.resolve("then.sbincident");
        try (Recording recording = new Recording(RecorderSettings.in(folder.resolve("own"), false))) {
            Attack attack = new Attack(recording::accept);
            recording.start(Optional.of(named), attack.nanos(), attack.epochMillis());
            run(recording, attack, 400); // longer than the pre-roll
            SoFar then = recording.soFar();
            run(recording, attack, 500);
            then.writeTo(path);
        }
        try (IncidentFile past = IncidentFile.open(path);
                IncidentFile whole = IncidentFile.open(named)) {
            assertThat(past.notice()).isEmpty();
            Replayer replayer = new Replayer(past, "");
            assertThat(replayer.beginMillis()).isLessThanOrEqualTo(Attack.START + 1_000);
            assertThat(replayer.endMillis()).isEqualTo(Attack.START + 400_000);
            assertThat(new Replayer(whole, "").endMillis()).isEqualTo(Attack.START + 500_000);
            assertThat(whole.notice()).isEmpty();
        }
    }

    @Test
    void aFileThatWasCutMeanwhileIsNoEndlessCopy() throws Exception {
        Path cut = Files.write(folder.resolve("cut"), new byte[10]);
        assertThatThrownBy(() -> SoFar.of(cut, 20).writeTo(folder.resolve("copy")))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("10 of 20");
    }

    private static void run(Recording recording, Attack attack, int until) {
        int second = 0;
        while (second < until) {
            second = attack.step();
            recording.tick(attack.nanos(), attack.epochMillis());
        }
    }
}
