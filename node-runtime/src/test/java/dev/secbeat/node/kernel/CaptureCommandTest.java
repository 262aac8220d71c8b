// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cli.CaptureCommand;
import dev.secbeat.node.cli.ExitCode;
import dev.secbeat.node.cli.SecBeat;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.PcapngFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code secbeat capture} of real packets on a real interface. */
@NeedsKernel
class CaptureCommandTest {
    private static final String BLOCKED = "198.51.100.66";
    private static final int HEADER_ONLY = 100;

    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // Made before each test, in this order.
    private NamespacePair namespaces;

    @SuppressWarnings("NullAway.Init")
    private Path pins;

    @SuppressWarnings("NullAway.Init")
    private XdpDataPlane plane;

    @SuppressWarnings("NullAway.Init")
    private RawSender sender;

    private final StringWriter said = new StringWriter();

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        plane = openPlane();
        plane.block(Prefix.parse(BLOCKED), 600_000);
        sender = namespaces.outside(() -> new RawSender("peer0"));
    }

    @AfterEach
    void close() {
        sender.close();
        plane.close();
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    private XdpDataPlane openPlane() {
        return namespaces.inside(() -> XdpDataPlane.open(new XdpSettings(NamespacePair.GUARDED, pins, List.of())));
    }

    /** Runs the command in the guarded namespace; done when it ends. */
    private Future<Integer> capture(Path file, String... more) {
        var writer = new PrintWriter(said, true);
        CommandLine line = new CommandLine(new CaptureCommand())
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, of, _) -> {
                    of.getErr().println(failure.getMessage());
                    return ExitCode.FAILED;
                });
        String[] words = Stream.concat(Stream.of("-w", file.toString()), Arrays.stream(more))
                .toArray(String[]::new);
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> status.complete(namespaces.inside(() -> line.execute(words))));
        return status;
    }

    /** The file's head is written once the kernel samples. */
    private static void awaitBegin(Path file) {
        Await.until("the capture begins", () -> size(file) > HEADER_ONLY);
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PcapngFile read(Path file) throws IOException {
        return PcapngFile.parse(Files.readAllBytes(file));
    }

    private static List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        for (int payload : new int[] {0, 18, 85, 86, 87, 500, 1472}) {
            frames.add(Frame.from(BLOCKED).udp(payload).bytes());
            frames.add(Frame.from(BLOCKED)
                    .vlan(0x8100)
                    .tcp(Frame.SYN, 20, payload / 2)
                    .bytes());
        }
        return frames;
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    @Test
    void framesInTheFileAreThoseThatWereSent() throws Exception {
        Path file = folder.resolve("drops.pcapng");
        List<byte[]> frames = frames();
        long before = epochNanos();
        Future<Integer> status = capture(
                file, "--pins", pins.toString(), "--action", "drop", "--every", "1", "--count", "" + frames.size());
        awaitBegin(file);
        frames.forEach(sender::send);

        assertThat(status.get()).isEqualTo(ExitCode.OK);
        PcapngFile captured = read(file);
        assertThat(captured.interfaces())
                .containsExactly(new PcapngFile.Interface(NamespacePair.GUARDED, PacketSample.HEADER_BYTES, 9));
        assertThat(captured.packets())
                .extracting(PcapngFile.Packet::start)
                .containsExactlyElementsOf(frames.stream()
                        .map(frame -> PcapngFile.list(Arrays.copyOf(frame, Math.min(frame.length, 128))))
                        .toList());
        assertThat(captured.packets())
                .extracting(PcapngFile.Packet::frameBytes)
                .containsExactlyElementsOf(
                        frames.stream().map(frame -> frame.length).toList());
        assertThat(captured.packets()).allSatisfy(packet -> {
            assertThat(packet.comment()).matches("reason=blocked_exact action=drop cpu=\\d+");
            assertThat(packet.flags()).as("inbound").isEqualTo(1);
            assertThat(packet.verdict()).startsWith((byte) 2, (byte) TestRun.XDP_DROP);
            assertThat(packet.epochNanos()).isBetween(before, epochNanos());
        });
        PcapngFile.Statistics statistics = captured.statistics().orElseThrow();
        assertThat(statistics.delivered()).isEqualTo(frames.size());
        assertThat(statistics.systemDrops()).isZero();
        assertThat(statistics.startNanos()).isBetween(before, statistics.endNanos());
        assertThat(captured.application()).startsWith("secbeat ");
        assertThat(captured.comment()).startsWith("1 in 1 dropped, at most 1000 a second");
        assertThat(said.toString())
                .contains("capturing from " + NamespacePair.GUARDED)
                .contains(frames.size() + " packets written to " + file + ", 0 lost");
    }

    @Test
    void passedPacketsAreShownToo() throws Exception {
        Path file = folder.resolve("passed.pcapng");
        Future<Integer> status =
                capture(file, "--pins", pins.toString(), "--reason", "clean", "--every", "1", "--count", "1");
        awaitBegin(file);
        byte[] frame = Frame.from("203.0.113.9").udp(4).bytes();
        sender.send(Frame.from(BLOCKED).udp(4).bytes());
        sender.send(frame);
        assertThat(status.get()).isEqualTo(ExitCode.OK);
        PcapngFile.Packet packet = read(file).packets().getFirst();
        assertThat(packet.start()).isEqualTo(PcapngFile.list(frame));
        assertThat(packet.comment()).startsWith("reason=clean action=pass");
        assertThat(packet.verdict()).startsWith((byte) 2, (byte) TestRun.XDP_PASS);
    }

    @Test
    void theTimeEndsItWithACompleteFileAndTheConfigurationNamesThePins() throws Exception {
        Path config = Files.writeString(
                folder.resolve("node.toml"),
                "platform.region = \"a\"\nnetwork.backend_url = \"http://o\"\nxdp.pin_dir = \"" + pins + "\"\n");
        Path file = folder.resolve("nothing.pcapng");
        Future<Integer> status = capture(file, "--config", config.toString(), "--reason", "land", "--for", "1s");
        assertThat(status.get()).isEqualTo(ExitCode.OK);
        assertThat(read(file).packets()).isEmpty();
        assertThat(read(file).statistics().orElseThrow().delivered()).isZero();
        assertThat(said.toString()).contains("1 in 128 land").contains("0 packets written");
    }

    @Test
    void aCaptureOutlivesARestartOfTheNodeAndEndsWithItsFilter() throws Exception {
        Path file = folder.resolve("restart.pcapng");
        Future<Integer> status = capture(file, "--pins", pins.toString(), "--action", "drop", "--every", "1");
        awaitBegin(file);
        sender.send(Frame.from(BLOCKED).udp(1).bytes());
        plane.close();
        sender.send(Frame.from(BLOCKED).udp(2).bytes());
        plane = openPlane();
        assertThat(plane.tookOver()).isTrue();
        sender.send(Frame.from(BLOCKED).udp(3).bytes());
        Await.until(
                "three packets are captured",
                () -> size(file) > 0 && packets(file).size() == 3);
        XdpDataPlane.detach(pins);

        assertThat(status.get()).isEqualTo(ExitCode.OK);
        assertThat(said.toString()).contains("the filter was detached").contains("3 packets written");
        assertThat(packets(file)).extracting(PcapngFile.Packet::frameBytes).containsExactly(43, 44, 45);
    }

    @Test
    void anUpgradedNodeBringsTheMapsThatAnEarlierVersionLacked() throws Exception {
        plane.close();
        for (String map : List.of("samples", "capture", "sampler")) {
            Files.delete(pins.resolve(map));
        }
        Path file = folder.resolve("upgraded.pcapng");
        assertThat(capture(file, "--pins", pins.toString()).get()).isEqualTo(ExitCode.FAILED);
        assertThat(said.toString()).contains("loaded by another version").contains("restart the node");

        plane = openPlane();
        assertThat(plane.tookOver()).isTrue();
        Future<Integer> status =
                capture(file, "--pins", pins.toString(), "--action", "drop", "--every", "1", "--count", "1");
        awaitBegin(file);
        sender.send(Frame.from(BLOCKED).udp(9).bytes());
        assertThat(status.get()).isEqualTo(ExitCode.OK);
        assertThat(packets(file)).hasSize(1);
    }

    /** Of a file that is being written, as far as it goes. */
    private static List<PcapngFile.Packet> packets(Path file) {
        try {
            return read(file).packets();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AssertionError e) {
            return List.of(); // It ends within a block just now.
        }
    }

    @Test
    void aSecondCaptureIsRefusedAndLeavesNoFile() throws Exception {
        Path file = folder.resolve("second.pcapng");
        var request = new CaptureRequest(java.util.Set.of(XdpReason.LAND), java.util.OptionalInt.of(1), 1);
        try (PacketCapture first = PacketCapture.open(pins, request)) {
            assertThat(first.interfaces().values())
                    .as("seen from another namespace")
                    .singleElement()
                    .asString()
                    .startsWith("if");
            assertThat(capture(file, "--pins", pins.toString()).get()).isEqualTo(ExitCode.FAILED);
        }
        assertThat(said.toString()).contains("another capture of the filter in " + pins);
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatExistsIsFoundBeforeAnythingBegins() throws Exception {
        Path file = Files.writeString(folder.resolve("precious.pcapng"), "precious");
        assertThat(capture(file, "--pins", pins.toString()).get()).isEqualTo(ExitCode.FAILED);
        assertThat(said.toString()).contains("was left as it is").doesNotContain("capturing");
        assertThat(file).hasContent("precious");
    }

    /** As a terminal starts it; env undoes that whoever started this JVM may ignore SIGINT, which children inherit. */
    private Process start(ProcessBuilder.Redirect output, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), SecBeat.class.getName(), "capture"));
        command.addAll(List.of("--pins", pins.toString(), "--action", "drop", "--every", "1"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectOutput(output).start();
    }

    private void sendUntil(String what, java.util.function.BooleanSupplier condition) {
        byte[] frame = Frame.from(BLOCKED).udp(100).bytes();
        Await.until(what, () -> {
            sender.send(frame);
            return condition.getAsBoolean();
        });
    }

    @Test
    void ctrlCEndsItWithACompleteFile() throws Exception {
        Path file = folder.resolve("interrupted.pcapng");
        Process process = start(ProcessBuilder.Redirect.PIPE, "-w", file.toString());
        sendUntil("packets are written", () -> size(file) > 1000);
        NamespacePair.run(List.of("kill", "-INT", Long.toString(process.pid())));

        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(error).isEqualTo(ExitCode.OK);
        PcapngFile captured = read(file);
        assertThat(captured.statistics().orElseThrow().delivered())
                .isEqualTo(captured.packets().size());
        assertThat(captured.packets()).isNotEmpty();
        assertThat(error).contains(captured.packets().size() + " packets written to " + file);
    }

    @Test
    void theOutputCanBePiped() throws Exception {
        Path file = folder.resolve("piped.pcapng");
        Process process = start(ProcessBuilder.Redirect.to(file.toFile()), "-w", "-", "--count", "5");
        sendUntil("five packets are captured", () -> !process.isAlive());

        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(error).isEqualTo(ExitCode.OK);
        assertThat(read(file).packets()).hasSize(5);
        assertThat(error).contains("5 packets written to the output");
    }

    @Test
    void aReaderThatEndsIsTold() throws Exception {
        Process process = start(ProcessBuilder.Redirect.PIPE, "-w", "-");
        assertThat(process.getInputStream().read()).as("the file begins").isPositive();
        process.getInputStream().close();
        sendUntil("the capture ends", () -> !process.isAlive());

        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(error).isEqualTo(ExitCode.FAILED);
        assertThat(error).contains("the output cannot be written any more");
    }

    @Test
    void aKilledCaptureLeavesAFileToReadAndTheRingToTheNext() throws Exception {
        Path file = folder.resolve("killed.pcapng");
        Process process = start(ProcessBuilder.Redirect.PIPE, "-w", file.toString());
        sendUntil("packets are written", () -> size(file) > 1000);
        process.destroyForcibly().waitFor();
        assertThat(read(file).packets()).isNotEmpty();
        assertThat(read(file).statistics()).isEmpty();

        Path next = folder.resolve("next.pcapng");
        Future<Integer> status =
                capture(next, "--pins", pins.toString(), "--action", "drop", "--every", "1", "--count", "1");
        awaitBegin(next);
        sender.send(Frame.from(BLOCKED).udp(7).bytes());
        assertThat(status.get()).isEqualTo(ExitCode.OK);
        assertThat(packets(next)).extracting(PcapngFile.Packet::frameBytes).containsExactly(14 + 20 + 8 + 7);
    }
}
