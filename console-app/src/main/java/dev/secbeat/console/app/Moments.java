// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.incident.SoFar;
import dev.secbeat.console.model.AlertLog;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.application.Platform;

/**
 * Which moment of the fleet is shown: now, or one of its past. FX thread only, {@link #endSession} excepted.
 */
final class Moments {
    /** So far back a key leads, milliseconds: what made somebody press it has just happened. */
    private static final long A_LITTLE_MILLIS = 30_000;

    private final Supplier<Optional<Visit>> visit;
    private final InstantSource clock;
    private final Runnable before;
    private final Runnable draw;
    private Optional<LookBack> past = Optional.empty();
    private volatile boolean ended;

    /**
     * Now, to begin with.
     *
     * @param before runs while the window still stands that {@code draw} makes anew
     */
    Moments(Supplier<Optional<Visit>> visit, InstantSource clock, Runnable before, Runnable draw) {
        this.visit = visit;
        this.clock = clock;
        this.before = before;
        this.draw = draw;
    }

    /** Whether what is shown is past. */
    boolean isPast() {
        return past.isPresent();
    }

    /** Whether {@link #toggle} does anything. */
    boolean canChange() {
        return isPast()
                || visit.get()
                        .filter(now -> now.session()
                                        .model()
                                        .incident()
                                        .recording()
                                        .get()
                                        .preRollMillis()
                                > 0)
                        .isPresent();
    }

    /** To how the fleet was a little ago, or back to how it is. */
    void toggle() {
        show(isPast() ? Optional.empty() : Optional.of(clock.millis() - A_LITTLE_MILLIS));
    }

    /** Shows the fleet as it was at a moment, epoch milliseconds, or as it is; the session with it goes on in both. */
    void show(Optional<Long> moment) {
        if (moment.isPresent()) {
            visit.get()
                    .ifPresent(asked -> asked.session()
                            .soFar(known -> Platform.runLater(() -> lookBack(asked, known, moment.get()))));
        } else if (isPast()) {
            change(Optional.empty());
        }
    }

    private void lookBack(Visit asked, SoFar known, long moment) {
        boolean stands = !ended && visit.get().filter(asked::equals).isPresent();
        if (stands && !known.isEmpty() && !isPast()) {
            change(Optional.of(new LookBack(IncidentSource.of(known), moment, asked.alerts())));
        }
    }

    private void change(Optional<LookBack> next) {
        before.run();
        past.ifPresent(LookBack::close);
        past = next;
        draw.run();
        past.ifPresent(LookBack::start);
    }

    /** What fills the window. */
    Session session(Visit now) {
        return past.<Session>map(LookBack::session).orElseGet(now::session);
    }

    /** The alerts of the moment that is shown. */
    AlertLog alerts(Visit now) {
        return past.map(LookBack::alerts).orElseGet(now::alerts);
    }

    /** Gives up the past, with the fleet. */
    void close() {
        past.ifPresent(LookBack::close);
        past = Optional.empty();
    }

    /** Gives back what is read for it, at the end of the console; any thread. */
    void endSession() {
        ended = true;
        past.ifPresent(LookBack::endSession);
    }
}
