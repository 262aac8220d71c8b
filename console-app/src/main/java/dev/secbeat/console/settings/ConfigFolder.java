// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where this platform keeps what programs remember of a person. */
public final class ConfigFolder {
    private static final String NAME = "secbeat";

    private ConfigFolder() {}

    /** The folder for this process's user; it may not exist yet. */
    public static Path ofUser() {
        return of(System.getProperty("os.name", ""), System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    /**
     * As {@link #ofUser}, for any platform.
     *
     * @param system {@code os.name}
     * @param environment {@code XDG_CONFIG_HOME} counts on Linux when absolute, as its specification says; {@code
     *     APPDATA} on Windows
     */
    static Path of(String system, Map<String, String> environment, Path home) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            String roaming = environment.getOrDefault("APPDATA", "");
            return (roaming.isBlank() ? home.resolve("AppData").resolve("Roaming") : Path.of(roaming))
                    .resolve("SecBeat");
        }
        if (name.startsWith("mac")) {
            return home.resolve("Library").resolve("Application Support").resolve("SecBeat");
        }
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        return (xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".config")).resolve(NAME);
    }
}
