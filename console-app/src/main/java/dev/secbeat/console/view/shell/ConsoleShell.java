// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.SplitPane;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * The frame of the window: it owns the slots, other views fill them. Holds from 1000 x 700 to any larger size. FX thread
 * only.
 */
public final class ConsoleShell {
    private static final double RIGHT_WIDTH = 296;
    private static final double RIGHT_WIDTH_NARROW = 288;
    private static final double NARROW_WINDOW = 1240;
    private static final double TABLE_SHARE = 0.34;

    private final BorderPane frame = new BorderPane();
    private final Sheet sheet = new Sheet();
    private final StackPane root = new StackPane(frame, sheet);
    private final SplitPane middle = new SplitPane();
    private final NavRail rail;
    private final TopBar top;
    private final List<NavEntry> entries;
    private final StackPane stage = new StackPane();
    private final StackPane table = new StackPane();

    /**
     * A frame with these entries on its rail.
     *
     * @param intents takes what the person wants from banner and status
     * @param onSearch takes what was typed into the search field at Enter; empty when it was emptied
     */
    public ConsoleShell(FleetModel model, List<NavEntry> entries, Consumer<Intent> intents, Consumer<String> onSearch) {
        this.entries = List.copyOf(entries);
        rail = new NavRail(this.entries);
        Banner banner = new Banner(model, intents);
        top = new TopBar(model, onSearch, banner::next);
        root.setId("console");
        root.getStyleClass().add("console");
        frame.setFocusTraversable(true);
        frame.setTop(top);
        frame.setLeft(rail);
        frame.setBottom(new StatusBar(model));
        build(banner);
        root.widthProperty().subscribe(this::narrow);
    }

    /** The root to put into a scene; see {@link Theme#apply} for its looks. */
    public Parent root() {
        return root;
    }

    /** What stands over everything else, on every page. */
    public void setAbove(Node view) {
        frame.setTop(new VBox(view, top));
    }

    /** What stands below the map: the table of sources. */
    public void setTable(Node view) {
        table.getChildren().setAll(view);
    }

    /** What stands at the right: tiles. */
    public void setSide(Region view) {
        view.setMinWidth(RIGHT_WIDTH_NARROW);
        frame.setRight(view);
        narrow();
    }

    /** Shows the map above the table, the first screen. */
    public void showOverview(Node map) {
        stage.getChildren().set(0, map);
        if (!middle.getItems().equals(List.of(stage, table))) {
            middle.getItems().setAll(stage, table);
            middle.setDividerPositions(1 - TABLE_SHARE);
        }
    }

    /** Gives the whole middle to the table. */
    public void showTable() {
        middle.getItems().setAll(table);
    }

    /** Gives the whole middle to another view. */
    public void showPage(Node view) {
        middle.getItems().setAll(view);
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

    /** Makes the rail's shortcuts and Ctrl+K work in this scene. */
    public void installShortcuts(Scene scene) {
        for (NavEntry entry : entries) {
            scene.getAccelerators().put(KeyCombination.valueOf(entry.shortcut()), () -> rail.choose(entry));
        }
        frame.requestFocus();
        scene.getAccelerators()
                .put(KeyCombination.valueOf("Shortcut+K"), () -> top.search().focusField());
    }

    private void build(Banner banner) {
        stage.setId("slot-stage");
        stage.setMinSize(0, 120);
        stage.getChildren().addAll(new Region(), banner);
        StackPane.setAlignment(banner, Pos.TOP_LEFT);
        StackPane.setMargin(banner, new Insets(14, 16, 0, 16));
        table.setId("slot-table");
        table.setMinHeight(140);
        SplitPane.setResizableWithParent(table, false);
        middle.setId("middle");
        middle.setOrientation(Orientation.VERTICAL);
        middle.getItems().setAll(stage, table);
        middle.setDividerPositions(1 - TABLE_SHARE);
        frame.setCenter(middle);
    }

    private void narrow() {
        if (frame.getRight() instanceof Region side) {
            boolean narrow = root.getWidth() > 0 && root.getWidth() < NARROW_WINDOW;
            side.setPrefWidth(narrow ? RIGHT_WIDTH_NARROW : RIGHT_WIDTH);
        }
    }
}
