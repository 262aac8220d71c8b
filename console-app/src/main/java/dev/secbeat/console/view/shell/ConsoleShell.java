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

/**
 * The frame of the window: it owns the slots, other views fill them. Holds from 1000 x 700 to any larger size. FX thread
 * only.
 */
public final class ConsoleShell {
    private static final double RIGHT_WIDTH = 272;
    private static final double RIGHT_WIDTH_NARROW = 228;
    private static final double NARROW_WINDOW = 1240;
    private static final double TABLE_SHARE = 0.34;

    private final BorderPane root = new BorderPane();
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
        root.setTop(top);
        root.setLeft(rail);
        root.setBottom(new StatusBar(model));
        build(banner);
        root.widthProperty().subscribe(width -> narrow(width.doubleValue() < NARROW_WINDOW));
    }

    /** The root to put into a scene; see {@link Theme#apply} for its looks. */
    public Parent root() {
        return root;
    }

    /** What fills the large place in the middle: the map. */
    public void setStage(Node view) {
        stage.getChildren().set(0, view);
    }

    /** What stands below the middle: the table of sources. */
    public void setTable(Node view) {
        table.getChildren().setAll(view);
    }

    /** What stands at the right: tiles. */
    public void setSide(Region view) {
        view.setPrefWidth(RIGHT_WIDTH);
        view.setMinWidth(RIGHT_WIDTH_NARROW);
        root.setRight(view);
        narrow(root.getWidth() < NARROW_WINDOW && root.getWidth() > 0);
    }

    /** Shows map and table, the first screen. */
    public void showOverview() {
        if (middle.getItems().size() < 2) {
            middle.getItems().setAll(stage, table);
            middle.setDividerPositions(1 - TABLE_SHARE);
        }
    }

    /** Gives the whole middle to the table. */
    public void showTable() {
        middle.getItems().setAll(table);
    }

    /** Makes the rail's shortcuts and Ctrl+K work in this scene. */
    public void installShortcuts(Scene scene) {
        for (NavEntry entry : entries) {
            scene.getAccelerators().put(KeyCombination.valueOf(entry.shortcut()), () -> rail.choose(entry));
        }
        scene.getAccelerators()
                .put(KeyCombination.valueOf("Shortcut+K"), () -> top.search().focusField());
    }

    private void build(Banner banner) {
        stage.setId("slot-stage");
        stage.setMinSize(0, 120);
        stage.getChildren().addAll(new Region(), banner);
        StackPane.setAlignment(banner, Pos.TOP_LEFT);
        StackPane.setMargin(banner, new Insets(14, 16, 0, 16));
        banner.maxWidthProperty().bind(stage.widthProperty().subtract(32));
        table.setId("slot-table");
        table.setMinHeight(140);
        SplitPane.setResizableWithParent(table, false);
        middle.setId("middle");
        middle.setOrientation(Orientation.VERTICAL);
        root.setCenter(middle);
        showOverview();
    }

    private void narrow(boolean narrow) {
        if (root.getRight() instanceof Region side) {
            side.setPrefWidth(narrow ? RIGHT_WIDTH_NARROW : RIGHT_WIDTH);
        }
    }
}
