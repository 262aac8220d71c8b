// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.AuditSubjects;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome.Result;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cli.SecBeat;
import dev.secbeat.node.cluster.AuditCheck;
import dev.secbeat.node.cluster.AuditMessage;
import dev.secbeat.node.cluster.AuditReader;
import dev.secbeat.node.cluster.AuditReading;
import dev.secbeat.node.cluster.AuditTrail;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.SteeringLink;
import dev.secbeat.node.control.AuditFinding;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.dns.HeldUpdates;
import dev.secbeat.node.dns.NamedServer;
import dev.secbeat.node.journal.AuditFiles;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an orchestrator writes of orders on regions: on its disk, in a real server's JetStream, and over its sudden end. */
class OrchestratorTrailTest {
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");
    private static final CommandBody.OnRegion TO_WEST = new CommandBody.Failover(EAST, WEST, "test");
    private static final CommandBody.OnRegion BACK = new CommandBody.Failback(EAST, true, "test");
    private static final String WRITER = "orchestrator first";

    @TempDir
    Path folder;

    private SteeredFleet fleet;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(NamedServer.PROGRAM), "BIND is not installed: apt install bind9");
        fleet = new SteeredFleet(folder);
    }

    @AfterEach
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
    }

    /** With the DNS' answer on its way nobody else knows that something was about to be changed. */
    @Test
    void anOrchestratorKilledInTheMiddleOfAChangeLeavesWhatItIntended() throws Exception {
        HeldUpdates way = fleet.closing(new HeldUpdates(fleet.named.address()));
        Process process = process(way);
        fleet.awaitLead("first");
        way.hold();
        SignedCommand order = fleet.sign(fleet.admin, false, TO_WEST);
        var _ = new SteeringLink(fleet.link).order(order, Duration.ofSeconds(1));
        way.awaitCaught();
        process.destroyForcibly().waitFor();

        AuditFiles.Content left = AuditFiles.read(journal());
        assertThat(left.check()).isEmpty();
        String last = left.lines().getLast().text();
        assertThat(last)
                .contains("\"type\":\"intent\"", order.command().id().toString(), "2 records from us-east to eu-west");
        assertThat(left.head()).as("through to the disk").isPresent();
        assertThat(left.head().orElseThrow().hash())
                .isEqualTo(AuditRecord.parse(last).orElseThrow().hash());

        fleet.start("first"); // Whoever leads meanwhile, its journal is copied.
        Await.until("the fleet has it too", () -> copies().contains(last));
        AuditReading reading = AuditReader.read(fleet.link);
        assertThat(AuditCheck.of(AuditTrail.of(reading), reading).findings()).isEmpty();
    }

    @Test
    void whatWasDoneToItsChainIsFoundInTheJournalAndInTheStream() throws Exception {
        OrchestratorRuntime first = fleet.lead("first");
        assertThat(fleet.order(TO_WEST).result()).isEqualTo(Result.APPLIED);
        assertThat(fleet.order(BACK).result()).isEqualTo(Result.APPLIED);
        Await.until("all is copied", () -> copies().size() == 4);
        first.close();
        AuditReading reading = AuditReader.read(fleet.link);
        AuditCheck whole = AuditCheck.of(AuditTrail.of(reading), reading);
        assertThat(whole.findings()).isEmpty();
        assertThat(whole.records()).containsEntry(WRITER, 4);
        assertThat(AuditTrail.of(reading).rows())
                .filteredOn(row -> row.writer().equals(Optional.of(WRITER)))
                .extracting(row -> row.operator(), row -> row.state().isPresent())
                .containsExactly(tuple("adam", false), tuple("adam", true), tuple("adam", false), tuple("adam", true));

        List<String> lines = Files.readAllLines(journal());
        assertThat(lines).isEqualTo(copies());
        assertThat(kinds(lines)).isEmpty();
        List<String> changed = new ArrayList<>(lines);
        changed.set(1, lines.get(1).replace("APPLIED", "REFUSED"));
        assertThat(kinds(changed)).containsExactly(AuditFinding.Kind.CHANGED);
        List<String> missing = new ArrayList<>(lines);
        missing.remove(2);
        assertThat(kinds(missing)).containsExactly(AuditFinding.Kind.MISSING);
        assertThat(kinds(lines.subList(0, 3))).containsExactly(AuditFinding.Kind.TRUNCATED);

        List<AuditReading> tampered = List.of(without(reading, 1), changedAt(reading, 1));
        assertThat(tampered)
                .extracting(one -> AuditCheck.of(AuditTrail.of(one), one).findings())
                .allSatisfy(findings -> assertThat(findings)
                        .isNotEmpty()
                        .extracting(AuditCheck.Finding::where)
                        .contains(WRITER));
    }

    /** Clients are moved all the same; what cannot be written stands in the stream outside of the chain. */
    @Test
    void aDiskThatTakesNothingKeepsNoOrderFromBeingCarriedOut() throws Exception {
        Files.createDirectories(journal());
        fleet.lead("first");
        assertThat(fleet.order(TO_WEST).result()).isEqualTo(Result.APPLIED);
        Await.until("intent and outcome are in the stream", () -> notes() == 2);
        assertThat(copies()).isEmpty();
        AuditReading reading = AuditReader.read(fleet.link);
        assertThat(AuditTrail.of(reading).rows())
                .filteredOn(row -> row.writer().equals(Optional.of(AuditTrail.ORCHESTRATOR)))
                .extracting(row -> row.state().isPresent())
                .containsExactly(false, true);
    }

    /** A viewer may ask without end where clients are steered, and everybody hears who leads. */
    @Test
    void whoAsksWithoutEndAddsNothingToTheTrail() throws Exception {
        fleet.lead("first");
        assertThat(fleet.order(TO_WEST).result()).isEqualTo(Result.APPLIED);
        Await.until("all is copied", () -> copies().size() == 2);
        long before = AuditReader.read(fleet.link).last();
        try (FleetLink vera = FleetLink.open(fleet.viewer.settings(fleet.nats.url()), "vera", new FleetListener() {})) {
            Await.until("the viewer connects", () -> vera.connection().isConnected());
            for (int i = 0; i < 2_000; i++) {
                assertThat(new SteeringLink(vera).ask()).isTrue();
            }
            int told = fleet.reports.size();
            fleet.ask();
            Await.until("it is answered", () -> fleet.reports.size() > told);
        }
        assertThat(AuditReader.read(fleet.link).last()).isEqualTo(before);
    }

    private Process process(HeldUpdates way) throws IOException {
        Path file = Files.writeString(folder.resolve("first.toml"), fleet.config("first", way.address()));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SecBeat.class.getName(),
                        "orchestrator",
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("first.log").toFile())
                .start();
        AutoCloseable _ = fleet.closing(() -> process.destroyForcibly().waitFor());
        return process;
    }

    private Path journal() {
        return folder.resolve("data-first").resolve("audit.log");
    }

    private List<String> copies() {
        try {
            return fleet.audit();
        } catch (IOException e) {
            return List.of(); // The stream is not there yet.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long notes() {
        try {
            return AuditReader.read(fleet.link).messages().stream()
                    .filter(message -> message.subject().equals(Subjects.AUDIT)
                            && message.text().contains("commandId"))
                    .count();
        } catch (IOException e) {
            return 0; // The stream is not there yet.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<AuditFinding.Kind> kinds(List<String> lines) throws IOException {
        Files.write(journal(), lines);
        return AuditFiles.read(journal()).check().stream()
                .map(AuditFinding::kind)
                .toList();
    }

    private static AuditReading without(AuditReading reading, int record) {
        var kept = new ArrayList<>(reading.messages());
        kept.remove(
                kept.stream().filter(OrchestratorTrailTest::isOfChain).toList().get(record));
        return with(reading, kept);
    }

    private static AuditReading changedAt(AuditReading reading, int record) {
        var kept = new ArrayList<>(reading.messages());
        var one =
                kept.stream().filter(OrchestratorTrailTest::isOfChain).toList().get(record);
        kept.set(
                kept.indexOf(one),
                new AuditMessage(one.sequence(), one.subject(), one.text().replace("APPLIED", "REFUSED")));
        return with(reading, kept);
    }

    private static boolean isOfChain(AuditMessage message) {
        return message.subject().equals(AuditSubjects.ofOrchestrator("first"));
    }

    private static AuditReading with(AuditReading reading, List<AuditMessage> messages) {
        return new AuditReading(
                reading.first(),
                reading.last(),
                reading.unread(),
                messages,
                reading.gone(),
                reading.orders(),
                reading.retention());
    }
}
