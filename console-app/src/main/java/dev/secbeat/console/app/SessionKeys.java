// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Keychain;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.settings.SecretException;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.Seed;
import java.util.Arrays;
import java.util.Optional;

/**
 * Keys of a session that are in no file.
 *
 * @param connect with which NATS is reached
 * @param operator with which commands are signed
 */
record SessionKeys(Optional<Seed> connect, Optional<Seed> operator) implements AutoCloseable {
    /** All keys are in files. */
    static final SessionKeys IN_FILES = new SessionKeys(Optional.empty(), Optional.empty());

    /**
     * Takes a profile's keys out of the keychain, which may wait for the person to unlock it: on a background thread.
     *
     * @throws KeyFileException saying which key is not there, and what to do
     */
    static SessionKeys of(Profile profile, Optional<Keychain> keychain) throws KeyFileException {
        Optional<Seed> operator = seed(profile.operatorKey(), keychain);
        Optional<Seed> connect = seed(profile.key(), keychain);
        // As with files: the operator's key connects as well where there is no other.
        boolean none = profile.key().isEmpty() && operator.isPresent();
        return new SessionKeys(none ? seed(profile.operatorKey(), keychain) : connect, operator);
    }

    @Override
    public void close() {
        connect.ifPresent(Seed::close);
        operator.ifPresent(Seed::close);
    }

    private static Optional<Seed> seed(Optional<Credential> credential, Optional<Keychain> keychain)
            throws KeyFileException {
        if (credential.isEmpty() || !(credential.get() instanceof Credential.InKeychain(String name))) {
            return Optional.empty();
        }
        if (keychain.isEmpty()) {
            throw new KeyFileException(Messages.of("app.keychain.none", name));
        }
        try {
            char[] text = keychain.get()
                    .find(name)
                    .orElseThrow(() -> new KeyFileException(Messages.of(
                            "app.keychain.missing", name, keychain.get().title())));
            try {
                return Optional.of(Seed.of(text, keychain.get().title()));
            } finally {
                Arrays.fill(text, '\0');
            }
        } catch (SecretException e) {
            throw new KeyFileException(String.valueOf(e.getMessage()));
        }
    }
}
