// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import java.util.List;
import java.util.Optional;

/** The Secret Service of the desktop (GNOME Keyring, KWallet), through libsecret's {@code secret-tool}. */
record LinuxKeychain(String tool) implements Keychain {
    @Override
    public String title() {
        return "Secret Service";
    }

    @Override
    public void keep(String name, char[] secret) throws SecretException {
        Tool.demand(
                List.of(tool, "store", "--label=SecBeat " + Tool.checked(name), "service", "secbeat", "account", name),
                secret);
    }

    @Override
    public Optional<char[]> find(String name) throws SecretException {
        Tool.Answer answer =
                Tool.run(List.of(tool, "lookup", "service", "secbeat", "account", Tool.checked(name)), new char[0]);
        return answer.status() == 0 && answer.output().length > 0 ? Optional.of(answer.output()) : Optional.empty();
    }

    @Override
    public void forget(String name) throws SecretException {
        Tool.run(List.of(tool, "clear", "service", "secbeat", "account", Tool.checked(name)), new char[0]);
    }
}
