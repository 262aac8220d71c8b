// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.AddressMenu;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Bounds;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.MenuBar;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * The frame of the window: it owns the slots, other views fill them. Holds from 1000 x 700 to any larger size. FX thread
 * only.
 */
public final class ConsoleShell {
    private final BorderPane frame = new BorderPane();
    private final Sheet sheet = new Sheet();
    private final StackPane root = new StackPane(frame, sheet);
    private final SplitPane middle = new SplitPane();
    private final VBox top;
    private final NavRail rail;
    private final SearchField search;
    private final List<NavEntry> entries;
    private final Actions actions;
    private final StackPane stage = new StackPane();
    private final BorderPane upper = new BorderPane(stage);
    private final StackPane table = new StackPane();
    private final Panes panes;

    /**
     * A frame with these entries on its rail.
     *
     * @param alerts what needs looking at, and who has
     * @param actions all that can be done in this window: menus, palette and keys offer it
     * @param intents takes what the person wants from banner and status
     * @param onSearch takes what was typed into the search field at Enter; empty when it was emptied
     */
    public ConsoleShell(
            FleetModel model,
            AlertLog alerts,
            List<NavEntry> entries,
            Actions actions,
            Consumer<Intent> intents,
            Consumer<String> onSearch) {
        this.entries = List.copyOf(entries);
        this.actions = actions;
        actions.coveredBy(sheet::isOpen);
        rail = new NavRail(this.entries);
        panes = new Panes(
                root,
                frame,
                middle,
                upper,
                table,
                () -> rail.current().map(NavEntry::id).orElse(""));
        search = new SearchField(new PaletteHits(actions, model), onSearch);
        root.setId("console");
        root.getStyleClass().add("console");
        frame.setId("frame");
        frame.setFocusTraversable(true);
        frame.setAccessibleText("SecBeat");
        actions.add(ConsoleAction.of(
                "search",
                ConsoleAction.Menu.GO,
                Messages.of("shell.action.search"),
                Feather.SEARCH,
                "Shortcut+K",
                search::focusField));
        ActionMenus menus = new ActionMenus(actions, new AddressMenu(model, intents));
        MenuBar bar = menus.bar();
        menus.serve(root);
        // In this order the Tab key goes through them.
        top = new VBox(bar, new TopBar(model, alerts, search, actions));
        frame.setTop(top);
        frame.setLeft(rail);
        build(new Banner(alerts, intents));
        frame.setBottom(new StatusBar(model));
        root.getChildren().add(1, search.palette());
        StackPane.setAlignment(search.palette(), Pos.TOP_LEFT);
        search.palette().visibleProperty().subscribe(this::placePalette);
    }

    /** The root to put into a scene; see {@link Theme#apply} for its looks. */
    public Parent root() {
        return root;
    }

    /**
     * Fills the slots that are always there.
     *
     * @param view what stands below the map: the table of sources
     * @param above what stands over everything else, on every page
     * @param list what stands at the left of the map: regions and nodes
     * @param side what stands at the right: tiles
     * @param notices what comes up in a corner, over every page and under sheets
     */
    public void furnish(Node view, Node above, Region list, Region side, Region notices) {
        top.getChildren().addFirst(above);
        table.getChildren().setAll(view);
        panes.furnish(list, side);
        root.getChildren().add(1, notices);
        StackPane.setAlignment(notices, Pos.BOTTOM_LEFT);
        StackPane.setMargin(notices, new Insets(0, 0, 40, 92));
    }

    /** Shows the map above the table, the first screen. */
    public void showOverview(Node map) {
        stage.getChildren().set(0, map);
        if (!panes.isOverview()) {
            panes.overview();
        }
    }

    /** Gives the whole middle to the table. */
    public void showTable() {
        panes.page(table);
    }

    /** Gives the whole middle to another view. */
    public void showPage(Node view) {
        panes.page(view);
    }

    /** Opens a sheet over the window; Escape closes it. */
    public void openSheet(String title, Node view) {
        sheet.open(title, view);
    }

    /** Closes the sheet. */
    public void closeSheet() {
        sheet.close();
    }

    /** Chooses an entry of the rail by its id; unknown ids are ignored. */
    public void choose(String entryId) {
        entries.stream().filter(entry -> entry.id().equals(entryId)).findFirst().ifPresent(rail::choose);
    }

    /** What can be hidden, moved and remembered of this frame. */
    public Panes panes() {
        return panes;
    }

    /** Makes the shortcuts of all actions and Ctrl+K work in this scene. */
    public void installShortcuts(Scene scene) {
        Keys.install(scene, actions);
        frame.requestFocus();
    }

    private void build(Banner banner) {
        stage.setId("slot-stage");
        stage.setMinSize(0, 120);
        upper.setId("slot-upper");
        upper.setMinSize(0, 120);
        stage.getChildren().addAll(new Region(), banner);
        StackPane.setAlignment(banner, Pos.TOP_LEFT);
        StackPane.setMargin(banner, new Insets(14, 16, 0, 16));
        table.setId("slot-table");
        table.setMinHeight(140);
        SplitPane.setResizableWithParent(table, false);
        middle.setId("middle");
        middle.setOrientation(Orientation.VERTICAL);
        panes.overview();
        frame.setCenter(middle);
    }

    /** Below the search field, and inside of the window. */
    private void placePalette(boolean shown) {
        if (shown) {
            Bounds field = root.sceneToLocal(search.localToScene(search.getLayoutBounds()));
            double width = Math.max(field.getWidth(), PalettePane.LEAST_WIDTH);
            search.palette().setPrefWidth(width);
            search.palette().setMaxWidth(width);
            double left = Math.clamp(field.getMinX(), 8, Math.max(8, root.getWidth() - width - 8));
            StackPane.setMargin(search.palette(), new Insets(field.getMaxY() + 4, 8, 8, Math.rint(left)));
        }
    }
}
