// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ways to the platforms' keychains, against programs of the same command lines that keep secrets in a folder and
 * write down how they were called.
 */
class KeychainTest {
    private static final char[] SEED = "SUAEXAMPLESEEDOFAUSERKEY".toCharArray();

    @TempDir
    Path folder = Path.of(".");

    @BeforeEach
    void needsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "programs of this test are shell scripts");
    }

    private String program(String name, String script) throws IOException {
        Path file = Files.writeString(
                folder.resolve(name), "#!/bin/sh\ncd '" + folder + "'\necho \"$@\" >> calls\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    @Test
    void linuxKeepsFindsAndForgetsBySecretTool() throws Exception {
        Keychain keychain = new LinuxKeychain(program("secret-tool", """
                case "$1" in
                  store) cat > "kept-$6" ;;
                  lookup) cat "kept-$5" 2>/dev/null || exit 1 ;;
                  clear) rm -f "kept-$5" ;;
                esac
                """));
        keeps(keychain);
        assertThat(Files.readString(folder.resolve("calls")))
                .contains("store --label=SecBeat fleet.key service secbeat account fleet.key")
                .doesNotContain(new String(SEED));
    }

    @Test
    void macKeepsFindsAndForgetsBySecurity() throws Exception {
        Keychain keychain = new MacKeychain(program("security", """
                case "$1" in
                  -i) read -r verb update s service a account w secret; printf '%s\\n' "$secret" > "kept-$account" ;;
                  find-generic-password) cat "kept-$5" 2>/dev/null || exit 44 ;;
                  delete-generic-password) rm -f "kept-$5" ;;
                esac
                """));
        keeps(keychain);
        assertThat(Files.readString(folder.resolve("calls"))).doesNotContain(new String(SEED));
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> keychain.keep("fleet.key", "two words".toCharArray()));
    }

    @Test
    void windowsKeepsWhatIsEncryptedForThePersonInAFile() throws Exception {
        Path secrets = folder.resolve("secrets");
        Keychain keychain = new WindowsKeychain(secrets, program("powershell", """
                case "$4" in
                  *ConvertFrom-SecureString*) tr A-Z a-z | rev ;;
                  *) rev | tr a-z A-Z ;;
                esac
                """));
        keeps(keychain);
        keychain.keep("fleet.key", SEED);
        assertThat(Files.readString(secrets.resolve("fleet.key.dpapi"))).doesNotContain(new String(SEED));
        assertThat(Files.readString(folder.resolve("calls"))).doesNotContain(new String(SEED));
    }

    private static void keeps(Keychain keychain) throws SecretException {
        assertThat(keychain.find("fleet.key")).isEmpty();
        keychain.keep("fleet.key", SEED);
        assertThat(keychain.find("fleet.key").map(String::new)).isEqualTo(Optional.of(new String(SEED)));
        keychain.forget("fleet.key");
        assertThat(keychain.find("fleet.key")).isEmpty();
    }

    @Test
    void whatFailsSaysWhatToDo() throws Exception {
        Keychain locked = new LinuxKeychain(program("locked", "cat > /dev/null; exit 1\n"));
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> locked.keep("fleet.key", SEED))
                .withMessageContaining("status 1")
                .withMessageNotContaining(new String(SEED));
        Keychain missing = new LinuxKeychain(folder.resolve("nowhere").toString());
        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> missing.find("fleet.key"));
        for (String name : new String[] {"", "a b", "$(id)", "../x", "a\nb"}) {
            assertThatExceptionOfType(SecretException.class).as(name).isThrownBy(() -> locked.find(name));
        }
    }
}
