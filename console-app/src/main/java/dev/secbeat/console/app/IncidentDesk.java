// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.incident.ReportPage;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Carries out what is wanted of recordings: asks for files, opens windows, saves reports. FX thread only. */
final class IncidentDesk {
    private final Supplier<Window> owner;
    private final Consumer<IncidentSource> replays;
    private final Consumer<Optional<Long>> moments;

    /**
     * A desk.
     *
     * @param replays shows a recording
     * @param moments shows the fleet as it was at a moment, epoch milliseconds, or as it is
     */
    IncidentDesk(Supplier<Window> owner, Consumer<IncidentSource> replays, Consumer<Optional<Long>> moments) {
        this.owner = owner;
        this.replays = replays;
        this.moments = moments;
    }

    /** Carries out what is wanted in the window of {@code session}. */
    void carryOut(Session session, Intent.OfIncident intent) {
        switch (intent) {
            case Intent.OpenIncident any -> open();
            case Intent.OpenSampleIncident any -> openSample();
            case Intent.ExportReport any -> export(session);
            case Intent.RecordIncident any -> session.carryOut(intent);
            case Intent.PlayReplay any -> session.carryOut(intent);
            case Intent.SpeedReplay any -> session.carryOut(intent);
            case Intent.SeekReplay any -> session.carryOut(intent);
            case Intent.LookBack(long epochMillis) -> moments.accept(Optional.of(epochMillis));
            case Intent.BackToLive any -> moments.accept(Optional.empty());
        }
    }

    /** Replays the recording that is shipped. */
    void openSample() {
        replays.accept(IncidentSource.sample());
    }

    /** Asks for a recording and replays it. */
    void open() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Messages.of("incident.open.title"));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(Messages.of("incident.open.kind"), "*.sbincident"),
                        new FileChooser.ExtensionFilter(Messages.of("incident.open.all"), "*.*"));
        File file = chooser.showOpenDialog(owner.get());
        if (file != null) {
            replays.accept(IncidentSource.of(file.toPath()));
        }
    }

    private void export(Session session) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Messages.of("incident.report.save"));
        chooser.setInitialFileName("secbeat-incident.html");
        File file = chooser.showSaveDialog(owner.get());
        if (file != null) {
            String page = page(session);
            Thread.ofPlatform().name("report").daemon().start(() -> save(file.toPath(), page));
        }
    }

    /** The report of what a session tells now, or of the whole of a recording. */
    static String page(Session session) {
        FleetModel model = session.model();
        String file = model.incident().replay().get().file();
        String fleet = file.isEmpty() ? model.actions().access().get().profile() : file;
        return ReportPage.of(
                model.incident().story().get(),
                session.commands(),
                fleet,
                id -> model.region(id).map(region -> region.place().name()).orElse(id));
    }

    private void save(Path path, String page) {
        try {
            Files.writeString(path, page);
        } catch (IOException e) {
            String text = Messages.of("incident.report.failed", path, String.valueOf(e.getMessage()));
            Platform.runLater(() -> Complaint.show(owner.get(), text));
        }
    }
}
