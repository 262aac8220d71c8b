// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.SampleRow;
import dev.secbeat.console.view.widget.AddressMenu;
import dev.secbeat.console.view.widget.Subjects;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.input.ContextMenuEvent;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The actions as a menu bar, and as menus of what is under the pointer or has the cursor. FX thread only. */
final class ActionMenus {
    private final Actions actions;
    private final AddressMenu addresses;
    private final ContextMenu context = new ContextMenu();

    ActionMenus(Actions actions, AddressMenu addresses) {
        this.actions = actions;
        this.addresses = addresses;
        context.setId("context-menu");
    }

    /** One menu for each group; macOS shows it at the top of the screen, as it does for all programs. */
    MenuBar bar() {
        MenuBar bar = new MenuBar();
        bar.setId("menu-bar");
        bar.setUseSystemMenuBar(true);
        for (ConsoleAction.Menu group : ConsoleAction.Menu.values()) {
            Menu menu = new Menu(group.text());
            menu.setId("menu-" + Subjects.idOf(group));
            actions.of(group).forEach(action -> menu.getItems().add(item(action)));
            menu.setOnShowing(event -> menu.getItems().forEach(this::allow));
            // An item that stays disabled would swallow its shortcut later, when it might be possible again.
            menu.setOnHidden(event -> menu.getItems().forEach(item -> item.setDisable(false)));
            if (!menu.getItems().isEmpty()) {
                bar.getMenus().add(menu);
            }
        }
        return bar;
    }

    /** Lets everything below {@code root} that stands for a region or an address have its menu. */
    void serve(Node root) {
        root.addEventHandler(ContextMenuEvent.CONTEXT_MENU_REQUESTED, request -> {
            if (request.getTarget() instanceof Node node && open(node, root, request)) {
                request.consume();
            }
        });
    }

    /** The nearest of the node and its parents that stands for something decides. */
    private boolean open(Node node, Node root, ContextMenuEvent request) {
        for (Node at = node; at != null; at = at.getParent()) {
            Optional<String> region = Subjects.regionOf(at);
            Optional<String> address =
                    at instanceof IndexedCell<?> cell ? addressOf(cell.getItem()) : Subjects.addressOf(at);
            if (address.isPresent()) {
                addresses.show(root, address.get(), request.getScreenX(), request.getScreenY());
                return true;
            }
            if (region.isPresent()) {
                fill(actions.of(TargetAction.Kind.REGION), region.get());
                context.show(root, request.getScreenX(), request.getScreenY());
                return !context.getItems().isEmpty();
            }
        }
        return false;
    }

    private static Optional<String> addressOf(@Nullable Object item) {
        return switch (item) {
            case Subjects.Addressed line -> Optional.of(line.address());
            case BlockRow row -> Optional.of(row.prefix());
            case SampleRow row -> Optional.of(row.headers().sourceText()).filter(text -> !text.isEmpty());
            case null, default -> Optional.empty();
        };
    }

    private void fill(List<TargetAction> offered, String target) {
        context.getItems().clear();
        for (TargetAction action : offered) {
            MenuItem item = new MenuItem(action.label().apply(target), new FontIcon(action.icon()));
            item.setId("context-" + action.id());
            item.setDisable(!action.enabled().getAsBoolean());
            item.setOnAction(event -> action.run().accept(target));
            context.getItems().add(item);
        }
    }

    private MenuItem item(ConsoleAction action) {
        MenuItem item = new MenuItem(action.text());
        item.setId("menu-" + action.id());
        item.setUserData(action.id());
        action.icon().ifPresent(icon -> item.setGraphic(new FontIcon(icon)));
        if (!action.shortcut().isEmpty()) {
            item.setAccelerator(KeyCombination.valueOf(action.shortcut()));
        }
        item.setOnAction(event -> actions.run(action.id()));
        return item;
    }

    private void allow(MenuItem item) {
        actions.find(String.valueOf(item.getUserData()))
                .ifPresent(action -> item.setDisable(!actions.isPossible(action)));
    }
}
