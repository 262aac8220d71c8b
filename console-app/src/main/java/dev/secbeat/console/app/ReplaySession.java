// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.incident.IncidentException;
import dev.secbeat.console.incident.IncidentFile;
import dev.secbeat.console.incident.RecordedRates;
import dev.secbeat.console.incident.Replayer;
import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.CommandState;
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
    private final Optional<Long> heldAt;
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
    private volatile List<CommandState> commands = List.of();
    private boolean auditAsked;
    private Optional<Replayer.Step> shown = Optional.empty();

    /** A session that is not started yet and then plays from the beginning. */
    ReplaySession(IncidentSource source) {
        this(source, Optional.empty());
    }

    /** @param heldAt the moment that it shows, epoch milliseconds, without playing on; empty to play from the beginning */
    ReplaySession(IncidentSource source, Optional<Long> heldAt) {
        this.source = source;
        this.heldAt = heldAt;
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
        // There is no fleet; views know that from the model. What would wait for an answer gets one.
        switch (intent) {
            case Intent.AskRates(RateQuestion question) ->
                answer(question, model.now().get());
            case Intent.ReadAudit any -> {
                auditAsked = true;
                run(() -> Platform.runLater(() -> {
                    tellAudit();
                    settle();
                }));
            }
            case Intent.WatchSamples any -> {}
            case Intent.WatchSources any -> {}
            case Intent.AskOrigins any -> {}
            case Intent.Act any -> {}
        }
    }

    private void answer(RateQuestion question, long nowMillis) {
        run(() -> {
            inbox.offer(new Update.Rated(file.map(
                            open -> RecordedRates.answer(open.story().pulses(), question, nowMillis))
                    .orElseGet(() -> RateAnswer.failed(question, nowMillis, Messages.of("incident.replay.no-rates")))));
            Platform.runLater(this::settle);
        });
    }

    /** What the recording holds of the trail stays; whoever asks for more is told that there is none. */
    private void tellAudit() {
        AuditBoard held = model.actions().audit().get();
        if (auditAsked && held.phase() != AuditBoard.Phase.AWAY) {
            inbox.offer(new Update.Audited(held.away(Messages.of("incident.replay.no-trail"))));
        }
    }

    /** Takes in an answer at the moment that is shown, also while the replay is held. FX thread. */
    private void settle() {
        shown.filter(step -> !drawing.get()).ifPresent(step -> model.drain(inbox, step.nanos(), step.epochMillis()));
    }

    @Override
    public List<CommandState> commands() {
        return commands;
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
            case Intent.LookBack any -> {}
            case Intent.BackToLive any -> {}
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
            commands = opened.commands();
            String why = heldAt.isPresent() ? "incident.past.read-only" : "incident.replay.read-only";
            Replayer started = new Replayer(opened, name, Messages.of(why));
            replayer = Optional.of(started);
            playing = heldAt.isEmpty();
            long first = Math.clamp(heldAt.orElse(0L), started.beginMillis(), started.endMillis());
            show(started.rewind(first), Optional.of(new Update.Story(opened.story())));
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
                past.ifPresent(before -> {
                    model.incident().rewind(before);
                    tellAudit();
                });
                story.ifPresent(inbox::offer);
                for (int i = 0; i < steps.size(); i++) {
                    Replayer.Step step = steps.get(i);
                    step.updates().forEach(inbox::offer);
                    if (i == steps.size() - 1) {
                        inbox.offer(state);
                    }
                    model.drain(inbox, step.nanos(), step.epochMillis());
                    shown = Optional.of(step);
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
