// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.view.audit.AuditView;
import dev.secbeat.console.view.blocks.BlockNotices;
import dev.secbeat.console.view.blocks.BlockPane;
import dev.secbeat.console.view.blocks.BlocksView;
import dev.secbeat.console.view.blocks.DrillPane;
import dev.secbeat.console.view.blocks.LimitPane;
import dev.secbeat.console.view.counters.CountersView;
import dev.secbeat.console.view.failover.FailoverPane;
import dev.secbeat.console.view.failover.FailoverView;
import dev.secbeat.console.view.incident.IncidentView;
import dev.secbeat.console.view.incident.ReplayBar;
import dev.secbeat.console.view.incident.WhatIfForm;
import dev.secbeat.console.view.map.RegionMapView;
import dev.secbeat.console.view.node.NodeView;
import dev.secbeat.console.view.region.RegionList;
import dev.secbeat.console.view.region.RegionView;
import dev.secbeat.console.view.samples.SamplesView;
import dev.secbeat.console.view.shell.Actions;
import dev.secbeat.console.view.shell.AlertsPane;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.shell.ConsoleShell;
import dev.secbeat.console.view.shell.NavEntry;
import dev.secbeat.console.view.throughput.ThroughputColumn;
import dev.secbeat.console.view.throughput.ThroughputView;
import dev.secbeat.console.view.widget.ConfirmPane;
import dev.secbeat.node.api.Scope;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.FileChooser;
import org.kordamp.ikonli.feather.Feather;

/** Puts the views into the shell and carries out what they ask for. FX thread only. */
final class ConsoleWindow {
    private final FleetModel model;
    private final Consumer<Intent.OfFleet> fleet;
    private final Consumer<Intent.OfNode> embedded;
    private final AlertLog alerts;
    private final List<NavEntry> places;
    private final Actions actions;
    private final Consumer<Intent.OfIncident> incidents;
    private final ConsoleShell shell;
    private final RegionMapView map;
    private final CountersView counters;
    private final OnDemand<ThroughputView> throughput;
    private final OnDemand<RegionView> region;
    private final OnDemand<BlocksView> blocks;
    private final OnDemand<FailoverView> failover;
    private final OnDemand<SamplesView> samples;
    private final OnDemand<AuditView> audit;
    private final OnDemand<NodeView> node;
    private final OnDemand<IncidentView> incident;
    private final ThroughputColumn tiles;
    private final RegionList list;
    private final BlockNotices notices;

    ConsoleWindow(FleetModel model, Consumer<Intent.OfFleet> fleet) {
        this(
                model,
                new AlertLog(model, System.getProperty("user.name", "–"), alert -> {}),
                fleet,
                wish -> {},
                wish -> {},
                List.of());
    }

    /**
     * @param embedded starts and stops the node in this process
     * @param incidents carries out what is wanted of recordings
     * @param more what whoever opens this window can do besides, such as choose another fleet
     */
    ConsoleWindow(
            FleetModel model,
            AlertLog alerts,
            Consumer<Intent.OfFleet> fleet,
            Consumer<Intent.OfNode> embedded,
            Consumer<Intent.OfIncident> incidents,
            List<ConsoleAction> more) {
        this.embedded = embedded;
        this.incidents = incidents;
        this.model = model;
        this.fleet = fleet;
        this.alerts = alerts;
        places = entries();
        actions = actions(more);
        shell = new ConsoleShell(model, alerts, places, actions, this::carryOut, this::search);
        map = new RegionMapView(model, this::carryOut);
        counters = new CountersView(
                model, this::carryOut, table -> FileSave.csv(shell.root(), "secbeat-sources.csv", table));
        throughput = new OnDemand<>(() -> new ThroughputView(
                model,
                this::carryOut,
                text -> FileSave.csv(shell.root(), "secbeat-throughput.csv", text),
                image -> FileSave.png(shell.root(), "secbeat-throughput.png", image)));
        region = new OnDemand<>(() -> new RegionView(model, this::carryOut));
        blocks = new OnDemand<>(() -> new BlocksView(model, this::carryOut));
        failover = new OnDemand<>(() -> new FailoverView(model, this::carryOut));
        samples = new OnDemand<>(() -> new SamplesView(model, this::carryOut));
        audit = new OnDemand<>(() -> new AuditView(
                model, this::carryOut, (format, orders) -> AuditExport.ask(shell.root(), format, orders)));
        node = new OnDemand<>(() -> new NodeView(model, this::carryOut, this::chooseConfiguration));
        incident = new OnDemand<>(() -> new IncidentView(model, this::carryOut));
        tiles = new ThroughputColumn(model, this::carryOut);
        list = new RegionList(model, this::carryOut);
        notices = new BlockNotices(model, this::carryOut);
        shell.furnish(counters, new ReplayBar(model, this::carryOut), list, tiles, notices);
        shell.showOverview(map.node());
    }

    Parent root() {
        return shell.root();
    }

    /** What it shows. */
    FleetModel model() {
        return model;
    }

    void installShortcuts(Scene scene) {
        shell.installShortcuts(scene);
    }

    /** Carries out what a view asks for. */
    void carryOut(Intent intent) {
        switch (intent) {
            case Intent.OfFleet wish -> fleet.accept(wish);
            case Intent.OfIncident wish -> incidents.accept(wish);
            case Intent.ShowRegion(String id) -> select(id);
            case Intent.ShowNodes(String id) -> {
                shell.choose("nav-map");
                select(id);
                map.toggleNodes(id);
            }
            case Intent.OpenRegion(String id, String node) -> {
                region.get().show(id, node);
                shell.showPage(region.get());
            }
            case Intent.ShowThroughput(String id) -> {
                shell.choose("nav-throughput");
                throughput.get().choose(id);
            }
            case Intent.BlockNow(String address) -> notices.block(address);
            case Intent.OpenBlockDialog(String text) ->
                shell.openSheet(
                        Messages.of("app.sheet.block"), new BlockPane(model, text, this::carryOut, shell::closeSheet));
            case Intent.OpenAllowDialog(String text) ->
                shell.openSheet(
                        Messages.of("blocks.form.allow"),
                        BlockPane.allowing(model, text, this::carryOut, shell::closeSheet));
            case Intent.OpenLimitDialog(String sources, Scope scope) -> limit(sources, scope);
            case Intent.OpenDrillDialog(Scope scope) -> drill(scope);
            case Intent.OpenWhatIf() ->
                shell.openSheet(Messages.of("incident.whatif.title"), new WhatIfForm(model, this::carryOut));
            case Intent.ShowSource(String address) -> showSource(address);
            case Intent.UndoLast() ->
                model.actions()
                        .rights()
                        .undoable()
                        .filter(order -> model.actions().access().get().canAct())
                        .ifPresent(order -> carryOut(undo(order)));
            case Intent.AskFirst first ->
                shell.openSheet(
                        first.question(),
                        new ConfirmPane(first.detail(), first.verb(), () -> carryOut(first.then()), shell::closeSheet));
            case Intent.Several several -> several.acts().forEach(this::carryOut);
            case Intent.OfNode wish -> embedded.accept(wish);
            case Intent.OpenFailoverDialog(String from) -> move(Intent.Move.FAILOVER, from);
            case Intent.OpenMoveDialog(Intent.Move way, String region) -> move(way, region);
        }
    }

    private void select(String regionId) {
        map.select(regionId);
        list.select(regionId);
    }

    private void limit(String sources, Scope scope) {
        shell.openSheet(
                Messages.of("orders.limit.title"),
                new LimitPane(model, sources, scope, this::carryOut, shell::closeSheet));
    }

    private void drill(Scope scope) {
        shell.openSheet(
                Messages.of("orders.drill.title"), new DrillPane(model, scope, this::carryOut, shell::closeSheet));
    }

    private static Intent.AskFirst undo(CommandState order) {
        return new Intent.AskFirst(
                Messages.of("app.undo.ask", order.summary()),
                Messages.of("app.undo.detail"),
                Messages.of("blocks.form.undo"),
                new Intent.Undo(UUID.randomUUID(), order.id(), order.scope(), Messages.of("blocks.form.undo-reason")));
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
        all.add(ConsoleAction.of(
                        "block-now",
                        ConsoleAction.Menu.ACT,
                        Messages.of("app.action.block-now"),
                        Feather.ZAP,
                        "Shortcut+Shift+B",
                        () -> chosenSource().ifPresent(notices::block))
                .when(() -> model.actions().access().get().canAct()
                        && chosenSource().isPresent()));
        return all;
    }

    /** The source selected in the table, while that is in sight. */
    private Optional<String> chosenSource() {
        return counters.getScene() == null ? Optional.empty() : counters.chosenSource();
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

    private Optional<Path> chooseConfiguration() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Messages.of("node.save"));
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("TOML", "*.toml"));
        return Optional.ofNullable(
                        chooser.showOpenDialog(shell.root().getScene().getWindow()))
                .map(File::toPath);
    }

    private void move(Intent.Move way, String id) {
        model.region(id)
                .ifPresent(region -> shell.openSheet(
                        Messages.of("failover.title"),
                        new FailoverPane(way, model, region, this::carryOut, shell::closeSheet)));
    }

    /** The rail from top to bottom, numbered as it stands. */
    private List<NavEntry> entries() {
        List<Place> places = List.of(
                place("nav-map", Messages.of("shell.nav.map"), Feather.GLOBE, () -> shell.showOverview(map.node())),
                place(
                        "nav-throughput",
                        Messages.of("shell.nav.throughput"),
                        Feather.ACTIVITY,
                        () -> shell.showPage(throughput.get())),
                place("nav-counters", Messages.of("shell.nav.counters"), Feather.BAR_CHART_2, () -> shell.showTable()),
                place("nav-blocks", Messages.of("shell.nav.blocks"), Feather.SLASH, () -> shell.showPage(blocks.get())),
                place(
                        "nav-failover",
                        Messages.of("shell.nav.failover"),
                        Feather.SHUFFLE,
                        () -> shell.showPage(failover.get())),
                place(
                        "nav-samples",
                        Messages.of("shell.nav.samples"),
                        Feather.EYE,
                        () -> shell.showPage(samples.get())),
                place("nav-audit", Messages.of("shell.nav.audit"), Feather.LIST, () -> shell.showPage(audit.get())),
                place(
                        "nav-incident",
                        Messages.of("shell.nav.incident"),
                        Feather.FILM,
                        () -> shell.showPage(incident.get())),
                place("nav-node", Messages.of("shell.nav.node"), Feather.CPU, () -> shell.showPage(node.get())));
        return IntStream.range(0, places.size())
                .mapToObj(i -> places.get(i).at(i + 1))
                .toList();
    }

    private record Place(String id, String text, Feather icon, Runnable show) {
        NavEntry at(int number) {
            return new NavEntry(id, text, icon, "Shortcut+" + number, true, show);
        }
    }

    private static Place place(String id, String text, Feather icon, Runnable show) {
        return new Place(id, text, icon, show);
    }

    /** A region is selected and brought near; anything else filters the table of sources. */
    private void search(String text) {
        Optional<RegionModel> region = model.regions().stream()
                .filter(known -> known.id().equalsIgnoreCase(text)
                        || known.place().name().equalsIgnoreCase(text))
                .findFirst();
        if (region.isPresent()) {
            shell.choose("nav-map");
            select(region.get().id());
        } else {
            showSource(text);
        }
    }
}
