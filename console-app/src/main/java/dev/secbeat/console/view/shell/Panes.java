// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** What can be hidden, moved and remembered of a window's frame. FX thread only. */
public final class Panes {
    private static final double RIGHT_WIDTH = 296;
    private static final double RIGHT_WIDTH_NARROW = 288;
    private static final double NARROW_WINDOW = 1240;
    private static final double TABLE_SHARE = 0.34;
    private static final double LEAST_SHARE = 0.15;

    private final StackPane root;
    private final BorderPane frame;
    private final SplitPane middle;
    private final Node table;
    private final Supplier<String> place;
    private Region side = new Region();
    private Node stage = new Region();
    private boolean sideShown = true;
    private boolean tableShown = true;
    private double divider = 1 - TABLE_SHARE;
    private final Set<Node> views = new LinkedHashSet<>();
    private Consumer<Node> onFirstShown = view -> {};

    Panes(StackPane root, BorderPane frame, SplitPane middle, Node table, Supplier<String> place) {
        this.root = root;
        this.frame = frame;
        this.middle = middle;
        this.table = table;
        this.place = place;
        root.widthProperty().subscribe(this::narrow);
    }

    /** Id of the rail's entry one is at. */
    public String place() {
        return place.get();
    }

    /** The views that were shown in the middle so far. */
    public List<Node> views() {
        return List.copyOf(views);
    }

    /** Takes each view when it is first shown, those already shown at once. */
    public void onFirstShown(Consumer<Node> listener) {
        onFirstShown = listener;
        views.forEach(listener);
    }

    /** Whether the tiles at the right are shown. */
    public boolean isSideShown() {
        return sideShown;
    }

    /** Shows the tiles at the right or hides them. */
    public void showSide(boolean shown) {
        sideShown = shown;
        frame.setRight(shown ? side : null);
        narrow();
    }

    /** Whether the table stands below the map on the first screen. */
    public boolean isTableShown() {
        return tableShown;
    }

    /** Shows the table below the map or hides it. */
    public void showTable(boolean shown) {
        keepDivider();
        tableShown = shown;
        if (middle.getItems().contains(stage)) {
            overview(stage);
        }
    }

    /** Share of the middle that the map has above the table, 0 to 1. */
    public double divider() {
        keepDivider();
        return divider;
    }

    /** Gives the map this share of the middle, 0 to 1. */
    public void setDivider(double share) {
        divider = Math.clamp(share, LEAST_SHARE, 1 - LEAST_SHARE);
        if (middle.getItems().size() == 2) {
            middle.setDividerPositions(divider);
        }
    }

    void setSide(Region view) {
        side = view;
        side.setMinWidth(RIGHT_WIDTH_NARROW);
        showSide(sideShown);
    }

    void overview(Node map) {
        stage = map;
        saw(table);
        if (tableShown) {
            middle.getItems().setAll(stage, table);
            middle.setDividerPositions(divider);
        } else {
            middle.getItems().setAll(stage);
        }
    }

    void page(Node view) {
        keepDivider();
        middle.getItems().setAll(view);
        saw(view);
    }

    private void saw(Node view) {
        if (views.add(view)) {
            onFirstShown.accept(view);
        }
    }

    private void keepDivider() {
        if (middle.getItems().size() == 2 && middle.getDividerPositions().length == 1) {
            divider = middle.getDividerPositions()[0];
        }
    }

    private void narrow() {
        boolean narrow = root.getWidth() > 0 && root.getWidth() < NARROW_WINDOW;
        side.setPrefWidth(narrow ? RIGHT_WIDTH_NARROW : RIGHT_WIDTH);
    }
}
