// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of recordings: names, and whether there is room for another. Confined to one thread. */
final class Shelf {
    /** What a recording's name ends in. */
    static final String SUFFIX = ".sbincident";

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RecorderSettings settings;
    private String trouble = "";

    Shelf(RecorderSettings settings) {
        this.settings = settings;
    }

    /** A file of this moment; empty when there is no room, see {@link #trouble}. */
    Optional<Path> next(long epochMillis) {
        return free("incident-" + NAME.format(Instant.ofEpochMilli(epochMillis)));
    }

    /** The file that goes on where this one is full; empty when it was named by a person, or there is no room. */
    Optional<Path> after(Path full) {
        trouble = "";
        Path parent = full.toAbsolutePath().getParent();
        if (parent == null || !parent.equals(settings.folder().toAbsolutePath())) {
            return Optional.empty();
        }
        String name = String.valueOf(full.getFileName());
        return free(name.substring(0, name.length() - SUFFIX.length()).replaceAll("-part\\d+$", "") + "-part2");
    }

    /**
     * The file that a person named, or where that is there already one beside it: {@code attack-part2.sbincident}. A console
     * that goes on to another fleet records on, and never into the file of the one before.
     */
    static Path besides(Path named) {
        String name = String.valueOf(named.getFileName());
        String base = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        Path path = named;
        for (int part = 2; Files.exists(path); part++) {
            path = named.resolveSibling(base + "-part" + part + SUFFIX);
        }
        return path;
    }

    /** Why there was no room; empty when there was. */
    String trouble() {
        return trouble;
    }

    private Optional<Path> free(String name) {
        trouble = "";
        try {
            if (held() + settings.maxFileBytes() > settings.maxFolderBytes()) {
                trouble = Messages.of("incident.notice.no-room", settings.folder(), Figures.grouped((double)
                        (settings.maxFolderBytes() >> 20)));
                return Optional.empty();
            }
        } catch (IOException e) {
            trouble = Messages.of("incident.notice.failed", settings.folder(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        String base = name.replaceAll("-part\\d+$", "");
        Path path = settings.folder().resolve(name + SUFFIX);
        for (int part = 2; Files.exists(path); part++) {
            path = settings.folder().resolve(base + "-part" + part + SUFFIX);
        }
        return Optional.of(path);
    }

    private long held() throws IOException {
        if (!Files.isDirectory(settings.folder())) {
            return 0;
        }
        long bytes = 0;
        try (Stream<Path> files = Files.list(settings.folder())) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
