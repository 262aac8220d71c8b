// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A fresh key in a file, for tests. */
public record Keys(Path file, String publicKey) {

    public static Keys create(Path folder, String name) {
        Path file = folder.resolve(name + ".nk");
        try (NkeySigner signer = NkeySigner.create(file)) {
            return new Keys(file, signer.publicKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public NkeySigner signer() {
        try {
            return NkeySigner.load(file);
        } catch (KeyFileException e) {
            throw new AssertionError(e);
        }
    }

    /** Settings that retry and look homewards quickly. */
    public NatsSettings settings(String url, String... others) {
        return new NatsSettings(
                url, List.of(others), file, Optional.empty(), Duration.ofMillis(300), Duration.ofMillis(200));
    }
}
