// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.view.blocks.BlockPane;
import dev.secbeat.console.view.blocks.BlocksView;
import dev.secbeat.console.view.counters.CountersView;
import dev.secbeat.console.view.failover.FailoverPane;
import dev.secbeat.console.view.failover.FailoverView;
import dev.secbeat.console.view.incident.IncidentView;
import dev.secbeat.console.view.incident.ReplayBar;
import dev.secbeat.console.view.map.RegionMapView;
import dev.secbeat.console.view.samples.SamplesView;
import dev.secbeat.console.view.shell.ConsoleShell;
import dev.secbeat.console.view.shell.NavEntry;
import dev.secbeat.console.view.throughput.ThroughputColumn;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Parent;
import javafx.scene.Scene;
import org.kordamp.ikonli.feather.Feather;

/** Puts the views into the shell and carries out what they ask for. FX thread only. */
final class ConsoleWindow {
    private final FleetModel model;
    private final Consumer<Intent.OfFleet> fleet;
    private final Consumer<Intent.OfIncident> incidents;
    private final ConsoleShell shell;
    private final RegionMapView map;
    private final CountersView counters;
    private final BlocksView blocks;
    private final FailoverView failover;
    private final SamplesView samples;
    private final IncidentView incident;

    ConsoleWindow(FleetModel model, Consumer<Intent.OfFleet> fleet) {
        this(model, fleet, wish -> {});
    }

    /** A window whose owner also carries out what is wanted of recordings. */
    ConsoleWindow(FleetModel model, Consumer<Intent.OfFleet> fleet, Consumer<Intent.OfIncident> incidents) {
        this.model = model;
        this.fleet = fleet;
        this.incidents = incidents;
        shell = new ConsoleShell(model, entries(), this::carryOut, this::search);
        map = new RegionMapView(model, this::carryOut);
        counters = new CountersView(model, this::carryOut, text -> CsvExport.ask(shell.root(), text));
        blocks = new BlocksView(model, this::carryOut);
        failover = new FailoverView(model, this::carryOut);
        samples = new SamplesView(model, this::carryOut);
        incident = new IncidentView(model, this::carryOut);
        shell.setAbove(new ReplayBar(model, this::carryOut));
        shell.setSide(new ThroughputColumn(model, this::carryOut));
        shell.setTable(counters);
        shell.showOverview(map.node());
    }

    Parent root() {
        return shell.root();
    }

    void installShortcuts(Scene scene) {
        shell.installShortcuts(scene);
    }

    /** Carries out what a view asks for. */
    void carryOut(Intent intent) {
        switch (intent) {
            case Intent.OfFleet wish -> fleet.accept(wish);
            case Intent.OfIncident wish -> incidents.accept(wish);
            case Intent.ShowRegion(String id) -> map.select(id);
            case Intent.ShowNodes(String id) -> {
                shell.choose("nav-map");
                map.select(id);
                map.toggleNodes(id);
            }
            case Intent.OpenBlockDialog(String text) ->
                shell.openSheet("Block traffic", new BlockPane(model, text, this::carryOut, shell::closeSheet));
            case Intent.OpenFailoverDialog(String from) ->
                model.region(from)
                        .ifPresent(region -> shell.openSheet(
                                "Failover", new FailoverPane(model, region, this::carryOut, shell::closeSheet)));
        }
    }

    private List<NavEntry> entries() {
        return List.of(
                place("nav-map", Messages.of("shell.nav.map"), Feather.GLOBE, 1, () -> shell.showOverview(map.node())),
                place(
                        "nav-counters",
                        Messages.of("shell.nav.counters"),
                        Feather.BAR_CHART_2,
                        2,
                        () -> shell.showTable()),
                place("nav-blocks", Messages.of("shell.nav.blocks"), Feather.SLASH, 3, () -> shell.showPage(blocks)),
                place(
                        "nav-failover",
                        Messages.of("shell.nav.failover"),
                        Feather.SHUFFLE,
                        4,
                        () -> shell.showPage(failover)),
                place("nav-samples", Messages.of("shell.nav.samples"), Feather.EYE, 5, () -> shell.showPage(samples)),
                place(
                        "nav-incident",
                        Messages.of("shell.nav.incident"),
                        Feather.FILM,
                        6,
                        () -> shell.showPage(incident)));
    }

    private static NavEntry place(String id, String text, Feather icon, int key, Runnable show) {
        return new NavEntry(id, text, icon, "Shortcut+" + key, true, show);
    }

    /** A region is selected and brought near; anything else filters the table of sources. */
    private void search(String text) {
        Optional<RegionModel> region = model.regions().stream()
                .filter(known -> known.id().equalsIgnoreCase(text)
                        || known.place().name().equalsIgnoreCase(text))
                .findFirst();
        if (region.isPresent()) {
            shell.choose("nav-map");
            map.select(region.get().id());
        } else {
            counters.filter(text);
        }
    }
}
