// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Keychain;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.node.cluster.NkeySigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keychain that is unlocked late answers nobody who has chosen otherwise meanwhile. */
class UnlockingTest {
    @TempDir
    private Path folder;

    private final List<Runnable> prompts = new ArrayList<>();
    private final List<String> used = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    /** Holds one seed, under every name but those that begin with {@code no-}. */
    private record Held(String seed) implements Keychain {
        @Override
        public String title() {
            return "a keychain";
        }

        @Override
        public void keep(String name, char[] secret) {
            throw new UnsupportedOperationException("nothing is kept here");
        }

        @Override
        public Optional<char[]> find(String name) {
            return name.startsWith("no-") ? Optional.empty() : Optional.of(seed.toCharArray());
        }

        @Override
        public void forget(String name) {
            throw new UnsupportedOperationException("nothing is forgotten here");
        }
    }

    @Test
    void onlyTheProfileChosenLastIsUsed() throws IOException {
        Unlocking unlocking = unlocking();
        ask(unlocking, "a");
        ask(unlocking, "b");
        unlock();
        assertThat(used).containsExactly("b");
        assertThat(failed).isEmpty();
    }

    @Test
    void oneWithoutSecretsIsUsedAtOnceAndNotPushedAsideLater() throws IOException {
        Unlocking unlocking = unlocking();
        ask(unlocking, "a");
        Fx.run(() -> unlocking.keys(
                new Profile("plain", List.of("n"), Optional.empty(), Optional.empty(), Optional.empty()),
                keys -> used.add("plain"),
                failed::add));
        assertThat(used).containsExactly("plain");
        unlock();
        assertThat(used).containsExactly("plain");
    }

    @Test
    void whatIsNotThereIsSaidOnceAndOnlyWhileItIsWanted() throws IOException {
        Unlocking unlocking = unlocking();
        ask(unlocking, "no-a");
        unlock();
        assertThat(failed).singleElement().asString().contains("no-a");
        ask(unlocking, "no-b");
        Fx.run(unlocking::forget);
        unlock();
        assertThat(failed).hasSize(1);
        assertThat(used).isEmpty();
    }

    private Unlocking unlocking() throws IOException {
        Path file = folder.resolve("seed.nk");
        NkeySigner.create(file).close();
        return new Unlocking(Optional.of(new Held(Files.readString(file).strip())), prompts::add);
    }

    private void ask(Unlocking unlocking, String name) {
        Profile profile = new Profile(
                name, List.of("n"), Optional.of(new Credential.InKeychain(name)), Optional.empty(), Optional.empty());
        Fx.run(() -> unlocking.keys(
                profile,
                keys -> {
                    used.add(name);
                    keys.close();
                },
                failed::add));
    }

    /** The person answers all prompts, in their order. */
    private void unlock() {
        prompts.forEach(Runnable::run);
        prompts.clear();
        Fx.run(() -> {}); // after what they left for the FX thread
    }
}
