// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.incident.IncidentException;
import dev.secbeat.console.incident.IncidentFile;
import dev.secbeat.console.incident.Replayer;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Past;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.model.ReplayState;
import dev.secbeat.console.model.Update;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Platform;

/**
 * A recording in place of a fleet. Files are read and moments put together on a thread of its own; the FX thread takes in
 * one piece at a time and is not given the next before it has.
 */
final class ReplaySession implements Session {
    private static final long TICK_MILLIS = 500;
    private static final int FASTEST = 16;

    private final IncidentSource source;
    private final String name;
    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of(), Places.shipped());
    private final AtomicBoolean drawing = new AtomicBoolean();
    private final AtomicReference<Optional<Long>> wanted = new AtomicReference<>(Optional.empty());
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("replay").daemon().factory());

    private Optional<IncidentFile> file = Optional.empty();
    private Optional<Replayer> replayer = Optional.empty();
    private boolean playing;
    private int speed = 1;

    /** A session that is not started yet. */
    ReplaySession(IncidentSource source) {
        this.source = source;
        name = source.name();
    }

    @Override
    public FleetModel model() {
        return model;
    }

    @Override
    public void start() {
        say(new ReplayState(name, 0, 0, 0, 1, false, true, ""));
        thread.execute(this::open);
        var _ = thread.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void carryOut(Intent.OfFleet intent) {
        // There is no fleet; views know that from the model's access. A chart is told, for it would wait.
        if (intent instanceof Intent.AskRates(RateQuestion question)) {
            String why = Messages.of("incident.replay.no-rates");
            inbox.offer(new Update.Rated(RateAnswer.failed(question, model.now().get(), why)));
        }
    }

    @Override
    public void carryOut(Intent.OfNode intent) {
        // A node that is told of in a recording is not here.
    }

    @Override
    public void carryOut(Intent.OfIncident intent) {
        switch (intent) {
            case Intent.PlayReplay(boolean on) -> run(() -> play(on));
            case Intent.SpeedReplay(int times) ->
                run(() -> {
                    speed = Math.clamp(times, 1, FASTEST);
                    tell(false);
                });
            case Intent.SeekReplay(long epochMillis) -> {
                wanted.set(Optional.of(epochMillis));
                run(this::seek);
            }
            case Intent.RecordIncident any -> {}
            case Intent.OpenIncident any -> {}
            case Intent.OpenSampleIncident any -> {}
            case Intent.ExportReport any -> {}
        }
    }

    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.execute(() -> {
                try {
                    if (file.isPresent()) {
                        file.get().close();
                    }
                    source.close();
                } catch (IOException e) {
                    System.err.println("secbeat console: while closing a recording: " + e.getMessage());
                }
            });
            thread.shutdown();
        }
    }

    private void run(Runnable work) {
        if (!thread.isShutdown()) {
            thread.execute(work);
        }
    }

    private void open() {
        try {
            IncidentFile opened = IncidentFile.open(source.open());
            file = Optional.of(opened);
            Replayer started = new Replayer(opened, name, Messages.of("incident.replay.read-only"));
            replayer = Optional.of(started);
            playing = true;
            show(started.rewind(started.beginMillis()), Optional.of(new Update.Story(opened.story())));
        } catch (IncidentException | IOException | RuntimeException e) {
            Platform.runLater(
                    () -> say(new ReplayState(name, 0, 0, 0, 1, false, false, String.valueOf(e.getMessage()))));
        }
    }

    private void tick() {
        replayer.filter(open -> playing && !drawing.get()).ifPresent(open -> {
            if (open.isAtEnd()) {
                play(false);
            } else {
                show(Optional.empty(), open.advance(TICK_MILLIS * speed), Optional.empty());
            }
        });
    }

    /** At its end a replay begins anew. */
    private void play(boolean on) {
        replayer.ifPresent(open -> {
            playing = on;
            if (on && open.isAtEnd()) {
                show(open.rewind(open.beginMillis()), Optional.empty());
            } else {
                tell(false);
            }
        });
    }

    /** Of several moments that were asked for meanwhile only the last is looked up. */
    private void seek() {
        wanted.getAndSet(Optional.empty())
                .ifPresent(epochMillis -> replayer.ifPresent(open -> {
                    tell(true);
                    show(open.rewind(epochMillis), Optional.empty());
                }));
    }

    private void show(Replayer.Rewind rewind, Optional<Update> story) {
        show(Optional.of(rewind.past()), rewind.steps(), story);
    }

    private void show(Optional<Past> past, List<Replayer.Step> steps, Optional<Update> story) {
        Update state = new Update.Replaying(state(false));
        drawing.set(true);
        Platform.runLater(() -> {
            try {
                past.ifPresent(model::rewind);
                story.ifPresent(inbox::offer);
                for (int i = 0; i < steps.size(); i++) {
                    Replayer.Step step = steps.get(i);
                    step.updates().forEach(inbox::offer);
                    if (i == steps.size() - 1) {
                        inbox.offer(state);
                    }
                    model.drain(inbox, step.nanos(), step.epochMillis());
                }
            } finally {
                drawing.set(false);
            }
        });
    }

    /** Says how the replay stands while its moment stays. */
    private void tell(boolean seeking) {
        ReplayState state = state(seeking);
        Platform.runLater(() -> say(state));
    }

    private void say(ReplayState state) {
        model.incident().show(state);
    }

    private ReplayState state(boolean seeking) {
        return replayer.map(open -> new ReplayState(
                        name,
                        open.beginMillis(),
                        open.endMillis(),
                        open.positionMillis(),
                        speed,
                        playing,
                        seeking,
                        file.map(IncidentFile::notice).orElse("")))
                .orElse(ReplayState.LIVE);
    }
}
