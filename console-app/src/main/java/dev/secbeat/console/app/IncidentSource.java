// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.assets.AssetFiles;
import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.incident.SoFar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

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

    /** What a recorder holds, written down to be read and deleted afterwards. */
    static IncidentSource of(SoFar soFar) {
        return new Past(soFar);
    }

    /** See {@link #of(SoFar)}. The folder is its own, which others may not look into. */
    final class Past implements IncidentSource {
        private final SoFar soFar;
        private Optional<Path> folder = Optional.empty();

        private Past(SoFar soFar) {
            this.soFar = soFar;
        }

        @Override
        public String name() {
            return Messages.of("incident.past.name");
        }

        @Override
        public Path open() throws IOException {
            Path made = Files.createTempDirectory("secbeat-past");
            Path file = made.resolve("past.sbincident");
            made.toFile().deleteOnExit();
            file.toFile().deleteOnExit(); // the other way round than they are registered
            folder = Optional.of(made);
            soFar.writeTo(file);
            return file;
        }

        @Override
        public void close() throws IOException {
            if (folder.isPresent()) {
                Files.deleteIfExists(folder.get().resolve("past.sbincident"));
                Files.deleteIfExists(folder.get());
            }
        }
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
