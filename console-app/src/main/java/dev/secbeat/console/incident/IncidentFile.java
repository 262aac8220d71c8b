// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CommandHistory;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.StoryBook;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.json.DecodeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;

/**
 * A recording that was opened: what happened is in memory, heartbeats are read when their moment is shown. Confined to one
 * thread.
 */
public final class IncidentFile implements AutoCloseable {
    private static final int MAX_EVENTS = 300_000;
    private static final int MAX_PULSES = 100_000;
    private static final Comparator<BlockReader.Found> BY_END =
            Comparator.comparingLong(found -> found.head().lastNanos());

    /** The fleet's pulse at a moment of the monotonic clock. */
    record Beat(long nanos, Pulse pulse) {}

    private final Path path;
    private final FileChannel file;
    private final BlockReader reader;
    private final Reading reading = new Reading();
    private final List<BlockReader.Found> telemetry = new ArrayList<>();
    private final List<BlockReader.Found> keyframes = new ArrayList<>();
    private final List<Timed> events = new ArrayList<>();
    private final List<Beat> beats = new ArrayList<>();
    private final StoryBook book = new StoryBook(MAX_PULSES);
    private IncidentStory story = IncidentStory.EMPTY;

    private IncidentFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
        reader = new BlockReader(file);
    }

    /**
     * Opens a recording; it may still grow, or have been cut short by a crash.
     *
     * @throws IncidentException when it is none, or nothing in it can be read
     */
    public static IncidentFile open(Path path) throws IncidentException {
        try {
            IncidentFile opened = new IncidentFile(path, FileChannel.open(path, StandardOpenOption.READ));
            try {
                opened.checkHead();
                opened.index();
                return opened;
            } catch (IOException | IncidentException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IncidentException(Messages.of("incident.open.unreadable", path, e), e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** What happened. */
    public IncidentStory story() {
        return story;
    }

    /** All orders of the console that recorded, newest first, as they stood at the end. */
    public List<CommandState> commands() {
        return CommandHistory.of(events.stream().map(Timed::update).toList(), endNanos());
    }

    /** What an operator should know of how it could be read; empty when all could. */
    public String notice() {
        return reading.notice();
    }

    /** Records of kinds that this version does not know: they were passed over. */
    public long unknownRecords() {
        return reading.unknownRecords();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The first moment that can be shown, by the monotonic clock. */
    long beginNanos() {
        return keyframes.isEmpty()
                ? beats.getFirst().nanos()
                : keyframes.getFirst().head().lastNanos();
    }

    /** The last moment. */
    long endNanos() {
        long last = beats.isEmpty() ? Long.MIN_VALUE : beats.getLast().nanos();
        for (BlockReader.Found found : telemetry) {
            last = Math.max(last, found.head().lastNanos());
        }
        return Math.max(last, beginNanos());
    }

    /** What happened, in order. */
    List<Timed> events() {
        return events;
    }

    List<Beat> beats() {
        return beats;
    }

    List<BlockReader.Found> telemetry() {
        return telemetry;
    }

    List<BlockReader.Found> keyframes() {
        return keyframes;
    }

    /** The wall clock at a moment of the monotonic one. */
    long epochMillis(long nanos) {
        Beat near = beats.get(Math.max(0, before(nanos)));
        return near.pulse().epochMillis() + (nanos - near.nanos()) / 1_000_000;
    }

    /** The moment at which the wall clock showed this; of several, the last. */
    long nanos(long epochMillis) {
        Beat near = beats.getFirst();
        for (Beat beat : beats) {
            if (beat.pulse().epochMillis() <= epochMillis) {
                near = beat;
            }
        }
        long nanos = near.nanos() + (epochMillis - near.pulse().epochMillis()) * 1_000_000;
        return Math.clamp(nanos, beginNanos(), endNanos());
    }

    /** The updates of a block; what cannot be read is counted. */
    List<Timed> updates(BlockReader.Found found) {
        List<Timed> updates = new ArrayList<>();
        for (StoredRecord stored : records(found)) {
            decode(stored).ifPresent(update -> updates.add(new Timed(update, stored.nanos(), stored.epochMillis())));
        }
        return updates;
    }

    /** Index of the last beat at or before {@code nanos}; -1 when there is none. */
    int before(long nanos) {
        int low = 0;
        int high = beats.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (beats.get(middle).nanos() <= nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private void checkHead() throws IOException, IncidentException {
        ByteBuffer head = ByteBuffer.allocate(IncidentWriter.HEAD);
        while (head.hasRemaining() && file.read(head, head.position()) >= 0) {
            // Until there is no more.
        }
        if (head.flip().remaining() < IncidentWriter.HEAD || head.getLong() != IncidentWriter.MAGIC) {
            throw new IncidentException(Messages.of("incident.open.no-recording", path));
        }
        int version = head.getInt();
        if (version != IncidentWriter.VERSION) {
            throw new IncidentException(Messages.of("incident.open.version", path, version, IncidentWriter.VERSION));
        }
    }

    private void index() throws IOException, IncidentException {
        List<BlockReader.Found> all = reader.find();
        reading.cut(file.size() - BlockReader.endOf(all));
        for (BlockReader.Found found : all) {
            BlockKind kind = BlockKind.of(found.head().kind());
            if (kind == null || !found.head().isReadable()) {
                reading.damagedBlock();
                continue;
            }
            switch (kind) {
                case EVENTS -> records(found).forEach(this::event);
                case TELEMETRY -> telemetry.add(found);
                case KEYFRAME -> keyframes.add(found);
            }
        }
        if (beats.isEmpty()) {
            throw new IncidentException(Messages.of("incident.open.empty", path));
        }
        telemetry.sort(Comparator.comparingLong(found -> found.head().firstNanos()));
        keyframes.sort(BY_END);
        events.sort(Comparator.comparingLong(Timed::nanos));
        beats.sort(Comparator.comparingLong(Beat::nanos));
        story = book.story();
    }

    private List<StoredRecord> records(BlockReader.Found found) {
        try {
            return reader.records(found);
        } catch (IOException | DataFormatException e) {
            reading.damagedBlock();
            return List.of();
        }
    }

    private void event(StoredRecord stored) {
        if (events.size() >= MAX_EVENTS) {
            reading.leftOut();
            return;
        }
        try {
            FieldReader in = new FieldReader(stored.payload());
            RecordKind kind = RecordKind.of(stored.kind()).orElse(RecordKind.HEARTBEAT);
            switch (kind) {
                case PULSE -> {
                    Pulse pulse = OwnWords.pulse(in, stored.epochMillis());
                    beats.add(new Beat(stored.nanos(), pulse));
                    book.accept(pulse);
                }
                case FIRST_SEEN -> book.seen(in.text(), in.number());
                case NOTE -> book.note(new String(stored.payload(), StandardCharsets.UTF_8), stored.epochMillis());
                default ->
                    decode(stored).ifPresent(update -> {
                        events.add(new Timed(update, stored.nanos(), stored.epochMillis()));
                        book.accept(update, stored.epochMillis());
                    });
            }
        } catch (IllegalArgumentException e) {
            reading.undecodable();
        }
    }

    private Optional<Update> decode(StoredRecord stored) {
        if (RecordKind.of(stored.kind()).isEmpty()) {
            reading.unknown();
            return Optional.empty();
        }
        try {
            return UpdateCodec.decode(stored);
        } catch (DecodeException e) {
            reading.undecodable();
            return Optional.empty();
        }
    }
}
