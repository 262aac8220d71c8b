// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the operating system keeps secrets for a person. Calls may wait for that person to unlock it: on a background
 * thread only.
 */
public interface Keychain {

    /** What a person knows it by, such as {@code macOS Keychain}. */
    String title();

    /** Keeps a secret under this name, in the place of an older one. The caller wipes {@code secret}. */
    void keep(String name, char[] secret) throws SecretException;

    /** The secret of this name; the caller wipes it. */
    Optional<char[]> find(String name) throws SecretException;

    /** Forgets the secret of this name, if there is one. */
    void forget(String name) throws SecretException;

    /**
     * This platform's, if it has one.
     *
     * @param folder where Windows, which encrypts but does not keep, has its files
     */
    static Optional<Keychain> ofPlatform(Path folder) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return Optional.of(new WindowsKeychain(folder.resolve("secrets"), "powershell.exe"));
        }
        if (system.startsWith("mac")) {
            return Optional.of(new MacKeychain("/usr/bin/security"));
        }
        return onPath("secret-tool").map(LinuxKeychain::new);
    }

    private static Optional<String> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
