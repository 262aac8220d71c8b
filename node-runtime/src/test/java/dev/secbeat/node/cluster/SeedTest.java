// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nats.nkey.NKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTest {
    @TempDir
    Path folder = Path.of(".");

    private char[] seed(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).toCharArray();
    }

    @Test
    void signsAsTheSameKeyInAFileDoes() throws Exception {
        Path file = folder.resolve("user.nk");
        byte[] message = {1, 2, 3};
        try (NkeySigner made = NkeySigner.create(file);
                Seed seed = Seed.of(seed(file), "the keychain");
                NkeySigner signer = seed.open()) {
            assertThat(signer.publicKey()).isEqualTo(made.publicKey());
            assertThat(signer.sign(message)).isEqualTo(made.sign(message));
            NatsSettings settings =
                    NatsSettings.of("nats://x", List.of(), Path.of("nowhere")).withSeed(seed);
            try (NkeySigner used = settings.signer()) {
                assertThat(used.publicKey()).isEqualTo(made.publicKey());
            }
        }
    }

    @Test
    void refusesWhatIsNoUsersSeedWithoutQuotingIt() throws Exception {
        char[] account = NKey.createAccount(new java.security.SecureRandom()).getSeed();
        for (char[] wrong : List.of(account, "SUNONSENSE".toCharArray(), new char[0], new char[5_000])) {
            assertThatExceptionOfType(KeyFileException.class)
                    .isThrownBy(() -> Seed.of(wrong, "the keychain"))
                    .withMessageContaining("the keychain")
                    .satisfies(e -> assertThat(wrong.length == 0
                                    || !String.valueOf(e.getMessage()).contains(new String(wrong)))
                            .isTrue());
        }
    }

    @Test
    void aClosedOneOpensNoMore() throws Exception {
        Path file = folder.resolve("user.nk");
        NkeySigner.create(file).close();
        Seed seed = Seed.of(seed(file), "the keychain");
        seed.close();
        assertThatExceptionOfType(KeyFileException.class).isThrownBy(seed::open);
    }
}
