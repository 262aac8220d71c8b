// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import dev.secbeat.console.i18n.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Windows' data protection (DPAPI), through PowerShell: what is encrypted for a person only that person's account can
 * read again. The encrypted secrets are files in the console's own folder.
 */
record WindowsKeychain(Path folder, String shell) implements Keychain {
    private static final String SEAL = "$s=[Console]::In.ReadToEnd(); if(-not $s){exit 1};"
            + " ConvertTo-SecureString $s -AsPlainText -Force | ConvertFrom-SecureString";
    private static final String OPEN = "$s=[Console]::In.ReadToEnd().Trim() | ConvertTo-SecureString;"
            + " [System.Net.NetworkCredential]::new('',$s).Password";

    @Override
    public String title() {
        return "Windows DPAPI";
    }

    @Override
    public void keep(String name, char[] secret) throws SecretException {
        Path file = file(name);
        try {
            String sealed = new String(Tool.demand(command(SEAL), secret)); // encrypted: no secret any more
            Files.createDirectories(folder);
            Files.writeString(file, sealed);
        } catch (IOException e) {
            throw new SecretException(Messages.of("settings.secret.failed", file, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public Optional<char[]> find(String name) throws SecretException {
        Path file = file(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            char[] sealed = Files.readString(file).toCharArray();
            return Optional.of(Tool.demand(command(OPEN), sealed));
        } catch (IOException e) {
            throw new SecretException(Messages.of("settings.secret.failed", file, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void forget(String name) throws SecretException {
        Path file = file(name);
        try {
            if (Files.exists(file)) {
                byte[] nothing = new byte[(int) Math.min(Files.size(file), 8_192)];
                Arrays.fill(nothing, (byte) ' ');
                Files.write(file, nothing);
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new SecretException(Messages.of("settings.secret.failed", file, String.valueOf(e.getMessage())));
        }
    }

    private Path file(String name) throws SecretException {
        return folder.resolve(Tool.checked(name) + ".dpapi");
    }

    private List<String> command(String script) {
        return List.of(shell, "-NoProfile", "-NonInteractive", "-Command", script);
    }
}
