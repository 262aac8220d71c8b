// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.support.FreePorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that end without a fleet. */
class CommandLineTest {
    @TempDir
    Path folder;

    @Test
    void withoutArgumentsItExplainsItself() {
        Shell shell = Shell.run();

        assertThat(shell.status()).isZero();
        assertThat(shell.out()).contains("node", "orchestrator", "status", "block", "unblock", "failover", "drill");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explode",
                "block",
                "block 203.0.113.42",
                "block 203.0.113.42 --reason x --ttl soon",
                "status --colour",
                "config check",
                "keys new",
                "detach",
                "detach --pins /nowhere --config node.toml",
                "capture --pins /nowhere",
                "capture -w x.pcapng",
                "capture --pins /nowhere --config node.toml -w x.pcapng",
                "capture --pins /nowhere -w x.pcapng --reason because",
                "capture --pins /nowhere -w x.pcapng --action reject",
                "capture --pins /nowhere -w x.pcapng --reason clean --action drop",
                "capture --pins /nowhere -w x.pcapng --every 0",
                "capture --pins /nowhere -w x.pcapng --max-rate 0",
                "capture --pins /nowhere -w x.pcapng --count 0",
                "capture --pins /nowhere -w x.pcapng --for 10",
                "xdp",
                "xdp detach",
                "xdp status --pins /nowhere --config node.toml",
            })
    void whatIsNotUnderstoodIsAUsageError(String words) {
        Shell shell = Shell.run(words.split(" "));

        assertThat(shell.status()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.err()).isNotBlank();
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void aNodesPlainLineFailsAsTheCommandLineWould() {
        String[] line = {"node", "--config", folder.resolve("absent.toml").toString()};
        StringWriter err = new StringWriter();

        int status = SecBeat.runNode(line[2], new PrintWriter(err, true));

        Shell shell = Shell.run(line);
        assertThat(SecBeat.runsNode(line)).isTrue();
        assertThat(status).isEqualTo(shell.status()).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).isEqualTo(shell.err()).contains("absent.toml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "node --config", "node --config --help", "node --config=a.toml", "config check a"})
    void everyOtherLineIsForTheCommandLine(String words) {
        assertThat(SecBeat.runsNode(words.split(" "))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.300", "203.0.113.0/33", "example.com", "203.0.113.1/", ""})
    void aBadPrefixIsAUsageErrorThatNamesIt(String prefix) {
        Shell shell = Shell.run("block", prefix, "--reason", "test", "--connection", "/nonexistent");

        assertThat(shell.status()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.err()).startsWith("secbeat block: ").contains("'" + prefix + "'");
    }

    @Test
    void aBadScopeIsAUsageError() {
        Shell shell = Shell.run("unblock", "203.0.113.42", "--reason", "test", "--scope", "galaxy.x");

        assertThat(shell.status()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.err()).contains("galaxy.x");
    }

    @Test
    void withoutAFleetItSaysHowToStartOne() {
        Shell shell = Shell.run("status", "--connection", folder.resolve("none").toString());

        assertThat(shell.status()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(shell.err())
                .contains("there is no connection file " + folder.resolve("none"))
                .contains("./secbeat demo");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void aConnectionFileThatMakesNoSenseIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("c.json"), "{\"nats\":[]}");

        Shell shell = Shell.run("status", "--connection", file.toString());

        assertThat(shell.status()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(shell.err()).contains("connection file " + file + " cannot be understood");
    }

    @Test
    void whereNobodyListensThatIsSaid() {
        String key = folder.resolve("key").toString();
        Shell.run("keys", "new", key);
        String url = "nats://127.0.0.1:" + FreePorts.next();

        Shell status = Shell.run("status", "--nats", url, "--key", key);
        Shell block = Shell.run("block", "203.0.113.42", "--reason", "x", "--nats", url, "--key", key, "--json");

        assertThat(status.status()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(status.err())
                .isEqualTo("secbeat status: no fleet at " + url + ": no NATS server answers there\n"
                        + "Start one on this machine with './secbeat demo', or name one with --nats and --key.\n");
        assertThat(block.status()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(block.out()).startsWith("{").contains("\"exitCode\":3").contains("no fleet at " + url);
    }

    @Test
    void aKeyOthersCouldReadIsRefused() throws Exception {
        Path key = folder.resolve("key");
        Shell.run("keys", "new", key.toString());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        for (String[] command : List.of(new String[] {"keys", "show", key.toString()}, new String[] {
            "block", "203.0.113.42", "--reason", "x", "--nats", "nats://127.0.0.1:1", "--key", key.toString()
        })) {
            Shell shell = Shell.run(command);
            assertThat(shell.status()).isIn(ExitCode.FAILED, ExitCode.NO_FLEET);
            assertThat(shell.err()).contains("has mode rw-r-----").contains("chmod 600 " + key);
        }
    }

    @Test
    void aNewKeyIsItsOwnersAloneAndReplacesNone() throws Exception {
        Path key = folder.resolve("key");

        Shell made = Shell.run("keys", "new", key.toString());
        String seed = Files.readString(key);
        Shell again = Shell.run("keys", "new", key.toString());
        Shell shown = Shell.run("keys", "show", key.toString());

        assertThat(made.status()).isZero();
        assertThat(made.out()).matches("U[A-Z2-7]{55}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(again.status()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).contains("exists and was left as it is");
        assertThat(Files.readString(key)).isEqualTo(seed);
        assertThat(shown.out()).isEqualTo(made.out());
        assertThat(Stream.of(made, again, shown).map(shell -> shell.out() + shell.err()))
                .noneMatch(text -> text.contains(seed.strip()));
        try (NkeySigner signer = NkeySigner.load(key)) {
            assertThat(signer.publicKey()).isEqualTo(made.out().strip());
        }
    }

    @Test
    void aGoodConfigurationIsCalledGood() throws Exception {
        Path file = Files.writeString(folder.resolve("config.apac.toml"), """
                [platform]
                node_id = "apac-node-1"
                [network]
                backend_url = "http://192.0.2.80:8080"
                """);

        Shell shell = Shell.run("config", "check", file.toString());

        assertThat(shell.err()).isEmpty();
        assertThat(shell.status()).isZero();
        assertThat(shell.out()).isEqualTo(file + ": good for node apac/apac-node-1\n");
    }

    @Test
    void aConfigurationThatNeedsMoreHeapSaysHowMuch() throws Exception {
        Path file = Files.writeString(folder.resolve("config.apac.toml"), """
                [platform]
                node_id = "apac-node-1"
                [network]
                backend_url = "http://192.0.2.80:8080"
                [state]
                max_sources = 4000000
                """);

        assertThat(Shell.run("config", "check", file.toString()).out())
                .contains("state.max_sources = 4000000")
                .contains("SECBEAT_HEAP=1868m");
    }

    @Test
    void aBadConfigurationIsShownLineByLine() throws Exception {
        Path file = Files.writeString(folder.resolve("node.toml"), """
                [platform]
                region = "US East"
                [network]
                backend_url = "http://192.0.2.80:8080"
                listen_prot = 8443
                """);

        Shell shell = Shell.run("config", "check", file.toString());

        assertThat(shell.status()).isEqualTo(ExitCode.FAILED);
        assertThat(shell.err()).contains(file + ":2:").contains(file + ":5:").contains("listen_prot");
        assertThat(Shell.run("config", "check", folder.resolve("none").toString())
                        .status())
                .isEqualTo(ExitCode.FAILED);
    }
}
