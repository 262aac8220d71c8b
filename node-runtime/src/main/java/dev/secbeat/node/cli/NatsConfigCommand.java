// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.cluster.NatsServerConfig;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.runtime.TrustPaper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a NATS server's configuration: who may connect, and what each may publish and hear, from the trust file. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the configuration of one NATS server for the fleet that a trust file describes: every operator, node and",
            "orchestrator in it may connect with its key, and publish and hear what its role and its regions need. Run it for each server,",
            "and again when the trust file has changed; then reload: nats-server --signal reload."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:written", "1:a file cannot be read or written", "2:the command line is wrong"})
final class NatsConfigCommand implements Callable<Integer> {
    /** PEM files; all or none. */
    static final class Tls {
        @Option(names = "--tls-cert", required = true, paramLabel = "FILE", description = "the server's certificate")
        Path certificate = Path.of("server.pem");

        @Option(names = "--tls-key", required = true, paramLabel = "FILE", description = "its private key")
        Path key = Path.of("server.key");

        @Option(
                names = "--tls-ca",
                required = true,
                paramLabel = "FILE",
                description = "certificate authority of the other servers")
        Path ca = Path.of("ca.pem");
    }

    /** How the servers find each other. */
    static final class Cluster {
        @Option(
                names = "--route",
                required = true,
                split = ",",
                paramLabel = "HOST:PORT",
                description = "another server's routes; once for each")
        List<String> routes = List.of();

        @Option(
                names = "--cluster-listen",
                defaultValue = "0.0.0.0:6222",
                paramLabel = "HOST:PORT",
                description = "where this one takes routes (default: ${DEFAULT-VALUE})")
        String listen = "0.0.0.0:6222";

        @Option(
                names = "--cluster-advertise",
                paramLabel = "HOST:PORT",
                description = "under which the others reach it, where that is another")
        @Nullable
        String advertise;

        @Option(
                names = "--cluster-name",
                defaultValue = "secbeat",
                paramLabel = "NAME",
                description = "the same on all servers (default: ${DEFAULT-VALUE})")
        String name = "secbeat";

        @Option(
                names = "--route-secret",
                paramLabel = "FILE",
                description = "holds USER:PASSWORD by which the servers know each other; the same on all of them")
        @Nullable
        Path secret;
    }

    @Option(names = "--trust", required = true, paramLabel = "FILE", description = "the fleet's trust file")
    Path trust = Path.of("trust.json");

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "this server's name, such as nats-us-east")
    String name = "";

    @Option(
            names = "--listen",
            defaultValue = "0.0.0.0:4222",
            paramLabel = "HOST:PORT",
            description = "for clients (default: ${DEFAULT-VALUE})")
    String listen = "0.0.0.0:4222";

    @Option(
            names = "--monitor",
            paramLabel = "HOST:PORT",
            description = "monitoring page; anybody who reaches it reads it")
    @Nullable
    String monitor;

    @Option(
            names = "--store",
            defaultValue = "/var/lib/nats",
            paramLabel = "DIR",
            description = "where lease and audit are kept (default: ${DEFAULT-VALUE})")
    Path store = Path.of("/var/lib/nats");

    @Option(names = "--out", paramLabel = "FILE", description = "where it goes, mode 0600 (default: printed)")
    @Nullable
    Path out;

    @ArgGroup(exclusive = false)
    @Nullable
    Cluster cluster;

    @ArgGroup(exclusive = false)
    @Nullable
    Tls tls;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            write(config(TrustPaper.read(trust)).text());
            return ExitCode.OK;
        } catch (IOException e) {
            return fail(String.valueOf(e.getMessage()), ExitCode.FAILED);
        } catch (IllegalArgumentException e) {
            return fail(String.valueOf(e.getMessage()), ExitCode.USAGE);
        }
    }

    private NatsServerConfig config(TrustFile file) throws IOException {
        Cluster routes = cluster;
        Tls files = tls;
        return new NatsServerConfig(
                name,
                listen,
                Optional.ofNullable(monitor),
                routes == null ? Optional.empty() : Optional.of(cluster(routes)),
                store,
                users(file),
                files == null
                        ? Optional.empty()
                        : Optional.of(new NatsServerConfig.Tls(files.certificate, files.key, files.ca)));
    }

    private static NatsServerConfig.Cluster cluster(Cluster routes) throws IOException {
        Path file = routes.secret;
        return new NatsServerConfig.Cluster(
                routes.name,
                routes.listen,
                Optional.ofNullable(routes.advertise),
                routes.routes,
                file == null ? Optional.empty() : Optional.of(secret(file)));
    }

    private static NatsServerConfig.Secret secret(Path file) throws IOException {
        String[] parts = Files.readString(file).strip().split(":", -1);
        // Both stand in a URL as they are.
        if (parts.length != 2 || !(parts[0] + parts[1]).matches("[A-Za-z0-9._~-]{2,256}")) {
            throw new IllegalArgumentException(
                    file + " does not hold USER:PASSWORD, both of letters, digits and . _ ~ - only");
        }
        return new NatsServerConfig.Secret(parts[0], parts[1]);
    }

    /** Machines first, then people; by role and reach what they need and nothing else. */
    static List<NatsUser> users(TrustFile file) {
        List<NatsUser> users = new ArrayList<>();
        List<RegionId> regions = new ArrayList<>();
        for (Member member : file.members()) {
            switch (member) {
                case Member.Node node -> {
                    users.add(NatsUser.node(node.publicKey(), node.id()));
                    regions.add(node.id().region());
                }
                case Member.Orchestrator one -> users.add(NatsUser.orchestrator(one.publicKey(), one.name()));
            }
        }
        for (Operator operator : file.operators()) {
            String key = operator.publicKey();
            NatsUser user = switch (operator.role()) {
                case VIEWER -> NatsUser.viewer(key, operator.name());
                case OPERATOR -> NatsUser.operator(key, operator.name());
                case ADMIN -> NatsUser.admin(key, operator.name());
            };
            users.add(user.within(operator.reach(), regions));
        }
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("the trust file names no node, so no node could connect: add them with"
                    + " 'secbeat keys add KEY --node REGION/NODE'");
        }
        return users;
    }

    private void write(String text) throws IOException {
        Path file = out;
        if (file == null) {
            PrintWriter printer = spec.commandLine().getOut();
            printer.print(text);
            printer.flush();
            return;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private int fail(String message, int status) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("secbeat nats config: " + message);
        err.flush();
        return status;
    }
}
