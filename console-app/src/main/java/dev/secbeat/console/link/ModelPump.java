// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Pace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;

/**
 * Drains the inbox into the model on the FX thread, at most once per interval and never twice at a time: a busy FX thread
 * is not given more to do. A drain is spread over as many pulses as it takes, and what views redraw after it with it; in
 * between the machine sleeps.
 */
public final class ModelPump implements AutoCloseable {
    private final FleetModel model;
    private final FleetInbox inbox;
    private final InstantSource clock;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("model-pump").daemon().factory());

    private ModelPump(FleetModel model, FleetInbox inbox, InstantSource clock) {
        this.model = model;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** Begins to drain each {@code interval}; needs a running FX platform. */
    public static ModelPump start(FleetModel model, FleetInbox inbox, Duration interval, InstantSource clock) {
        ModelPump pump = new ModelPump(model, inbox, clock);
        Platform.runLater(() -> new Pulses(model.pace()).drive());
        var _ = pump.thread.scheduleAtFixedRate(pump::tick, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return pump;
    }

    /** Ends draining. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Works in each pulse while something waits; without, there is no pulse at all. FX thread only. */
    private static final class Pulses extends AnimationTimer {
        private final Pace pace;

        Pulses(Pace pace) {
            this.pace = pace;
        }

        void drive() {
            pace.drive(this::start);
        }

        @Override
        public void handle(long now) {
            if (pace.pulse() == 0) {
                stop();
            }
        }
    }

    private void tick() {
        if (waiting.compareAndSet(false, true)) {
            Platform.runLater(this::drain);
        }
    }

    private void drain() {
        try {
            model.drain(inbox, System.nanoTime(), clock.millis());
        } finally {
            model.pace().soon(this, () -> waiting.set(false)); // its turn comes after the last step
        }
    }
}
