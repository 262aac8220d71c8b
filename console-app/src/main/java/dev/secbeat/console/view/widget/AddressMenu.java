// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Control;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.ContextMenuEvent;

/** What can be done with addresses wherever they are shown: block, allow, unblock, copy, look at the source. FX thread. */
public final class AddressMenu {
    private final FleetModel model;
    private final Supplier<List<String>> addresses;
    private final MenuItem block = new MenuItem();
    private final MenuItem allow = new MenuItem();
    private final MenuItem unblock = new MenuItem();
    private final MenuItem copy = new MenuItem();
    private final MenuItem source = new MenuItem();
    private final MenuItem why = new MenuItem();

    private AddressMenu(FleetModel model, Supplier<List<String>> addresses, Consumer<Intent> intents) {
        this.model = model;
        this.addresses = addresses;
        block.setId("menu-block");
        allow.setId("menu-allow");
        unblock.setId("menu-unblock");
        copy.setId("menu-copy");
        source.setId("menu-source");
        why.setId("menu-read-only");
        why.setDisable(true);
        block.setOnAction(click -> intents.accept(new Intent.OpenBlockDialog(text())));
        allow.setOnAction(click -> intents.accept(new Intent.OpenAllowDialog(text())));
        unblock.setOnAction(click -> intents.accept(BlockDraft.of(text(), List.of())
                .unblock(UUID.randomUUID(), Messages.of("widget.menu.unblock-reason"))));
        copy.setOnAction(click -> copy());
        source.setOnAction(click -> intents.accept(new Intent.ShowSource(text())));
    }

    /**
     * Gives {@code owner} the menu, by the right button and the menu key.
     *
     * @param addresses those that it is about when it opens; without any it stays shut
     * @param intents takes {@link Intent.OpenBlockDialog}, {@link Intent.OpenAllowDialog}, {@link Intent.Unblock}, {@link
     *     Intent.ShowSource}
     */
    public static void install(
            Control owner, Supplier<List<String>> addresses, FleetModel model, Consumer<Intent> intents) {
        AddressMenu made = new AddressMenu(model, addresses, intents);
        ContextMenu menu = new ContextMenu(
                made.block, made.allow, made.unblock, new SeparatorMenuItem(), made.copy, made.source, made.why);
        menu.setId("address-menu");
        menu.setOnShowing(opens -> made.fit());
        // Before the control itself would show it: where there is no address, others may have a menu.
        owner.addEventFilter(ContextMenuEvent.CONTEXT_MENU_REQUESTED, asked -> {
            owner.setContextMenu(addresses.get().isEmpty() ? null : menu);
        });
        owner.setContextMenu(menu);
    }

    private String text() {
        return String.join(", ", addresses.get());
    }

    private void fit() {
        List<String> chosen = addresses.get();
        String what = chosen.size() == 1 ? chosen.getFirst() : Messages.of("widget.menu.many", chosen.size());
        Access access = model.actions().access().get();
        Set<String> blocked =
                model.actions().blocks().stream().map(BlockRow::prefix).collect(Collectors.toSet());
        block.setText(Messages.of("widget.menu.block", what));
        allow.setText(Messages.of("widget.menu.allow", what));
        unblock.setText(Messages.of("widget.menu.unblock", what));
        copy.setText(Messages.of("widget.menu.copy"));
        source.setText(Messages.of("widget.menu.source"));
        block.setDisable(!access.canAct());
        allow.setDisable(!access.canAct());
        unblock.setDisable(!access.canAct() || chosen.stream().noneMatch(blocked::contains));
        source.setDisable(chosen.size() != 1);
        why.setText(Messages.of("widget.menu.read-only"));
        why.setVisible(!access.canAct());
    }

    private void copy() {
        ClipboardContent content = new ClipboardContent();
        content.putString(String.join("\n", addresses.get()));
        Clipboard.getSystemClipboard().setContent(content);
    }
}
