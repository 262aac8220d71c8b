// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RecordingState;
import dev.secbeat.console.model.Release;
import dev.secbeat.console.view.shell.Actions;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.shell.ConsoleAction.Menu;
import dev.secbeat.console.view.shell.ConsoleShell;
import dev.secbeat.console.view.shell.NavEntry;
import dev.secbeat.console.view.shell.Panes;
import dev.secbeat.console.view.shell.ShortcutSheet;
import dev.secbeat.console.view.shell.TargetAction;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/**
 * What can be done in every window of the console, whatever its profile. The frame does not exist yet when its actions are
 * written down, for it is made from them: hence the supplier. FX thread only.
 */
final class WindowActions {
    private final FleetModel model;
    private final Supplier<ConsoleShell> shell;
    private final Consumer<Intent> intents;
    private final Consumer<String> showSource;
    private final Actions actions = new Actions();

    WindowActions(
            FleetModel model, Supplier<ConsoleShell> shell, Consumer<Intent> intents, Consumer<String> showSource) {
        this.model = model;
        this.shell = shell;
        this.intents = intents;
        this.showSource = showSource;
    }

    /**
     * All of them.
     *
     * @param places entries of the rail
     * @param more what whoever opened this window can do besides
     */
    Actions all(List<NavEntry> places, List<ConsoleAction> more) {
        more.forEach(actions::add);
        file();
        view();
        places.forEach(place -> actions.add(ConsoleAction.of(
                place.id(),
                Menu.GO,
                place.text(),
                place.icon(),
                place.shortcut(),
                () -> shell.get().choose(place.id()))));
        go();
        act();
        addresses();
        actions.add(ConsoleAction.of(
                ShortcutSheet.ACTION,
                Menu.HELP,
                Messages.of("app.action.shortcuts"),
                Feather.COMMAND,
                "F1",
                () -> shell.get().openSheet(Messages.of("shell.shortcuts.title"), new ShortcutSheet(actions))));
        return actions;
    }

    private void file() {
        actions.add(ConsoleAction.of(
                        "record",
                        Menu.FILE,
                        Messages.of("app.action.record"),
                        Feather.DISC,
                        "Shortcut+Shift+I",
                        () -> intents.accept(new Intent.RecordIncident(
                                !model.incident().recording().get().isOn())))
                .when(() -> model.incident().recording().get().phase() != RecordingState.Phase.UNAVAILABLE)
                .alsoOverSheets());
        actions.add(ConsoleAction.of(
                "what-if",
                Menu.FILE,
                Messages.of("incident.whatif"),
                Feather.HELP_CIRCLE,
                "Shortcut+Shift+X",
                () -> intents.accept(new Intent.OpenWhatIf())));
        actions.add(ConsoleAction.of(
                "incident-report",
                Menu.FILE,
                Messages.of("app.action.report"),
                Feather.PRINTER,
                "Shortcut+Shift+E",
                () -> intents.accept(new Intent.ExportReport())));
    }

    private void view() {
        actions.add(ConsoleAction.of(
                "toggle-list",
                Menu.VIEW,
                Messages.of("app.action.list"),
                Feather.LIST,
                "Shortcut+Shift+N",
                () -> toggle(Panes.Part.LIST)));
        actions.add(ConsoleAction.of(
                "toggle-side",
                Menu.VIEW,
                Messages.of("app.action.side"),
                Feather.SIDEBAR,
                "Shortcut+Shift+R",
                () -> toggle(Panes.Part.SIDE)));
        actions.add(ConsoleAction.of(
                "toggle-table",
                Menu.VIEW,
                Messages.of("app.action.table"),
                Feather.CREDIT_CARD,
                "Shortcut+Shift+T",
                () -> toggle(Panes.Part.TABLE)));
    }

    private void go() {
        region("region-go", Feather.MAP_PIN, name -> Messages.of("app.region.go", name), id -> {
            shell.get().choose("nav-map");
            intents.accept(new Intent.ShowRegion(id));
        });
        region(
                "region-nodes",
                Feather.SHARE_2,
                name -> Messages.of("app.region.nodes", name),
                id -> intents.accept(new Intent.ShowNodes(id)));
        actions.add(new TargetAction(
                "region-failover",
                TargetAction.Kind.REGION,
                name -> Messages.of("app.region.failover", name),
                Feather.SHUFFLE,
                this::canAct,
                id -> intents.accept(new Intent.OpenFailoverDialog(id))));
        actions.add(new TargetAction(
                "region-limit",
                TargetAction.Kind.REGION,
                name -> Messages.of("app.region.limit", name),
                Feather.BAR_CHART,
                this::canAct,
                id -> intents.accept(new Intent.OpenLimitDialog("", new Scope.Region(new RegionId(id))))));
        actions.add(new TargetAction(
                "region-drill",
                TargetAction.Kind.REGION,
                name -> Messages.of("app.region.drill", name),
                Feather.CROSSHAIR,
                this::canAct,
                id -> intents.accept(new Intent.OpenDrillDialog(new Scope.Region(new RegionId(id))))));
    }

    private void act() {
        actions.add(ConsoleAction.of(
                        "block",
                        Menu.ACT,
                        Messages.of("app.action.block"),
                        Feather.SLASH,
                        "Shortcut+B",
                        () -> intents.accept(new Intent.OpenBlockDialog("")))
                .when(this::canAct));
        actions.add(ConsoleAction.of(
                        "limit",
                        Menu.ACT,
                        Messages.of("app.action.limit"),
                        Feather.BAR_CHART,
                        "Shortcut+L",
                        () -> intents.accept(new Intent.OpenLimitDialog("", new Scope.Fleet())))
                .when(this::canAct));
        actions.add(ConsoleAction.of(
                        "drill",
                        Menu.ACT,
                        Messages.of("app.action.drill"),
                        Feather.CROSSHAIR,
                        "Shortcut+Shift+G",
                        () -> intents.accept(new Intent.OpenDrillDialog(new Scope.Fleet())))
                .when(this::canAct));
        actions.add(ConsoleAction.of(
                        "undo-last",
                        Menu.ACT,
                        Messages.of("app.action.undo"),
                        Feather.CORNER_UP_LEFT,
                        "Shortcut+Z",
                        () -> intents.accept(new Intent.UndoLast()))
                .when(() -> canAct() && model.actions().rights().undoable().isPresent()));
    }

    private void addresses() {
        // First, so that Enter after a bare address only looks.
        actions.add(new TargetAction(
                "address-show",
                TargetAction.Kind.ADDRESS,
                text -> Messages.of("app.address.show", text),
                Feather.FILTER,
                () -> true,
                showSource));
        address(
                "address-block",
                Feather.SLASH,
                text -> Messages.of("app.address.block", text),
                text -> intents.accept(new Intent.OpenBlockDialog(text)));
        address(
                "address-block-now",
                Feather.ZAP,
                text -> Messages.of("app.address.block-now", text),
                text -> intents.accept(new Intent.BlockNow(text)));
        address(
                "address-limit",
                Feather.BAR_CHART,
                text -> Messages.of("app.address.limit", text),
                text -> intents.accept(new Intent.OpenLimitDialog(text, new Scope.Fleet())));
        address("address-unblock", Feather.CHECK, text -> Messages.of("app.address.unblock", text), text -> {
            BlockDraft draft = BlockDraft.of(text, List.of());
            if (draft.isValid()) {
                intents.accept(Release.of(
                        List.of(draft.text()), model.actions().blocks(), Messages.of("app.address.unblock-reason")));
            }
        });
        actions.add(new TargetAction(
                "address-copy",
                TargetAction.Kind.ADDRESS,
                text -> Messages.of("app.address.copy", text),
                Feather.COPY,
                () -> true,
                WindowActions::copy));
    }

    private void region(String id, Ikon icon, UnaryOperator<String> label, Consumer<String> run) {
        actions.add(new TargetAction(id, TargetAction.Kind.REGION, label, icon, () -> true, run));
    }

    private void address(String id, Ikon icon, UnaryOperator<String> label, Consumer<String> run) {
        actions.add(new TargetAction(id, TargetAction.Kind.ADDRESS, label, icon, this::canAct, run));
    }

    private boolean canAct() {
        return model.actions().access().get().canAct();
    }

    private void toggle(Panes.Part part) {
        Panes panes = shell.get().panes();
        panes.show(part, !panes.isShown(part));
    }

    private static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
