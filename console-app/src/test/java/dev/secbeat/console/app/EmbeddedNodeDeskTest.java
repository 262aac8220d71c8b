// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.console.model.EmbeddedNode;
import dev.secbeat.console.model.EmbeddedNode.Phase;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Child;
import dev.secbeat.console.testing.Until;
import dev.secbeat.node.cluster.NkeySigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node, without the kernel's filter, in this process: started, seen, stopped; and every way not to start. */
class EmbeddedNodeDeskTest {
    private final List<EmbeddedNode> told = new CopyOnWriteArrayList<>();
    private final int metricsPort = Child.freePort();

    @TempDir
    Path folder;

    private EmbeddedNodeDesk desk = open("Linux");

    private EmbeddedNodeDesk open(String system) {
        return new EmbeddedNodeDesk(
                update -> told.add(((Update.Embedded) update).node()), InstantSource.system(), system);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void itRunsShowsItsLogAndPagesAndStopsInOrder() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "a node runs on Linux");
        Path file = configuration("false");
        desk.carryOut(new Intent.StartNode(file));
        Until.holds("it runs", () -> newest().phase() == Phase.RUNNING);
        assertThat(told).extracting(EmbeddedNode::phase).startsWith(Phase.STARTING);
        assertThat(newest().name()).isEqualTo("us-east/embedded");
        assertThat(newest().xdpMode()).isEqualTo("off");
        assertThat(newest().maps()).as("no filter, no maps").isEmpty();
        assertThat(newest().log()).anyMatch(line -> line.contains("event=node_started node=us-east/embedded"));
        assertThat(page()).contains("secbeat_build_info");

        desk.carryOut(new Intent.StartNode(file));
        desk.carryOut(new Intent.StopNode());
        Until.holds("it is stopped", () -> newest().phase() == Phase.STOPPED);
        desk.carryOut(new Intent.StartNode(file));
        Until.holds("it can be started again", () -> newest().phase() == Phase.RUNNING);
    }

    @Test
    void aFileThatIsNoneSaysWhatIsWrong() throws IOException {
        desk.carryOut(new Intent.StartNode(folder.resolve("none.toml")));
        Until.holds("it failed", () -> newest().phase() == Phase.FAILED);
        assertThat(newest().text()).contains("none.toml");
        assertThat(newest().log()).anyMatch(line -> line.contains("ERROR"));
        Path wrong = Files.writeString(folder.resolve("wrong.toml"), "[platform]\nregoin = \"x\"\n");
        told.clear();
        desk.carryOut(new Intent.StartNode(wrong));
        Until.holds("it failed again", () -> !told.isEmpty() && newest().phase() == Phase.FAILED);
        assertThat(newest().text()).contains("wrong.toml").contains("regoin");
    }

    @Test
    void onAnotherSystemItSaysSoAndStartsNothing() throws Exception {
        desk.close();
        told.clear();
        desk = open("Mac OS X");
        assertThat(newest().phase()).isEqualTo(Phase.NOT_HERE);
        assertThat(newest().text()).contains("this is Mac OS X");
        desk.carryOut(new Intent.StartNode(configuration("false")));
        desk.close();
        assertThat(told).hasSize(1);
    }

    @Test
    void whatIsMissingToFilterIsNamed() {
        assertThat(Privileges.missing(List.of("Name:\tjava", "CapEff:\t000001ffffffffff")))
                .isEmpty();
        assertThat(Privileges.missing(List.of("CapEff:\t0000000000000000")).orElseThrow())
                .contains("it lacks CAP_NET_ADMIN, CAP_PERFMON, CAP_BPF")
                .contains("xdp.enabled = false");
        assertThat(Privileges.missing(List.of("CapEff:\t0000008000001000")).orElseThrow())
                .contains("it lacks CAP_PERFMON.");
    }

    private EmbeddedNode newest() {
        return told.isEmpty() ? EmbeddedNode.STOPPED : told.getLast();
    }

    private String page() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI page = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
            return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private Path configuration(String xdp) throws IOException {
        try (NkeySigner signer = NkeySigner.create(folder.resolve("node.nk"))) {
            assertThat(signer.publicKey()).isNotEmpty();
        }
        Files.writeString(folder.resolve("trust.json"), "{\"operators\":[]}");
        return Files.writeString(folder.resolve("node.toml"), """
                [platform]
                region = "us-east"
                node_id = "embedded"
                [network]
                listen_address = "127.0.0.1"
                listen_port = %d
                backend_url = "http://127.0.0.1:9"
                [nats]
                url = "nats://127.0.0.1:%d"
                nkey_seed_file = "%s"
                [xdp]
                enabled = %s
                [control]
                trust_file = "%s"
                data_dir = "%s"
                [metrics]
                address = "127.0.0.1"
                port = %d
                """.formatted(
                        Child.freePort(),
                        Child.freePort(),
                        folder.resolve("node.nk"),
                        xdp,
                        folder.resolve("trust.json"),
                        folder.resolve("data"),
                        metricsPort));
    }
}
