// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.view.blocks.BlockPane;
import dev.secbeat.console.view.blocks.BlocksView;
import dev.secbeat.console.view.counters.CountersView;
import dev.secbeat.console.view.failover.FailoverPane;
import dev.secbeat.console.view.failover.FailoverView;
import dev.secbeat.console.view.map.RegionMapView;
import dev.secbeat.console.view.samples.SamplesView;
import dev.secbeat.console.view.shell.Actions;
import dev.secbeat.console.view.shell.AlertsPane;
import dev.secbeat.console.view.shell.ConsoleAction;
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
    private final AlertLog alerts;
    private final List<NavEntry> places;
    private final Actions actions;
    private final ConsoleShell shell;
    private final RegionMapView map;
    private final CountersView counters;
    private final BlocksView blocks;
    private final FailoverView failover;
    private final SamplesView samples;
    private final ThroughputColumn tiles;

    ConsoleWindow(FleetModel model, Consumer<Intent.OfFleet> fleet) {
        this(model, new AlertLog(model, System.getProperty("user.name", "–"), alert -> {}), fleet, List.of());
    }

    /** @param more what whoever opens this window can do besides, such as choose another fleet */
    ConsoleWindow(FleetModel model, AlertLog alerts, Consumer<Intent.OfFleet> fleet, List<ConsoleAction> more) {
        this.model = model;
        this.fleet = fleet;
        this.alerts = alerts;
        places = entries();
        actions = actions(more);
        shell = new ConsoleShell(model, alerts, places, actions, this::carryOut, this::search);
        map = new RegionMapView(model, this::carryOut);
        counters = new CountersView(model, this::carryOut, text -> CsvExport.ask(shell.root(), text));
        blocks = new BlocksView(model, this::carryOut);
        failover = new FailoverView(model, this::carryOut);
        samples = new SamplesView(model, this::carryOut);
        tiles = new ThroughputColumn(model, this::carryOut);
        shell.furnish(counters, tiles);
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
            case Intent.ShowRegion(String id) -> map.select(id);
            case Intent.ShowNodes(String id) -> {
                shell.choose("nav-map");
                map.select(id);
                map.toggleNodes(id);
            }
            case Intent.OpenBlockDialog(String text) ->
                shell.openSheet(
                        Messages.of("app.sheet.block"), new BlockPane(model, text, this::carryOut, shell::closeSheet));
            case Intent.OpenFailoverDialog(String from) ->
                model.region(from)
                        .ifPresent(region -> shell.openSheet(
                                Messages.of("app.sheet.failover"),
                                new FailoverPane(model, region, this::carryOut, shell::closeSheet)));
        }
    }

    ConsoleShell shell() {
        return shell;
    }

    ThroughputColumn tiles() {
        return tiles;
    }

    /** Entries of the rail. */
    List<NavEntry> places() {
        return places;
    }

    /** All that can be done in this window. */
    Actions actions() {
        return actions;
    }

    private Actions actions(List<ConsoleAction> more) {
        Actions all = new WindowActions(model, this::shell, this::carryOut, this::showSource).all(places, more);
        all.add(ConsoleAction.of(
                "alerts",
                ConsoleAction.Menu.GO,
                Messages.of("shell.alerts.title"),
                Feather.BELL,
                "Shortcut+Shift+A",
                this::showAlerts));
        return all;
    }

    private void showAlerts() {
        shell.openSheet(Messages.of("shell.alerts.title"), new AlertsPane(alerts, intent -> {
            shell.closeSheet();
            carryOut(intent);
        }));
    }

    /** The source in the table, where one can act on it. */
    private void showSource(String address) {
        counters.filter(address);
        if (counters.getScene() == null) {
            shell.choose("nav-counters");
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
                place("nav-samples", Messages.of("shell.nav.samples"), Feather.EYE, 5, () -> shell.showPage(samples)));
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
            showSource(text);
        }
    }
}
