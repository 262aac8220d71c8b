// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.assets.AssetFiles;
import dev.secbeat.console.i18n.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a recording comes from. Its file is fetched and given back on the thread that reads it. */
interface IncidentSource {
    /** Shown to the operator. */
    String name();

    /** The file to read. */
    Path open() throws IOException;

    /** It is read no more. */
    default void close() throws IOException {}

    /** A file of the operator's. */
    static IncidentSource of(Path path) {
        return new IncidentSource() {
            @Override
            public String name() {
                return String.valueOf(path.getFileName());
            }

            @Override
            public Path open() {
                return path;
            }
        };
    }

    /** The recording that is shipped, which lies in an archive and is unpacked to be read. */
    static IncidentSource sample() {
        return new Sample();
    }

    /** See {@link #sample}. */
    final class Sample implements IncidentSource {
        private Path copy = Path.of("");

        @Override
        public String name() {
            return Messages.of("incident.replay.sample");
        }

        @Override
        public Path open() throws IOException {
            copy = Files.createTempFile("secbeat-sample", ".sbincident");
            copy.toFile().deleteOnExit();
            try (InputStream in = AssetFiles.sampleIncident()) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            return copy;
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(copy);
        }
    }
}
