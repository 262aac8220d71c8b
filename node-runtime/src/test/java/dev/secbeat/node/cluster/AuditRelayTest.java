// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditFinding;
import dev.secbeat.node.control.AuditLine;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.control.AuditVerifier;
import dev.secbeat.node.journal.AuditJournal;
import dev.secbeat.node.journal.JournalTail;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's journal and its copy in a real server's JetStream, which is killed at the worst moments. */
class AuditRelayTest {
    private static final long PLENTY = 1 << 20;

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Keys east;
    private Keys orchestrator;
    private Keys viewer;
    private Keys all;
    private NatsServerProcess server;
    private NatsLink node;
    private int written;

    @BeforeEach
    void startServer() {
        east = Keys.create(folder, "east");
        orchestrator = Keys.create(folder, "orchestrator");
        viewer = Keys.create(folder, "viewer");
        all = Keys.create(folder, "all");
        server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.orchestrator(orchestrator.publicKey(), "o"),
                        NatsUser.viewer(viewer.publicKey(), "v")));
        open.add(server);
        node = NatsLink.open(east.settings(server.url()), EAST, NodeClock.system(), () -> {});
        open.add(node);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private FleetLink link(Keys key) {
        FleetLink link = FleetLink.open(key.settings(server.url()), "test", new FleetListener() {});
        open.add(link);
        Await.until("connected", () -> link.connection().isConnected());
        return link;
    }

    private void makeStream() throws Exception {
        try (FleetLink link = FleetLink.open(orchestrator.settings(server.url()), "o", new FleetListener() {})) {
            Await.until("connected", () -> link.connection().isConnected());
            assertThat(new AuditStream(link, 1).drain())
                    .as("nothing but the stream")
                    .isZero();
        }
    }

    private AuditJournal journal(long maxBytes) throws IOException {
        AuditJournal journal = AuditJournal.open(folder.resolve("audit.log"), maxBytes);
        open.add(journal);
        return journal;
    }

    private AuditRelay relay() {
        AuditRelay relay = AuditRelay.start(node, new JournalTail(folder.resolve("audit.log")));
        open.add(relay);
        return relay;
    }

    private void append(AuditJournal journal, int count) {
        for (int i = 0; i < count; i++) {
            written++;
            journal.append(new AuditEntry.Outcome(
                    written, new UUID(0, written), "UABC", Receipt.State.APPLIED, "n" + written));
        }
    }

    private static List<AuditLine> copies(FleetLink reader) throws Exception {
        return AuditReader.read(reader).messages().stream()
                .filter(message -> message.subject().equals(Subjects.audit(EAST)))
                .map(message -> new AuditLine(message.sequence(), message.text()))
                .toList();
    }

    private static List<Long> numbers(List<AuditLine> copies) {
        return copies.stream()
                .map(copy -> AuditRecord.parse(copy.text()).orElseThrow().sequence())
                .toList();
    }

    private static List<Long> upTo(int last) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 1; i <= last; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static void whole(FleetLink reader, int records) throws Exception {
        List<AuditLine> copies = copies(reader);
        assertThat(numbers(copies)).isEqualTo(upTo(records));
        assertThat(AuditVerifier.check(copies, Optional.empty(), "message")).isEmpty();
    }

    @Test
    void recordsWaitOnDiskForTheStreamAndArriveInOrderOnce() throws Exception {
        AuditJournal journal = journal(PLENTY);
        append(journal, 20);
        AuditRelay relay = relay();
        append(journal, 20);
        assertThat(relay.sent()).as("there is no stream yet").isZero();
        makeStream();
        Await.until("all are copied", () -> relay.sent() == 40);
        append(journal, 5);
        Await.until("the new ones too", () -> relay.sent() == 45);
        whole(link(viewer), 45);
        assertThat(relay.lost()).isZero();
    }

    @Test
    void aServerKilledWhileRecordsAreWrittenLosesAndRepeatsNone() throws Exception {
        makeStream();
        AuditJournal journal = journal(PLENTY);
        AuditRelay relay = relay();
        for (int kill = 0; kill < 3; kill++) {
            long before = relay.sent();
            append(journal, 60);
            Await.until("some are on their way", () -> relay.sent() > before);
            server.stop();
            append(journal, 30);
            server.start();
        }
        append(journal, 1);
        FleetLink reader = link(viewer);
        Await.until("the newest is there", () -> newest(reader) == written);
        whole(reader, written);
    }

    @Test
    void aRestartedNodeGoesOnWhereTheStreamEnds() throws Exception {
        makeStream();
        AuditJournal first = journal(PLENTY);
        append(first, 10);
        AuditRelay before = relay();
        Await.until("all are copied", () -> before.sent() == 10);
        before.close();
        append(first, 3);
        first.close();
        AuditJournal second = journal(PLENTY);
        append(second, 2);
        AuditRelay after = relay();
        Await.until("the rest is copied", () -> after.sent() == 5);
        whole(link(viewer), 15);
    }

    @Test
    void theCopyIsWrittenAcrossRotation() throws Exception {
        makeStream();
        AuditJournal journal = journal(4_000);
        AuditRelay relay = relay();
        for (int i = 0; i < 10; i++) {
            append(journal, 8);
            Await.until("they are copied", () -> relay.sent() == written);
        }
        assertThat(Files.exists(folder.resolve("audit.log.1"))).isTrue();
        whole(link(viewer), 80);
    }

    @Test
    void whatRotationTookIsCountedAndShows() throws Exception {
        AuditJournal journal = journal(2_000);
        append(journal, 60);
        AuditRelay relay = relay();
        makeStream();
        FleetLink reader = link(viewer);
        Await.until("the newest is there", () -> newest(reader) == 60);
        assertThat(relay.lost()).isPositive().isEqualTo(60 - relay.sent());
        assertThat(AuditVerifier.check(copies(reader), Optional.empty(), "message"))
                .as("nothing else is wrong with it")
                .isEmpty();
        AuditReading reading = AuditReader.read(reader);
        assertThat(AuditCheck.of(AuditTrail.of(reading), reading).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo("TRUNCATED");
                    assertThat(finding.text()).startsWith("records 1 to " + relay.lost() + " are missing");
                });
    }

    @Test
    void aLostJournalShowsAsANewChain() throws Exception {
        makeStream();
        AuditJournal first = journal(PLENTY);
        append(first, 4);
        AuditRelay before = relay();
        Await.until("all are copied", () -> before.sent() == 4);
        before.close();
        first.close();
        Files.delete(folder.resolve("audit.log"));
        Files.deleteIfExists(folder.resolve("audit.log.head"));
        AuditJournal second = journal(PLENTY);
        append(second, 2);
        AuditRelay after = relay();
        Await.until("the new chain is copied", () -> after.sent() == 2);
        after.close();
        AuditRelay again = relay();
        append(second, 1);
        Await.until("it goes on", () -> again.sent() == 1);

        assertThat(AuditVerifier.check(copies(link(viewer)), Optional.empty(), "message"))
                .extracting(AuditFinding::kind)
                .containsExactly(AuditFinding.Kind.RESTARTED);
    }

    @Test
    void aMessageDeletedFromTheStreamShows() throws Exception {
        makeStream();
        AuditJournal journal = journal(PLENTY);
        append(journal, 6);
        AuditRelay relay = relay();
        Await.until("all are copied", () -> relay.sent() == 6);
        FleetLink reader = link(viewer);
        long third = copies(reader).get(2).at();
        delete(third);
        Await.until("the reader is back", () -> reader.connection().isConnected());

        AuditReading reading = AuditReader.read(reader);

        assertThat(reading.gone()).containsExactly(third);
        assertThat(AuditVerifier.check(copies(reader), Optional.empty(), "message"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(AuditFinding.Kind.MISSING));
    }

    @Test
    void theOldEndTakenFromTheStreamShows() throws Exception {
        makeStream();
        AuditJournal journal = journal(PLENTY);
        append(journal, 6);
        AuditRelay relay = relay();
        Await.until("all are copied", () -> relay.sent() == 6);
        FleetLink reader = link(viewer);
        withAllRights(streams -> streams.purgeStream(
                Subjects.AUDIT_STREAM, PurgeOptions.builder().sequence(4).build()));
        Await.until("the reader is back", () -> reader.connection().isConnected());

        AuditReading reading = AuditReader.read(reader);

        assertThat(reading.gone()).isEmpty();
        assertThat(AuditCheck.of(AuditTrail.of(reading), reading).findings())
                .extracting(AuditCheck.Finding::where, AuditCheck.Finding::kind, AuditCheck.Finding::at)
                .containsExactly(tuple(EAST.toString(), "TRUNCATED", 4L), tuple("stream", "TRUNCATED", 4L));
    }

    @Test
    void whatAStreamDropsForWantOfRoomIsNoGap() throws Exception {
        makeStream();
        AuditJournal journal = journal(PLENTY);
        AuditRelay relay = relay();
        append(journal, 20);
        Await.until("all are copied", () -> relay.sent() == 20);
        FleetLink reader = link(viewer);
        withAllRights(streams -> limit(streams, limits -> limits.maxBytes(4_096)));
        long sent = relay.sent();
        append(journal, 60);
        Await.until("all are copied", () -> relay.sent() == sent + 60);
        Await.until("the reader is back", () -> reader.connection().isConnected());

        wholeButForWhatWasDropped(AuditReader.read(reader));
    }

    @Test
    void whatAStreamDropsForItsAgeIsNoGap() throws Exception {
        makeStream();
        AuditJournal journal = journal(PLENTY);
        AuditRelay relay = relay();
        append(journal, 20);
        Await.until("all are copied", () -> relay.sent() == 20);
        FleetLink reader = link(viewer);
        Duration second = Duration.ofSeconds(1);
        withAllRights(streams -> limit(streams, limits -> limits.maxAge(second).duplicateWindow(second)));
        Await.until("they have aged", () -> dropped(reader) == 20);

        wholeButForWhatWasDropped(AuditReader.read(reader));
        withAllRights(streams -> limit(streams, limits -> limits.maxAge(Duration.ofHours(1))));
        Await.until("the reader is back", () -> reader.connection().isConnected());
        AuditReading reading = AuditReader.read(reader);
        assertThat(AuditCheck.of(AuditTrail.of(reading), reading).findings())
                .as("which one that keeps them for an hour would not have done yet")
                .extracting(AuditCheck.Finding::where, AuditCheck.Finding::kind)
                .containsExactly(tuple("stream", "TRUNCATED"));
    }

    private static void wholeButForWhatWasDropped(AuditReading reading) {
        assertThat(reading.retention().gone()).isPositive();
        AuditCheck check = AuditCheck.of(AuditTrail.of(reading), reading);
        assertThat(check.findings()).isEmpty();
    }

    private static void limit(JetStreamManagement streams, UnaryOperator<StreamConfiguration.Builder> limits)
            throws Exception {
        StreamConfiguration found = streams.getStreamInfo(Subjects.AUDIT_STREAM).getConfiguration();
        streams.updateStream(limits.apply(StreamConfiguration.builder(found)).build());
    }

    private static long dropped(FleetLink reader) {
        try {
            return AuditReader.read(reader).retention().gone();
        } catch (IOException e) {
            return 0; // Not back yet.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNodeCannotWriteInAnothersName() throws Exception {
        makeStream();
        Await.until("the node is connected", () -> node.session().usable().isPresent());
        node.session().usable().orElseThrow().publish(Subjects.audit(WEST), new byte[] {'x'});
        append(journal(PLENTY), 1);
        AuditRelay relay = relay();
        Await.until("its own is copied", () -> relay.sent() == 1);
        assertThat(AuditReader.read(link(viewer)).messages())
                .extracting(AuditMessage::subject)
                .containsExactly(Subjects.audit(EAST));
    }

    private static long newest(FleetLink reader) {
        try {
            List<Long> numbers = numbers(copies(reader));
            return numbers.isEmpty() ? 0 : numbers.getLast();
        } catch (IOException e) {
            return 0; // Not back yet.
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** As somebody with all rights in the server could: the configured users may not. */
    private void delete(long sequence) throws Exception {
        withAllRights(streams -> {
            boolean _ = streams.deleteMessage(Subjects.AUDIT_STREAM, sequence);
        });
    }

    private interface Deed {
        void on(JetStreamManagement streams) throws Exception;
    }

    private void withAllRights(Deed deed) throws Exception {
        server.stop();
        server.reconfigure(List.of(
                NatsUser.node(east.publicKey(), EAST),
                NatsUser.viewer(viewer.publicKey(), "v"),
                new NatsUser(all.publicKey(), List.of(">"), List.of(">"), false, "test")));
        server.start();
        try (FleetLink intruder = FleetLink.open(all.settings(server.url()), "all", new FleetListener() {})) {
            Await.until("connected", () -> intruder.connection().isConnected());
            deed.on(intruder.session().usable().orElseThrow().jetStreamManagement());
        }
        Await.until("the node is back", () -> node.connection().isConnected());
    }
}
