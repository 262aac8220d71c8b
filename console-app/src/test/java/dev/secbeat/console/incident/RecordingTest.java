// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.RecordingState;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.TimelineEntry;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Fleet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded is what is replayed, also after a crash; a file has a size. */
class RecordingTest {
    private static final int SECONDS = 90;

    @TempDir
    private Path folder;

    /** What is compared between the live model and its replay at one moment. */
    private record Shown(
            String regions, String sources, String blocks, String commands, String summary, String links, int alerts) {
        static Shown of(FleetModel model) {
            StringBuilder regions = new StringBuilder();
            for (RegionModel region : model.regions()) {
                regions.append(region.id()).append(region.state().get()).append(region.nodes());
            }
            return new Shown(
                    regions.toString(),
                    model.sources().stream()
                            .map(row -> row.source()
                                    + row.globalPerSecond()
                                    + row.perRegion()
                                    + row.standing()
                                    + row.kernelText())
                            .toList()
                            .toString(),
                    model.actions().blocks().toString(),
                    model.actions().commands().toString(),
                    model.summary().get().toString(),
                    model.links().toString(),
                    model.alerts().size());
        }
    }

    @Test
    void everyMomentOfAReplayShowsWhatWasShownThen() throws Exception {
        Path path = folder.resolve("attack.sbincident");
        Map<Integer, Shown> live = new HashMap<>();
        record(path, live);

        try (IncidentFile file = IncidentFile.open(path)) {
            Replayer replayer = new Replayer(file, "a recording");
            FleetModel model = new FleetModel(List.of());
            assertThat(file.notice()).isEmpty();
            for (int second : List.of(20, 33, 51, 89, 40, 62, 25)) {
                seek(replayer, model, Attack.START + second * 1000L);
                assertThat(Shown.of(model)).as("second %d", second).isEqualTo(live.get(second));
                assertThat(model.now().get()).isEqualTo(Attack.START + second * 1000L);
                assertThat(model.actions().access().get().canAct()).isFalse();
            }
        }
    }

    @Test
    void aFleetAfterAnotherIsRecordedBesideItNeverIntoItsFile() throws Exception {
        Path named = folder.resolve("both.sbincident");
        RecorderSettings settings = RecorderSettings.in(folder.resolve("own"), false);
        try (Recording first = new Recording(settings);
                Recording second = new Recording(settings)) {
            hear(first, named, "apac");
            hear(second, named, "eu-west"); // before the first has ended
            hear(first, named, "apac");
        }
        assertThat(regions(named)).containsExactly("apac");
        assertThat(regions(folder.resolve("both-part2.sbincident"))).containsExactly("eu-west");
    }

    private static void hear(Recording recording, Path named, String region) {
        recording.start(Optional.of(named), 1, Attack.START);
        Update beat = new Update.Heartbeat(Fleet.node(region, "node-1").status(), 2);
        recording.accept(new Timed(beat, 2, Attack.START + 1_000));
        recording.tick(3, Attack.START + 2_000);
    }

    private static List<String> regions(Path path) throws Exception {
        try (IncidentFile file = IncidentFile.open(path)) {
            FleetModel model = new FleetModel(List.of());
            Replayer replayer = new Replayer(file, "");
            seek(replayer, model, replayer.endMillis());
            return model.regions().stream().map(RegionModel::id).toList();
        }
    }

    @Test
    void chartsOfAMomentBeginBeforeIt() throws Exception {
        Path path = folder.resolve("attack.sbincident");
        Attack attack = record(path, new HashMap<>());

        try (IncidentFile file = IncidentFile.open(path)) {
            FleetModel model = new FleetModel(List.of());
            seek(new Replayer(file, ""), model, Attack.START + SECONDS * 1000L);
            RegionModel shown = model.region("apac").orElseThrow();
            RegionModel live = attack.live.region("apac").orElseThrow();
            assertThat(shown.liveHistory().size()).isEqualTo(60);
            for (int i = 0; i < 59; i++) {
                assertThat(shown.liveHistory().passed(i))
                        .isEqualTo(live.liveHistory().passed(i));
            }
            assertThat(shown.meteredHistory().size()).isGreaterThan(5);
        }
    }

    @Test
    void goingOnShowsTheSameAsGoingThere() throws Exception {
        Path path = folder.resolve("attack.sbincident");
        record(path, new HashMap<>());

        try (IncidentFile file = IncidentFile.open(path)) {
            FleetModel played = new FleetModel(List.of());
            Replayer replayer = new Replayer(file, "");
            seek(replayer, played, Attack.START + 20_000);
            FleetInbox inbox = new FleetInbox();
            while (replayer.positionMillis() < Attack.START + 70_000) {
                apply(replayer.advance(500), played, inbox);
            }
            FleetModel sought = new FleetModel(List.of());
            seek(new Replayer(file, ""), sought, Attack.START + 70_000);
            assertThat(Shown.of(played)).isEqualTo(Shown.of(sought));
        }
    }

    @Test
    void theStoryTellsWhatHappenedAndHowLongItTook() throws Exception {
        Path path = folder.resolve("attack.sbincident");
        Attack attack = record(path, new HashMap<>());
        assertThat(attack.epochMillis()).isEqualTo(Attack.START + SECONDS * 1000L);

        try (IncidentFile file = IncidentFile.open(path)) {
            IncidentStory story = file.story();
            assertThat(story.timeToDetectMillis()).isEqualTo(2_000);
            assertThat(story.timeToMitigateMillis()).isEqualTo(40);
            assertThat(story.entries().stream().map(TimelineEntry::kind))
                    .contains(
                            TimelineEntry.Kind.DETECTION,
                            TimelineEntry.Kind.BLOCK,
                            TimelineEntry.Kind.ACT,
                            TimelineEntry.Kind.HEALTH,
                            TimelineEntry.Kind.FAILOVER);
            TimelineEntry act = story.entries().stream()
                    .filter(entry -> entry.kind() == TimelineEntry.Kind.ACT)
                    .findFirst()
                    .orElseThrow();
            assertThat(act.title()).isEqualTo("block 198.18.0.1 60 s");
            assertThat(act.detail()).contains("2 applied").contains("1 missing");
            assertThat(act.isGrave()).isTrue();
        }
    }

    @Test
    void aFileThatWasCutAnywhereIsReadToItsLastWholeBlock() throws Exception {
        Path path = folder.resolve("attack.sbincident");
        record(path, new HashMap<>());
        long whole = Files.size(path);
        long lastEnd = 0;
        for (long cut : List.of(whole - 1, whole - 500, whole / 2, whole / 3)) {
            Path torn = Files.copy(path, folder.resolve("torn-" + cut));
            try (FileChannel channel = FileChannel.open(torn, StandardOpenOption.WRITE)) {
                channel.truncate(cut);
            }
            try (IncidentFile file = IncidentFile.open(torn)) {
                assertThat(file.notice()).contains("Its end is missing");
                FleetModel model = new FleetModel(List.of());
                Replayer replayer = new Replayer(file, "");
                lastEnd = replayer.endMillis();
                seek(replayer, model, lastEnd);
                assertThat(model.regions()).hasSize(2);
                assertThat(lastEnd).isLessThanOrEqualTo(Attack.START + SECONDS * 1000L);
            }
        }
        assertThat(lastEnd).isGreaterThan(Attack.START);
    }

    @Test
    void aDamagedBlockIsPassedOverAndCounted() throws Exception {
        Path path = folder.resolve("attack.sbincident");
        record(path, new HashMap<>());
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            BlockReader.Found damaged = new BlockReader(channel)
                    .find().stream()
                            .filter(found -> found.head().kind() == BlockKind.EVENTS.number())
                            .skip(3)
                            .findFirst()
                            .orElseThrow();
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), damaged.bodyAt() + 3);
        }
        try (IncidentFile file = IncidentFile.open(path)) {
            assertThat(file.notice()).isEqualTo("1 damaged blocks were passed over. [SB-RECORDING-DAMAGED]");
            assertThat(file.story().timeToDetectMillis()).isEqualTo(2_000);
        }
    }

    @Test
    void whatALaterVersionRecordsIsPassedOverAndCounted() throws Exception {
        Path path = folder.resolve("later.sbincident");
        try (IncidentWriter writer = IncidentWriter.create(path);
                BlockBuffer buffer = new BlockBuffer(BlockKind.EVENTS)) {
            byte[] pulse = OwnWords.pulse(new dev.secbeat.console.model.Pulse(Attack.START, List.of()));
            buffer.add(new StoredRecord(RecordKind.PULSE.number(), 1, Attack.START, pulse));
            buffer.add(new StoredRecord(4_711, 2, Attack.START, new byte[] {1, 2, 3}));
            buffer.add(new StoredRecord(RecordKind.NATS.number(), 3, Attack.START, new byte[] {9}));
            writer.append(buffer.seal().orElseThrow());
        }
        try (IncidentFile file = IncidentFile.open(path)) {
            assertThat(file.unknownRecords()).isEqualTo(1);
            assertThat(file.notice())
                    .isEqualTo("1 records could not be read. 1 records of a later version were passed over."
                            + " [SB-RECORDING-DAMAGED]");
        }
    }

    @Test
    void whatIsNoRecordingIsRefusedWithAReason() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "these are notes and no recording at all");
        assertThatThrownBy(() -> IncidentFile.open(text))
                .isInstanceOf(IncidentException.class)
                .hasMessageContaining("is no recording");
        assertThatThrownBy(() -> IncidentFile.open(folder.resolve("missing")))
                .isInstanceOf(IncidentException.class)
                .hasMessageContaining("cannot be read");
        Path later = folder.resolve("later");
        Files.write(
                later,
                ByteBuffer.allocate(16).putLong(IncidentWriter.MAGIC).putInt(9).array());
        assertThatThrownBy(() -> IncidentFile.open(later))
                .isInstanceOf(IncidentException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void anAlertBeginsARecordingWithWhatWasBeforeAndCalmEndsIt() throws Exception {
        RecorderSettings settings = RecorderSettings.in(folder, true);
        try (Recording recording = new Recording(settings)) {
            Attack attack = new Attack(recording::accept);
            RecordingState begun = RecordingState.NONE;
            for (int second = attack.step(); second < 300; second = attack.step()) {
                recording.tick(attack.nanos(), attack.epochMillis());
                if (second == 35 || second == 60) {
                    recording.alerts(second == 35, second == 60, attack.nanos(), attack.epochMillis());
                }
                begun = second == 36 ? recording.state(attack.nanos()) : begun;
            }
            RecordingState ended = recording.state(attack.nanos());
            assertThat(begun.phase()).isEqualTo(RecordingState.Phase.AUTOMATIC);
            assertThat(ended.phase()).isEqualTo(RecordingState.Phase.WAITING);
            assertThat(ended.notice()).startsWith("Saved as").contains("Calm again");
            assertThat(ended.failed()).isFalse();
            try (IncidentFile file = IncidentFile.open(Path.of(begun.file()))) {
                Replayer replayer = new Replayer(file, "");
                assertThat(replayer.beginMillis()).isLessThanOrEqualTo(Attack.START + 1_000);
                assertThat(replayer.endMillis()).isEqualTo(Attack.START + 180_000);
            }
        }
    }

    @Test
    void anAlertThatLastsEndsNoRecordingAndANewOneBeginsTheNext() throws Exception {
        try (Recording recording = new Recording(RecorderSettings.in(folder, true))) {
            Attack attack = new Attack(recording::accept);
            Set<String> files = new TreeSet<>();
            for (int second = attack.step(); second < 600; second = attack.step()) {
                recording.tick(attack.nanos(), attack.epochMillis());
                if (second == 30 || second == 400) {
                    recording.alerts(true, second == 400, attack.nanos(), attack.epochMillis());
                } else if (second == 60) {
                    recording.alerts(false, true, attack.nanos(), attack.epochMillis());
                }
                files.add(recording.state(attack.nanos()).file());
            }
            assertThat(files).as("none, one, another").hasSize(3);
        }
    }

    @Test
    void aFullFileIsFollowedByTheNextAndAFullFolderEndsRecording() throws Exception {
        RecorderSettings settings =
                new RecorderSettings(folder, true, RecorderSettings.LEAST_FILE_BYTES, 150 << 10, 1_000, 1 << 20, 1_000);
        try (Recording recording = new Recording(settings)) {
            Attack attack = new Attack(recording::accept);
            recording.start(Optional.empty(), attack.nanos(), attack.epochMillis());
            for (int second = attack.step(); second < 1_500; second = attack.step()) {
                recording.tick(attack.nanos(), attack.epochMillis());
            }
            assertThat(recording.state(attack.nanos()).phase()).isEqualTo(RecordingState.Phase.WAITING);
            assertThat(recording.state(attack.nanos()).notice()).contains("move some away");
            assertThat(recording.state(attack.nanos()).failed())
                    .as("an alert must say so")
                    .isTrue();
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        assertThat(files).hasSize(2);
        for (Path path : files) {
            assertThat(Files.size(path)).isLessThanOrEqualTo(RecorderSettings.LEAST_FILE_BYTES);
            try (IncidentFile file = IncidentFile.open(path)) {
                FleetModel model = new FleetModel(List.of());
                Replayer replayer = new Replayer(file, "");
                seek(replayer, model, replayer.endMillis());
                assertThat(model.nats().get().isUp()).isTrue();
                assertThat(model.region("apac").orElseThrow().state().get().liveNodes())
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void aRecordingThatAPersonNamedEndsAtItsSizeAndSaysSo() throws Exception {
        RecorderSettings settings = new RecorderSettings(
                folder.resolve("shelf"), false, RecorderSettings.LEAST_FILE_BYTES, 1 << 30, 1_000, 1 << 20, 1_000);
        Path named = folder.resolve("named.sbincident");
        try (Recording recording = new Recording(settings)) {
            Attack attack = new Attack(recording::accept);
            recording.start(Optional.of(named), attack.nanos(), attack.epochMillis());
            for (int second = attack.step(); second < 1_500; second = attack.step()) {
                recording.tick(attack.nanos(), attack.epochMillis());
            }
            assertThat(recording.state(attack.nanos()).notice()).contains("has reached its 64 KB");
        }
        assertThat(Files.size(named)).isLessThanOrEqualTo(RecorderSettings.LEAST_FILE_BYTES);
    }

    private Attack record(Path path, Map<Integer, Shown> live) {
        try (Recording recording = new Recording(RecorderSettings.in(folder, false))) {
            Attack attack = new Attack(recording::accept);
            recording.start(Optional.of(path), attack.nanos(), attack.epochMillis());
            for (int second = 1; second <= SECONDS; second++) {
                attack.step();
                recording.tick(attack.nanos(), attack.epochMillis());
                live.put(second, Shown.of(attack.live));
            }
            return attack;
        }
    }

    private static void seek(Replayer replayer, FleetModel model, long epochMillis) {
        Replayer.Rewind rewind = replayer.rewind(epochMillis);
        model.incident().rewind(rewind.past());
        apply(rewind.steps(), model, new FleetInbox());
    }

    private static void apply(List<Replayer.Step> steps, FleetModel model, FleetInbox inbox) {
        for (Replayer.Step step : steps) {
            step.updates().forEach(inbox::offer);
            model.drain(inbox, step.nanos(), step.epochMillis());
        }
    }
}
