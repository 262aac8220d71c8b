// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BoardBuilder;
import dev.secbeat.console.model.Past;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.RateHistory;
import dev.secbeat.console.model.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a recording into what a model has to take in to show its moments, one after another or from any of them on.
 * Confined to one thread, which may read files.
 */
public final class Replayer {
    /** A step is as long as the time between two heartbeats: rates and charts come out as they did. */
    private static final long STEP_NANOS = 1_000_000_000L;

    /** So much is shown of the time before a moment, where it is quickly read. */
    private static final long WARM_UP_NANOS = 60_000_000_000L;

    /** Bytes before compression that are quickly read. */
    private static final long QUICK_BYTES = 8 << 20;

    /**
     * What the model takes in and then is drained.
     *
     * @param nanos the monotonic clock at its end
     * @param epochMillis the wall clock
     */
    public record Step(List<Update> updates, long nanos, long epochMillis) {}

    /** Another moment: what was before, and steps up to it. */
    public record Rewind(Past past, List<Step> steps) {}

    private final IncidentFile file;
    private final Update.Rights rights;
    private final Deque<Timed> pending = new ArrayDeque<>();
    private BoardBuilder boards = new BoardBuilder();
    private int nextBlock;
    private int nextEvent;
    private long atNanos;
    private long boardNanos = Long.MIN_VALUE;

    /** Before the first moment, by the name of the file. */
    Replayer(IncidentFile file, String whyReadOnly) {
        this(file, String.valueOf(file.path().getFileName()), whyReadOnly);
    }

    /**
     * Before the first moment; call {@link #rewind} first.
     *
     * @param name shown in place of a profile's
     * @param whyReadOnly what the console says where an act would be
     */
    public Replayer(IncidentFile file, String name, String whyReadOnly) {
        this.file = file;
        rights = new Update.Rights(Access.readOnly(name, whyReadOnly));
    }

    /** First moment, epoch milliseconds. */
    public long beginMillis() {
        return file.epochMillis(file.beginNanos());
    }

    /** Last moment, epoch milliseconds. */
    public long endMillis() {
        return file.epochMillis(file.endNanos());
    }

    /** The moment that was asked for last, epoch milliseconds. */
    public long positionMillis() {
        return file.epochMillis(atNanos);
    }

    /** Whether there is nothing more. */
    public boolean isAtEnd() {
        return atNanos >= file.endNanos();
    }

    /** Goes to the moment at which the wall clock showed this. */
    public Rewind rewind(long epochMillis) {
        long target = file.nanos(epochMillis);
        int keyframe = keyframe(target);
        boards = new BoardBuilder();
        boardNanos = Long.MIN_VALUE;
        pending.clear();
        List<Timed> known =
                keyframe < 0 ? List.of() : file.updates(file.keyframes().get(keyframe));
        atNanos = keyframe < 0
                ? file.beginNanos()
                : file.keyframes().get(keyframe).head().lastNanos();
        Past past = past(known, atNanos);
        List<Update> first = new ArrayList<>();
        known.stream()
                .map(Timed::update)
                .filter(update -> !(update instanceof Update.Heartbeat))
                .forEach(update -> first.add(readOnly(update)));
        first.add(rights);
        skipTelemetry(atNanos);
        List<Step> steps = new ArrayList<>();
        steps.add(step(first, atNanos));
        steps.addAll(to(target));
        return new Rewind(past, steps);
    }

    /** Goes on by so many milliseconds, at most to the end. */
    public List<Step> advance(long millis) {
        return to(Math.min(file.endNanos(), atNanos + millis * 1_000_000));
    }

    /** The keyframe to begin with: a minute before, if that is quickly read; -1 when there is none before. */
    private int keyframe(long target) {
        int found = -1;
        for (int i = 0; i < file.keyframes().size(); i++) {
            long at = file.keyframes().get(i).head().lastNanos();
            boolean early = at <= target - WARM_UP_NANOS;
            boolean slow =
                    found >= 0 && rawBytes(file.keyframes().get(found).head().lastNanos(), target) > QUICK_BYTES;
            if (at <= target && (found < 0 || early || slow)) {
                found = i;
            }
        }
        return found;
    }

    private long rawBytes(long fromNanos, long toNanos) {
        return file.telemetry().stream()
                .map(BlockReader.Found::head)
                .filter(head -> head.lastNanos() > fromNanos && head.firstNanos() <= toNanos)
                .mapToLong(Block.Head::rawBytes)
                .sum();
    }

    private Past past(List<Timed> keyframe, long nanos) {
        List<Past.Event> events = new ArrayList<>();
        Map<String, List<Past.Pair>> metered = new HashMap<>();
        nextEvent = 0;
        while (nextEvent < file.events().size() && file.events().get(nextEvent).nanos() <= nanos) {
            Timed timed = file.events().get(nextEvent++);
            hear(timed);
            if (timed.update() instanceof Update.Each each) {
                events.add(new Past.Event(each, timed.epochMillis()));
            } else if (timed.update() instanceof Update.Metrics metrics) {
                metrics.samples()
                        .forEach(sample -> metered.computeIfAbsent(sample.regionId(), id -> new ArrayList<>())
                                .add(new Past.Pair(sample.passedPerSecond(), sample.droppedPerSecond())));
            }
        }
        List<Update.Heartbeat> heartbeats = new ArrayList<>();
        for (Timed timed : keyframe) {
            hear(timed);
            if (timed.update() instanceof Update.Heartbeat beat) {
                heartbeats.add(beat);
            }
        }
        return new Past(events, heartbeats, histories(nanos), newest(metered));
    }

    private Map<String, List<Past.Pair>> histories(long nanos) {
        Map<String, List<Past.Pair>> histories = new HashMap<>();
        int last = file.before(nanos);
        for (int i = Math.max(0, last - RateHistory.CAPACITY); i <= last; i++) {
            for (Pulse.OfRegion region : file.beats().get(i).pulse().regions()) {
                histories
                        .computeIfAbsent(region.regionId(), id -> new ArrayList<>())
                        .add(new Past.Pair(region.passed(), region.dropped()));
            }
        }
        return histories;
    }

    private static Map<String, List<Past.Pair>> newest(Map<String, List<Past.Pair>> all) {
        Map<String, List<Past.Pair>> newest = new HashMap<>();
        all.forEach((id, pairs) ->
                newest.put(id, pairs.subList(Math.max(0, pairs.size() - RateHistory.CAPACITY), pairs.size())));
        return newest;
    }

    private void skipTelemetry(long nanos) {
        nextBlock = 0;
        while (nextBlock < file.telemetry().size()
                && file.telemetry().get(nextBlock).head().lastNanos() <= nanos) {
            nextBlock++;
        }
    }

    private List<Step> to(long target) {
        List<Step> steps = new ArrayList<>();
        while (atNanos < target) {
            long end = Math.min(target, atNanos + STEP_NANOS);
            List<Timed> heard = new ArrayList<>();
            takeEvents(end, heard);
            takeTelemetry(end, heard);
            heard.sort(Comparator.comparingLong(Timed::nanos));
            heard.forEach(this::hear);
            atNanos = end;
            steps.add(step(heard.stream().map(Timed::update).map(this::readOnly).toList(), end));
        }
        return steps;
    }

    private Step step(List<Update> heard, long nanos) {
        long epochMillis = file.epochMillis(nanos);
        List<Update> updates = new ArrayList<>(heard);
        if (boardNanos == Long.MIN_VALUE || nanos - boardNanos >= STEP_NANOS) {
            boardNanos = nanos; // each board is one sample of the trends
            updates.add(new Update.Boards(boards.build(nanos, epochMillis)));
        }
        return new Step(updates, nanos, epochMillis);
    }

    private void takeEvents(long end, List<Timed> into) {
        while (nextEvent < file.events().size() && file.events().get(nextEvent).nanos() <= end) {
            into.add(file.events().get(nextEvent++));
        }
    }

    private void takeTelemetry(long end, List<Timed> into) {
        while (nextBlock < file.telemetry().size()
                && file.telemetry().get(nextBlock).head().firstNanos() <= end) {
            long from = atNanos;
            file.updates(file.telemetry().get(nextBlock++)).stream()
                    .filter(timed -> timed.nanos() > from)
                    .forEach(pending::addLast);
        }
        while (!pending.isEmpty() && pending.peekFirst().nanos() <= end) {
            into.add(pending.removeFirst());
        }
    }

    private void hear(Timed timed) {
        switch (timed.update()) {
            case Update.Heartbeat beat -> boards.accept(beat.status(), beat.receivedNanos());
            case Update.Happened happened -> boards.accept(happened.event());
            default -> {}
        }
    }

    /** Whatever the recording console was allowed to do, a replay does nothing. */
    private Update readOnly(Update update) {
        return update instanceof Update.Rights ? rights : update;
    }
}
