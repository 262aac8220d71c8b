// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.ConnectionState;
import dev.secbeat.node.cluster.ConnectionState.Phase;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.json.ConnectionFile;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which fleet, and as whom: options shared by all commands that talk to one. An option wins over the environment, the
 * environment over the connection file that whoever started the fleet has left.
 */
public final class FleetConnection {
    static final Path DEFAULT_FILE = Path.of("/run/secbeat/demo/connection.json");
    /** Only for servers that are slow to answer: where none listens, that is known at once. */
    private static final Duration CONNECT = Duration.ofSeconds(8);

    @Option(
            names = "--nats",
            split = ",",
            paramLabel = "URL",
            description =
                    "NATS servers of the fleet, the preferred one first (else $SECBEAT_NATS, else the connection file)")
    @Nullable
    List<String> nats;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "your nkey seed file, mode 0600 (else $SECBEAT_KEY, else the connection file)")
    @Nullable
    Path key;

    @Option(
            names = "--connection",
            paramLabel = "FILE",
            description =
                    "connection file of the fleet (else $SECBEAT_CONNECTION, else /run/secbeat/demo/connection.json)")
    @Nullable
    Path file;

    private final Map<String, String> environment;

    public FleetConnection() {
        this(System.getenv());
    }

    FleetConnection(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Where to connect and with which key. */
    NatsSettings settings() throws CliException {
        List<String> servers = servers();
        return NatsSettings.of(servers.getFirst(), servers.subList(1, servers.size()), keyFile())
                .withTrustRoots(trustRoots());
    }

    /** Of whom a trust file is believed that says which nodes not to hear; nobody unless that is said. */
    private List<String> trustRoots() throws CliException {
        String fromEnvironment = environment.getOrDefault("SECBEAT_TRUST_ROOTS", "");
        boolean isByFile = nats == null || nats.isEmpty() || file != null;
        if (!fromEnvironment.isEmpty()
                || !isByFile
                || !environment.getOrDefault("SECBEAT_NATS", "").isEmpty()) {
            return fromEnvironment.isEmpty() ? List.of() : List.of(fromEnvironment.split(","));
        }
        return connectionFile().trustRoots();
    }

    /** The key commands are signed with. */
    NkeySigner signer() throws CliException {
        try {
            return NkeySigner.load(keyFile());
        } catch (KeyFileException e) {
            throw new CliException(ExitCode.NO_FLEET, String.valueOf(e.getMessage()));
        }
    }

    /** A link that is connected. */
    FleetLink connect() throws CliException, InterruptedException {
        return connect(new FleetListener() {});
    }

    /** A link that is connected and tells {@code listener} what it hears. */
    FleetLink connect(FleetListener listener) throws CliException, InterruptedException {
        FleetLink link = FleetLink.open(settings(), "cli", listener);
        ConnectionState state = link.awaitFirstAttempt(CONNECT);
        if (state.isConnected()) {
            return link;
        }
        link.close();
        throw new CliException(
                ExitCode.NO_FLEET,
                "no fleet at " + String.join(", ", servers()) + ": "
                        + (state.phase() == Phase.REFUSED
                                ? state.trouble().orElse("the key was refused")
                                : "no NATS server answers there")
                        + "\nStart one on this machine with './secbeat demo', or name one with --nats and --key.");
    }

    private List<String> servers() throws CliException {
        String fromEnvironment = environment.getOrDefault("SECBEAT_NATS", "");
        if (nats != null && !nats.isEmpty()) {
            return nats;
        }
        return fromEnvironment.isEmpty() ? connectionFile().nats() : List.of(fromEnvironment.split(","));
    }

    private Path keyFile() throws CliException {
        if (key != null) {
            return key;
        }
        String fromEnvironment = environment.getOrDefault("SECBEAT_KEY", "");
        if (!fromEnvironment.isEmpty()) {
            return Path.of(fromEnvironment);
        }
        Optional<String> fromFile = connectionFile().operatorSeedFile();
        if (fromFile.isEmpty()) {
            throw new CliException(
                    ExitCode.NO_FLEET,
                    "the connection file names no key: name yours with --key, or make one with 'secbeat keys new FILE'");
        }
        return Path.of(fromFile.get());
    }

    private ConnectionFile connectionFile() throws CliException {
        String fromEnvironment = environment.getOrDefault("SECBEAT_CONNECTION", "");
        Path path = file != null ? file : fromEnvironment.isEmpty() ? DEFAULT_FILE : Path.of(fromEnvironment);
        try {
            return Json.CONNECTION.decode(Files.readAllBytes(path));
        } catch (DecodeException e) {
            throw new CliException(
                    ExitCode.NO_FLEET,
                    "connection file " + path + " cannot be understood (" + e.getMessage()
                            + "): name another with --connection, or use --nats and --key");
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.NO_FLEET,
                    "no fleet is known here: there is no connection file " + path
                            + "\nStart one on this machine with './secbeat demo', or name one with --nats and --key.");
        }
    }
}
