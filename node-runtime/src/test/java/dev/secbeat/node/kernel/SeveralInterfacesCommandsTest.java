// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cli.CaptureCommand;
import dev.secbeat.node.cli.DetachCommand;
import dev.secbeat.node.cli.ExitCode;
import dev.secbeat.node.cli.XdpStatusCommand;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.PcapngFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands show and do when one filter is on several interfaces. */
@NeedsKernel
class SeveralInterfacesCommandsTest {
    private NamespacePair namespaces;
    private Path pins;
    private final StringWriter said = new StringWriter();

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        namespaces.join("guard1", "192.0.3.1", "peer1", "192.0.3.2");
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        openPlane().close();
    }

    private XdpDataPlane openPlane() {
        return namespaces.inside(() -> XdpDataPlane.open(new XdpSettings(NamespacePair.GUARDED, pins, List.of())
                .withInterfaces(List.of(NamespacePair.GUARDED, "guard1"))));
    }

    @AfterEach
    void close() {
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    private int run(Object command, String... arguments) {
        var writer = new PrintWriter(said, true);
        CommandLine line = new CommandLine(command).setOut(writer).setErr(writer);
        return namespaces.inside(() -> line.execute(arguments));
    }

    private String links() {
        return namespaces.inside(() -> NamespacePair.run(List.of("ip", "link")));
    }

    @Test
    void statusShowsEach() {
        assertThat(run(new XdpStatusCommand(), "--pins", pins.toString())).isEqualTo(ExitCode.OK);
        assertThat(said.toString())
                .containsPattern("interface +guard0 \\(index \\d+, up\\), native XDP")
                .containsPattern("interface +guard1 \\(index \\d+, up\\), native XDP")
                .containsOnlyOnce("  program  ")
                .doesNotContain("note", "another");
    }

    @Test
    void statusForScriptsListsEach() {
        assertThat(run(new XdpStatusCommand(), "--json", "--pins", pins.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(said.toString())
                .contains("\"state\":\"filtering\"")
                .containsPattern("\"interface\":\\{\"index\":\\d+,\"name\":\"guard0\",\"up\":true,\"mode\":\"native\"}")
                .containsPattern(
                        "\"interfaces\":\\[\\{\"index\":\\d+,\"name\":\"guard0\",\"up\":true,\"mode\":\"native\","
                                + "\"program_id\":\\d+},\\{\"index\":\\d+,\"name\":\"guard1\"")
                .contains("\"others\":[]");
    }

    @Test
    void statusTellsWhichOfTheConfiguredIsNotGuarded(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("node.toml"),
                "platform.region = \"a\"\n[network]\nbackend_url = \"http://o\"\ninterfaces = [\"guard0\", \"guard7\"]\n"
                        + "[xdp]\npin_dir = \"" + pins + "\"\n");
        assertThat(run(new XdpStatusCommand(), "--config", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(said.toString())
                .contains("the configuration names guard7, and nothing of this node runs there")
                .doesNotContain("names guard0");
    }

    @Test
    void oneThatIsGoneIsNotPassedOver() {
        namespaces.ipInside("link", "delete", NamespacePair.GUARDED);
        assertThat(run(new XdpStatusCommand(), "--json", "--pins", pins.toString()))
                .isEqualTo(ExitCode.PINNED_ONLY);
        assertThat(said.toString())
                .contains("\"state\":\"partly\"", "\"name\":\"guard1\"", "the pinned link 'link' guards nothing");
        assertThat(run(new XdpStatusCommand(), "--pins", pins.toString())).isEqualTo(ExitCode.PINNED_ONLY);
        assertThat(said.toString()).contains("filtering, but not on every interface");
    }

    @Test
    void detachingEndsAllOfThem() {
        assertThat(links()).contains("xdp");
        assertThat(run(new DetachCommand(), "--pins", pins.toString())).isEqualTo(ExitCode.OK);
        assertThat(said.toString())
                .contains("removed " + pins.resolve("link") + "\n")
                .contains("removed " + pins.resolve("link_2") + "\n");
        assertThat(links()).doesNotContain("xdp");
        assertThat(pins).doesNotExist();
    }

    @Test
    void aCaptureKnowsEachByName() {
        var request = new CaptureRequest(Set.of(XdpReason.LAND), OptionalInt.of(1), 1);
        List<String> names = namespaces.inside(() -> {
            try (PacketCapture capture = PacketCapture.open(pins, request)) {
                return List.copyOf(capture.interfaces().values());
            }
        });
        assertThat(names).containsExactly(NamespacePair.GUARDED, "guard1");

        namespaces.ipInside("link", "delete", NamespacePair.GUARDED);
        List<String> left = namespaces.inside(() -> {
            try (PacketCapture capture = PacketCapture.open(pins, request)) {
                return List.copyOf(capture.interfaces().values());
            }
        });
        assertThat(left).containsExactly("guard1");
    }

    @Test
    void aCapturesFileTellsTheInterfacesApart(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("both.pcapng");
        byte[] frame = Frame.from("198.51.100.66").udp(9).bytes();
        try (XdpDataPlane plane = openPlane();
                RawSender first = namespaces.outside(() -> new RawSender("peer0"));
                RawSender second = namespaces.outside(() -> new RawSender("peer1"))) {
            plane.block(Prefix.parse("198.51.100.66"), 600_000);
            CompletableFuture<Integer> status = new CompletableFuture<>();
            Thread.ofPlatform()
                    .start(() -> status.complete(run(
                            new CaptureCommand(),
                            "-w",
                            file.toString(),
                            "--pins",
                            pins.toString(),
                            "--reason",
                            "blocked_exact",
                            "--every",
                            "1",
                            "--count",
                            "3")));
            Await.until("the capture begins", () -> said.toString().contains("capturing from guard0, guard1: "));
            Await.until("three packets are in the file", () -> {
                first.send(frame);
                second.send(frame);
                return status.isDone();
            });
            assertThat(status.get()).isEqualTo(ExitCode.OK);
        }
        PcapngFile captured = PcapngFile.parse(Files.readAllBytes(file));
        assertThat(captured.interfaces()).extracting(PcapngFile.Interface::name).containsExactly("guard0", "guard1");
        assertThat(captured.packets()).hasSize(3);
        assertThat(captured.statisticsOfEach())
                .hasSize(2)
                .allSatisfy(statistics -> assertThat(statistics.delivered())
                        .isEqualTo(captured.packets().stream()
                                .filter(packet -> packet.on().equals(statistics.of()))
                                .count()));
    }
}
