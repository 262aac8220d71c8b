// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.settings.ProfileBook;
import dev.secbeat.console.view.settings.ProfileDesk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Fleets that a person knows, on a computer with a keychain; nothing can be done to them. */
final class KnownProfiles implements ProfileDesk {
    @Override
    public ProfileBook book() {
        return ProfileBook.EMPTY
                .with(
                        new Profile(
                                "production",
                                List.of("nats://us-east.example:4222"),
                                Optional.of(new Credential.InKeychain("production.key")),
                                Optional.of(new Credential.InKeychain("production.operator-key")),
                                Optional.of("https://prometheus.example:9090")),
                        "")
                .with(
                        new Profile(
                                "staging",
                                List.of("nats://staging.example:4222"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        "");
    }

    @Override
    public String inUse() {
        return "production";
    }

    @Override
    public Optional<String> keychain() {
        return Optional.of("GNOME Keyring");
    }

    @Override
    public void save(Profile profile, String replaced) {}

    @Override
    public void remove(Profile profile) {}

    @Override
    public void use(Profile profile) {}

    @Override
    public void test(Profile profile, Consumer<Finding> done) {}

    @Override
    public void keep(Path file, String name, Consumer<Kept> done) {}

    @Override
    public Optional<Path> chooseFile() {
        return Optional.empty();
    }
}
