// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Update;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Records what flows into the model, on a thread of its own; tells the story and its own state once a second. Offering
 * never waits: what does not fit is counted, and the recording says so. Safe for all threads.
 */
public final class Recorder implements AutoCloseable {
    private static final int QUEUE = 4_096;
    private static final long PATIENCE_MILLIS = 200;
    private static final long CLOSE_MILLIS = 5_000;
    private static final long TELL_NANOS = 1_000_000_000L;

    /** What the thread is asked to do. */
    private sealed interface Item {
        record Heard(Timed timed) implements Item {}

        record Alerts(boolean begun, boolean calm) implements Item {}

        record Start(Optional<Path> named) implements Item {}

        record Stop(String why) implements Item {}

        record LookBack(Consumer<SoFar> taker) implements Item {}

        record Close() implements Item {}
    }

    private final Recording recording;
    private final InstantSource clock;
    private final Consumer<Update> sink;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Queue<Item> asked = new ConcurrentLinkedQueue<>();
    private final LongAdder refused = new LongAdder();
    private final Thread thread;
    private long told;
    private long tellNanos;

    private Recorder(RecorderSettings settings, InstantSource clock, Consumer<Update> sink) {
        recording = new Recording(settings);
        this.clock = clock;
        this.sink = sink;
        thread = Thread.ofPlatform().name("recorder").daemon().unstarted(this::run);
    }

    /**
     * Begins to listen.
     *
     * @param sink takes the story and the state; called on the recorder's thread, must not block
     */
    public static Recorder start(RecorderSettings settings, InstantSource clock, Consumer<Update> sink) {
        Recorder recorder = new Recorder(settings, clock, sink);
        recorder.thread.start();
        return recorder;
    }

    /** Takes an update; what is only worked out of others, or answers a view, is passed over. */
    public void offer(Update update) {
        switch (update) {
            case Update.Boards boards -> {}
            case Update.Listed listed -> {}
            case Update.Rated rated -> {}
            case Update.Located located -> {}
            case Update.Story story -> {}
            case Update.Recording state -> {}
            case Update.Replaying state -> {}
            case Update.Heartbeat beat -> put(update);
            case Update.Sampled sampled -> put(update);
            case Update.Latest latest -> put(update);
            case Update.Each each -> put(update);
        }
    }

    /**
     * Alerts began, or what goes on became calm or no longer is; see {@link Unrest}.
     *
     * @param begun begins a recording, where that is wanted
     * @param calm ends it after a while
     */
    public void alerts(boolean begun, boolean calm) {
        ask(new Item.Alerts(begun, calm));
    }

    /** Records from now on; into {@code named}, or into a file of the recorder's folder. */
    public void record(Optional<Path> named) {
        ask(new Item.Start(named));
    }

    /** Ends the recording and says why. */
    public void stop(String why) {
        ask(new Item.Stop(why));
    }

    /** Gives what it holds of the time up to now, on its own thread; the recording goes on. */
    public void soFar(Consumer<SoFar> taker) {
        ask(new Item.LookBack(taker));
    }

    /** Ends the recording and the thread; what was recorded is in the file then. */
    @Override
    public void close() {
        ask(new Item.Close());
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(Update update) {
        if (!queue.offer(new Item.Heard(new Timed(update, System.nanoTime(), clock.millis())))) {
            refused.increment();
        }
    }

    /** What a person asks for goes before what is heard. */
    private void ask(Item item) {
        asked.add(item);
    }

    private void run() {
        try (recording) {
            boolean open = true;
            while (open) {
                Item first = asked.poll();
                Item item = first != null ? first : queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                open = item == null || tried(item);
                long nowNanos = System.nanoTime();
                recording.tick(nowNanos, clock.millis());
                tell(nowNanos, item != null && !(item instanceof Item.Heard));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sink.accept(new Update.Recording(recording.state(System.nanoTime())));
    }

    /** What cannot be recorded must not end the recording of what can. */
    private boolean tried(Item item) {
        try {
            return carryOut(item);
        } catch (RuntimeException e) {
            refused.increment();
            return true;
        }
    }

    private boolean carryOut(Item item) {
        long nowNanos = System.nanoTime();
        switch (item) {
            case Item.Heard(Timed timed) -> recording.accept(timed);
            case Item.Alerts(boolean begun, boolean calm) -> recording.alerts(begun, calm, nowNanos, clock.millis());
            case Item.Start(Optional<Path> named) -> recording.start(named, nowNanos, clock.millis());
            case Item.Stop(String why) -> recording.stop(why);
            case Item.LookBack(Consumer<SoFar> taker) -> taker.accept(recording.soFar());
            case Item.Close() -> {
                return false;
            }
        }
        return true;
    }

    private void tell(long nowNanos, boolean atOnce) {
        if (!atOnce && nowNanos - tellNanos < TELL_NANOS) {
            return;
        }
        tellNanos = nowNanos;
        long refusedNow = refused.sum();
        if (refusedNow > told) {
            recording.lost(refusedNow - told, nowNanos, clock.millis());
            told = refusedNow;
        }
        sink.accept(new Update.Story(recording.story()));
        sink.accept(new Update.Recording(recording.state(nowNanos)));
    }
}
