// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Keychain;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.node.cluster.KeyFileException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.application.Platform;

/**
 * Gets a profile's keys. A keychain may ask the person first, who may choose another profile meanwhile: only the last one
 * asked for is answered. FX thread only.
 */
final class Unlocking {
    private final Optional<Keychain> keychain;
    private final Consumer<Runnable> background;
    private long newest;

    /** @param background runs what may wait for the person */
    Unlocking(Optional<Keychain> keychain, Consumer<Runnable> background) {
        this.keychain = keychain;
        this.background = background;
    }

    /**
     * Asks for the keys of this profile, in place of any other's.
     *
     * @param done takes them, and closes them; at once where none is in a keychain
     * @param failed takes what went wrong and what to do
     */
    void keys(Profile profile, Consumer<SessionKeys> done, Consumer<String> failed) {
        long number = ++newest;
        boolean locked = Stream.of(profile.key(), profile.operatorKey())
                .flatMap(Optional::stream)
                .anyMatch(Credential.InKeychain.class::isInstance);
        if (!locked) {
            done.accept(SessionKeys.IN_FILES);
            return;
        }
        background.accept(() -> {
            try {
                SessionKeys keys = SessionKeys.of(profile, keychain);
                Platform.runLater(() -> answer(number, keys, done));
            } catch (KeyFileException e) {
                Platform.runLater(() -> {
                    if (number == newest) {
                        failed.accept(String.valueOf(e.getMessage()));
                    }
                });
            }
        });
    }

    /** What was asked for is no longer wanted. */
    void forget() {
        newest++;
    }

    private void answer(long number, SessionKeys keys, Consumer<SessionKeys> done) {
        if (number == newest) {
            done.accept(keys);
        } else {
            keys.close();
        }
    }
}
