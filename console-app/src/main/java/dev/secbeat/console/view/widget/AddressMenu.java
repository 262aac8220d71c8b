// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Release;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Control;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.ContextMenuEvent;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * What can be done with addresses wherever they are shown: look at the source, block, limit, allow, unblock, copy. The only menu of
 * addresses: views give it to their tables, the window to whatever else stands for an address. FX thread.
 */
public final class AddressMenu {
    private final FleetModel model;
    private final ContextMenu menu = new ContextMenu();
    private final MenuItem source;
    private final MenuItem now;
    private final MenuItem block;
    private final MenuItem allow;
    private final MenuItem limit;
    private final MenuItem unblock;
    private final MenuItem copy;
    private final MenuItem why = new MenuItem();
    private List<String> chosen = List.of();

    /**
     * A menu about nothing yet.
     *
     * @param intents takes {@link Intent.BlockNow}, {@link Intent.OpenBlockDialog}, {@link Intent.OpenAllowDialog}, {@link
     *     Intent.OpenLimitDialog}, {@link Intent.Unblock}, {@link Intent.ShowSource}
     */
    public AddressMenu(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        source = item("show", Feather.FILTER, () -> intents.accept(new Intent.ShowSource(text())));
        now = item("block-now", Feather.ZAP, () -> intents.accept(new Intent.BlockNow(chosen.getFirst())));
        block = item("block", Feather.SLASH, () -> intents.accept(new Intent.OpenBlockDialog(text())));
        allow = item("allow", Feather.SHIELD, () -> intents.accept(new Intent.OpenAllowDialog(text())));
        limit = item(
                "limit",
                Feather.BAR_CHART,
                () -> intents.accept(new Intent.OpenLimitDialog(chosen.getFirst(), new Scope.Fleet())));
        unblock = item(
                "unblock",
                Feather.CHECK,
                () -> intents.accept(
                        Release.of(chosen, model.actions().blocks(), Messages.of("widget.menu.unblock-reason"))));
        copy = item("copy", Feather.COPY, this::copy);
        why.setId("context-address-read-only");
        why.setDisable(true);
        menu.setId("address-menu");
        menu.getItems().setAll(source, now, block, limit, allow, unblock, new SeparatorMenuItem(), copy, why);
    }

    /**
     * Gives {@code owner} the menu, by the right button and the menu key.
     *
     * @param addresses those that it is about when it opens; without any it stays shut
     */
    public static void install(
            Control owner, Supplier<List<String>> addresses, FleetModel model, Consumer<Intent> intents) {
        AddressMenu made = new AddressMenu(model, intents);
        made.menu.setOnShowing(opens -> made.tell(addresses.get()));
        // Before the control itself would show it: where there is no address, others may have a menu.
        owner.addEventFilter(ContextMenuEvent.CONTEXT_MENU_REQUESTED, asked -> {
            owner.setContextMenu(addresses.get().isEmpty() ? null : made.menu);
        });
        owner.setContextMenu(made.menu);
    }

    /** Opens it about one address or prefix at a place of the screen. */
    public void show(Node owner, String address, double screenX, double screenY) {
        tell(List.of(address));
        menu.show(owner, screenX, screenY);
    }

    private static MenuItem item(String id, Ikon icon, Runnable act) {
        MenuItem item = new MenuItem("", new FontIcon(icon));
        item.setId("context-address-" + id);
        item.setOnAction(click -> act.run());
        return item;
    }

    private String text() {
        return String.join(", ", chosen);
    }

    private void tell(List<String> addresses) {
        chosen = List.copyOf(addresses);
        String what = chosen.size() == 1 ? chosen.getFirst() : Messages.of("widget.menu.many", chosen.size());
        Access access = model.actions().access().get();
        Set<String> blocked =
                model.actions().blocks().stream().map(BlockRow::prefix).collect(Collectors.toSet());
        now.setText(Messages.of("widget.menu.block-now", what));
        block.setText(Messages.of("widget.menu.block", what));
        limit.setText(Messages.of("widget.menu.limit", what));
        allow.setText(Messages.of("widget.menu.allow", what));
        unblock.setText(Messages.of("widget.menu.unblock", what));
        copy.setText(Messages.of("widget.menu.copy"));
        source.setText(Messages.of("widget.menu.source"));
        now.setDisable(!access.canAct() || chosen.size() != 1);
        block.setDisable(!access.canAct());
        allow.setDisable(!access.canAct());
        limit.setDisable(!access.canAct() || chosen.size() != 1);
        unblock.setDisable(!access.canAct() || chosen.stream().noneMatch(blocked::contains));
        source.setDisable(chosen.size() != 1);
        why.setText(Messages.of("widget.menu.read-only"));
        why.setVisible(!access.canAct());
    }

    private void copy() {
        ClipboardContent content = new ClipboardContent();
        content.putString(String.join("\n", chosen));
        Clipboard.getSystemClipboard().setContent(content);
    }
}
