// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.PulseTaker;
import dev.secbeat.console.model.RecordingState;
import dev.secbeat.console.model.StoryBook;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What recording is, without a thread or a clock of its own: takes updates, tells the story, keeps the pre-roll, writes
 * the file. Confined to one thread.
 */
final class Recording implements AutoCloseable {
    private static final long PULSE_NANOS = 1_000_000_000L;
    private static final long KEYFRAME_NANOS = 10_000_000_000L;
    private static final long BEAT_NANOS = 900_000_000L;
    private static final int MAX_NODES = 4_096;
    private static final int STORY_PULSES = 1_800;

    private final RecorderSettings settings;
    private final Shelf shelf;
    private final Keeper keeper = new Keeper();
    private final PulseTaker pulses = new PulseTaker();
    private final StoryBook story = new StoryBook(STORY_PULSES);
    private final PreRoll preRoll;
    private final BlockBuffer events = new BlockBuffer(BlockKind.EVENTS);
    private final BlockBuffer telemetry = new BlockBuffer(BlockKind.TELEMETRY);
    private final BlockBuffer keyframes = new BlockBuffer(BlockKind.KEYFRAME);
    private final Map<NodeId, Long> stored = new HashMap<>();
    private Optional<IncidentWriter> file = Optional.empty();
    private RecordingState.Phase phase = RecordingState.Phase.WAITING;
    private long sinceMillis;
    private long nextPulseNanos = Long.MIN_VALUE;
    private long nextKeyframeNanos = Long.MIN_VALUE;
    private long calmSinceNanos;
    private boolean isCalm = true;
    private long lost;
    private String notice = "";
    private boolean failed;

    Recording(RecorderSettings settings) {
        this.settings = settings;
        shelf = new Shelf(settings);
        preRoll = new PreRoll(settings.preRollMillis(), Math.min(settings.preRollBytes(), settings.maxFileBytes() / 4));
    }

    /** Takes in an update. */
    void accept(Timed timed) {
        Update update = timed.update();
        keeper.accept(timed);
        pulses.accept(update);
        story.accept(update, timed.epochMillis());
        if (update instanceof Update.Happened(FleetEvent.Detected found)) {
            firstSeen(found, timed);
        }
        if (!(update instanceof Update.Heartbeat beat) || isDue(beat)) {
            UpdateCodec.encode(update, timed.nanos(), timed.epochMillis()).ifPresent(this::store);
        }
    }

    /** One heartbeat a second is enough for a replay to show a node as it was, fresh or silent. */
    private boolean isDue(Update.Heartbeat beat) {
        NodeId node = beat.status().node();
        Long before = stored.get(node);
        boolean due = before == null || beat.receivedNanos() - before >= BEAT_NANOS;
        if (due && (before != null || stored.size() < MAX_NODES)) {
            stored.put(node, beat.receivedNanos());
        }
        return due;
    }

    /** Once in a while: the pulse, the keyframe, what is due to be written, and the end of an automatic recording. */
    void tick(long nowNanos, long epochMillis) {
        if (isDue(nextPulseNanos, nowNanos)) {
            nextPulseNanos = nowNanos + PULSE_NANOS;
            Pulse pulse = pulses.pulse(nowNanos, epochMillis);
            story.accept(pulse);
            UpdateCodec.of(RecordKind.PULSE, nowNanos, epochMillis, OwnWords.pulse(pulse))
                    .ifPresent(this::store);
            flush();
        }
        if (isDue(nextKeyframeNanos, nowNanos)) {
            keyframe(nowNanos, epochMillis);
        }
        boolean over = phase == RecordingState.Phase.AUTOMATIC
                && isCalm
                && nowNanos - calmSinceNanos >= settings.calmMillis() * 1_000_000;
        if (over) {
            stop(Messages.of("incident.notice.calm"));
        }
    }

    /** Alerts began, or what goes on became calm or no longer is. */
    void alerts(boolean begun, boolean calm, long nowNanos, long epochMillis) {
        if (isCalm != calm) {
            isCalm = calm;
            calmSinceNanos = nowNanos;
        }
        if (begun && settings.isAutomatic() && phase == RecordingState.Phase.WAITING) {
            begin(shelf.next(epochMillis), RecordingState.Phase.AUTOMATIC, nowNanos, epochMillis);
        }
    }

    /** A person wants a recording, which an automatic one becomes. */
    void start(Optional<Path> named, long nowNanos, long epochMillis) {
        if (phase == RecordingState.Phase.AUTOMATIC && named.isEmpty()) {
            phase = RecordingState.Phase.MANUAL;
        } else if (phase == RecordingState.Phase.WAITING) {
            begin(
                    named.map(Shelf::besides).or(() -> shelf.next(epochMillis)),
                    RecordingState.Phase.MANUAL,
                    nowNanos,
                    epochMillis);
        }
    }

    /** Ends the recording, if there is one, and says why. */
    void stop(String why) {
        flush();
        String path = file.map(open -> open.path().toString()).orElse("");
        file.ifPresent(this::close);
        file = Optional.empty();
        if (phase != RecordingState.Phase.WAITING) {
            phase = RecordingState.Phase.WAITING;
            notice = path.isEmpty() ? why : Messages.of("incident.notice.saved", path, why);
        }
    }

    /** So many updates more came faster than they could be taken. */
    void lost(long more, long nowNanos, long epochMillis) {
        lost += more;
        note(Messages.of("incident.told.lost-updates", Figures.grouped((double) more)), nowNanos, epochMillis);
    }

    /** All up to now; what is heard later is not in it. */
    SoFar soFar() {
        flush();
        return file.map(open -> SoFar.of(open.path(), open.bytes())).orElseGet(() -> SoFar.of(preRoll.blocks()));
    }

    IncidentStory story() {
        return story.story();
    }

    RecordingState state(long nowNanos) {
        return new RecordingState(
                phase,
                file.map(open -> open.path().toString()).orElse(""),
                file.map(IncidentWriter::bytes).orElse(0L),
                settings.maxFileBytes(),
                phase == RecordingState.Phase.WAITING ? 0 : sinceMillis,
                preRoll.millis(nowNanos),
                lost,
                notice,
                failed);
    }

    @Override
    public void close() {
        stop(Messages.of("incident.notice.closed"));
        events.close();
        telemetry.close();
        keyframes.close();
    }

    private void begin(Optional<Path> path, RecordingState.Phase next, long nowNanos, long epochMillis) {
        if (path.isEmpty()) {
            notice = shelf.trouble();
            failed = true;
            return;
        }
        try {
            flush();
            IncidentWriter writer = IncidentWriter.create(path.get());
            file = Optional.of(writer);
            phase = next;
            sinceMillis = epochMillis;
            notice = "";
            failed = false;
            List<Block> before = preRoll.blocks();
            for (Block block : before) {
                writer.append(block);
            }
            if (before.isEmpty()) {
                keyframe(nowNanos, epochMillis);
            }
            note(
                    Messages.of(
                            next == RecordingState.Phase.MANUAL
                                    ? "incident.told.record-asked"
                                    : "incident.told.record-alert"),
                    nowNanos,
                    epochMillis);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void firstSeen(FleetEvent.Detected found, Timed timed) {
        String source = found.source().toString();
        long first = story.firstSeenMillis(source);
        byte[] payload = new FieldWriter().text(source).number(first).bytes();
        UpdateCodec.of(RecordKind.FIRST_SEEN, timed.nanos(), timed.epochMillis(), payload)
                .ifPresent(this::store);
    }

    private void note(String text, long nowNanos, long epochMillis) {
        story.note(text, epochMillis);
        store(new StoredRecord(RecordKind.NOTE.number(), nowNanos, epochMillis, text.getBytes(StandardCharsets.UTF_8)));
    }

    private void keyframe(long nowNanos, long epochMillis) {
        nextKeyframeNanos = nowNanos + KEYFRAME_NANOS;
        flush();
        for (Timed timed : keeper.keyframe(nowNanos)) {
            UpdateCodec.encode(timed.update(), timed.nanos(), timed.epochMillis())
                    .ifPresent(keyframes::add);
        }
        // Its own moment ends it: before that, it does not hold yet.
        keyframes.add(new StoredRecord(RecordKind.NOTE.number(), nowNanos, epochMillis, new byte[0]));
        keyframes.seal().ifPresent(this::write);
    }

    private void store(StoredRecord stored) {
        boolean isEvent = RecordKind.of(stored.kind()).orElseThrow().block() == BlockKind.EVENTS;
        BlockBuffer buffer = isEvent ? events : telemetry;
        if (!buffer.add(stored)) {
            lost++;
        } else if (buffer.isFull()) {
            buffer.seal().ifPresent(this::write);
        }
    }

    private void flush() {
        events.seal().ifPresent(this::write);
        telemetry.seal().ifPresent(this::write);
    }

    private void write(Block block) {
        preRoll.add(block);
        file.ifPresent(open -> {
            try {
                if (open.hasBlocks() && open.bytes() + block.bytes() > settings.maxFileBytes()) {
                    full(open, block);
                } else {
                    open.append(block);
                    open.sync();
                }
            } catch (IOException e) {
                fail(e);
            }
        });
    }

    /** The next file of a row begins with a keyframe, as each file does; one that a person named has no next. */
    private void full(IncidentWriter open, Block block) throws IOException {
        Optional<Path> next = shelf.after(open.path());
        close(open);
        file = Optional.empty();
        if (next.isEmpty()) {
            phase = RecordingState.Phase.WAITING;
            String limit = Figures.grouped((double) (settings.maxFileBytes() >> 10));
            notice = Messages.of("incident.notice.full", open.path(), limit) + shelf.trouble();
            failed = true;
            return;
        }
        IncidentWriter writer = IncidentWriter.create(next.get());
        file = Optional.of(writer);
        notice = Messages.of("incident.notice.next", open.path());
        keyframe(block.lastNanos(), block.firstEpochMillis());
        writer.append(block);
    }

    private void close(IncidentWriter open) {
        try {
            open.close();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(IOException problem) {
        String path = file.map(open -> open.path().toString())
                .orElse(settings.folder().toString());
        file = Optional.empty();
        phase = RecordingState.Phase.WAITING;
        failed = true;
        notice = Messages.of("incident.notice.failed", path, String.valueOf(problem.getMessage()));
    }

    private static boolean isDue(long due, long nowNanos) {
        return due == Long.MIN_VALUE || nowNanos - due >= 0;
    }
}
