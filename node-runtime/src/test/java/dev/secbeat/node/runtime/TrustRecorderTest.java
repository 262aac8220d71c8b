// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.journal.TrustStore;
import dev.secbeat.node.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trust file on its way to the disk. */
class TrustRecorderTest {
    private static final TrustFile FILE = new TrustFile(List.of());

    @TempDir
    Path folder;

    @Test
    void whatTheDiskRefusedIsWrittenOnceItTakesIt() throws Exception {
        Path place = folder.resolve("data/trust.json");
        Path obstacle = Files.writeString(folder.resolve("data"), "a file where the folder should be");
        TrustStore store = new TrustStore(place);
        try (TrustRecorder recorder = new TrustRecorder(store)) {
            assertThat(recorder.isKept()).as("nothing was given").isTrue();
            recorder.write(FILE);
            assertThat(recorder.isKept()).isFalse();

            Files.delete(obstacle);

            Await.until("the disk has it", recorder::isKept);
            assertThat(store.read()).contains(FILE);
        }
    }

    @Test
    void closingWritesWhatWaits() throws Exception {
        TrustStore store = new TrustStore(folder.resolve("trust.json"));
        TrustRecorder recorder = new TrustRecorder(store);
        recorder.write(FILE);
        recorder.close();
        assertThat(store.read()).contains(FILE);
    }
}
