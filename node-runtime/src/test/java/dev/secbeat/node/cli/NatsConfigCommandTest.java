// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsServerConfig;
import dev.secbeat.node.cluster.NatsTls;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Reach;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NATS servers configured from a trust file, run by the real server; what each user may is PermissionsTest's. */
class NatsConfigCommandTest {
    private static final Reach EASTERN = new Reach(List.of(EAST.region()), 16, 32);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys east;
    private Keys west;
    private Keys orchestrator;
    private Keys ada;
    private Keys olga;
    private Keys vera;
    private TrustFile file;
    private Path trust;

    @BeforeEach
    void writeTrust() throws IOException {
        east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        orchestrator = Keys.create(folder, "orchestrator");
        ada = Keys.create(folder, "ada");
        olga = Keys.create(folder, "olga");
        vera = Keys.create(folder, "vera");
        file = new TrustFile(
                0,
                List.of(
                        new Operator(ada.publicKey(), Role.ADMIN, "ada"),
                        new Operator(olga.publicKey(), Role.OPERATOR, "olga", EASTERN),
                        new Operator(vera.publicKey(), Role.VIEWER, "vera")),
                List.of(
                        new Member.Node(east.publicKey(), EAST),
                        new Member.Node(west.publicKey(), WEST),
                        new Member.Orchestrator(orchestrator.publicKey(), "o1")),
                List.of(Keys.create(folder, "gone").publicKey()),
                Optional.empty());
        trust = folder.resolve("trust.json");
        Files.write(trust, Json.TRUST.encode(file));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void everyoneInTheTrustFileIsAUserWithTheRightsOfTheirKindAndNobodyElse() {
        assertThat(NatsConfigCommand.users(file))
                .containsExactly(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.orchestrator(orchestrator.publicKey(), "o1"),
                        NatsUser.admin(ada.publicKey(), "ada"),
                        NatsUser.operator(olga.publicKey(), "olga")
                                .within(EASTERN, List.of(EAST.region(), WEST.region())),
                        NatsUser.viewer(vera.publicKey(), "vera"));
        Shell printed = Shell.run("nats", "config", "--trust", trust.toString(), "--name", "solo");
        assertThat(printed.status()).isZero();
        assertThat(printed.out()).contains("\"secbeat.v1.receipt.eu-west.*\"");
        assertThat(printed.out())
                .isEqualTo(new NatsServerConfig(
                                "solo",
                                "0.0.0.0:4222",
                                Optional.empty(),
                                Optional.empty(),
                                Path.of("/var/lib/nats"),
                                NatsConfigCommand.users(file),
                                Optional.empty())
                        .text());
    }

    @Test
    void aFleetRunsOnTwoServersWithCertificatesAndRoutes() throws Exception {
        certificates();
        Files.writeString(folder.resolve("secret"), "route:s3cret\n");
        int[] ports = IntStream.generate(FreePorts::next).distinct().limit(4).toArray();
        server("one", ports[0], ports[1], ports[3]);
        server("two", ports[2], ports[3], ports[1]);
        NatsTls tls = new NatsTls(Optional.of(folder.resolve("ca.pem")), Optional.empty());
        String first = "tls://127.0.0.1:" + ports[0];
        String second = "tls://127.0.0.1:" + ports[2];
        TestNode node = new TestNode(east.settings(first).withTls(tls), EAST, file, true);
        open.add(node);
        TestNode other = new TestNode(west.settings(second).withTls(tls), WEST, file, true);
        open.add(other);
        Await.until("both connect", () -> node.isConnected() && other.isConnected());

        try (var link = FleetLink.open(olga.settings(second).withTls(tls), "test", new FleetListener() {})) {
            Await.until("connected", () -> link.connection().isConnected());
            Await.until("the routes carry", () -> answers(link) == 2);
        }
    }

    @Test
    void theFileIsForItsOwnerAlone() throws Exception {
        Path out = folder.resolve("nats.conf");
        Files.writeString(out, "before");

        Shell shell =
                Shell.run("nats", "config", "--trust", trust.toString(), "--name", "solo", "--out", out.toString());

        assertThat(shell.status()).isZero();
        assertThat(Files.getPosixFilePermissions(out)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(run("nats-server", "-t", "-c", out.toString())).contains("configuration file");
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        Files.writeString(folder.resolve("secret"), "no colon");
        String[] good = {"nats", "config", "--trust", trust.toString(), "--name"};

        assertThat(Shell.run(with(good, "na\"me")).status()).isEqualTo(ExitCode.USAGE);
        assertThat(Shell.run(with(good, "x", "--tls-cert", "a.pem")).status()).isEqualTo(ExitCode.USAGE);
        Shell secret = Shell.run(with(
                good,
                "x",
                "--route",
                "b:6222",
                "--route-secret",
                folder.resolve("secret").toString()));
        assertThat(secret.status()).isEqualTo(ExitCode.USAGE);
        assertThat(secret.err()).contains("does not hold USER:PASSWORD").doesNotContain("no colon");
        Files.write(trust, Json.TRUST.encode(new TrustFile(file.operators())));
        assertThat(Shell.run(with(good, "x")).err()).contains("names no node", "secbeat keys add KEY --node");
        Files.writeString(trust, "{}");
        assertThat(Shell.run(with(good, "x")).status()).isEqualTo(ExitCode.FAILED);
    }

    private static int answers(FleetLink link) {
        try {
            return link.ask(Duration.ofMillis(450)).size();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String[] with(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void server(String name, int port, int routes, int others) throws IOException {
        Path out = folder.resolve(name + ".conf");
        Shell shell = Shell.run(
                "nats",
                "config",
                "--trust",
                trust.toString(),
                "--name",
                name,
                "--listen",
                "127.0.0.1:" + port,
                "--store",
                folder.resolve(name).toString(),
                "--route",
                "127.0.0.1:" + others,
                "--cluster-listen",
                "127.0.0.1:" + routes,
                "--route-secret",
                folder.resolve("secret").toString(),
                "--tls-cert",
                folder.resolve("server.pem").toString(),
                "--tls-key",
                folder.resolve("server.key").toString(),
                "--tls-ca",
                folder.resolve("ca.pem").toString(),
                "--out",
                out.toString());
        assertThat(shell.err()).isEmpty();
        Process process = new ProcessBuilder("nats-server", "-c", out.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        open.add(() -> {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        });
    }

    private void certificates() throws Exception {
        String extensions = "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n";
        Files.writeString(folder.resolve("ext"), extensions);
        String key = " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes ";
        openssl("req -x509 -days 2 -subj /CN=ca -keyout ca.key -out ca.pem" + key);
        openssl("req -subj /CN=server -keyout server.key -out server.csr" + key);
        openssl(
                "x509 -req -days 2 -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ext -out server.pem");
    }

    private void openssl(String words) throws Exception {
        run(("openssl " + words.strip()).split(" +"));
    }

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
