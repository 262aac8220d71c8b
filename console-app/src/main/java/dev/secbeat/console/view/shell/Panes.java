// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import java.util.EnumSet;
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
    /** What can be hidden. */
    public enum Part {
        /** The list of regions and nodes at the left of the map. */
        LIST,
        /** The tiles at the right. */
        SIDE,
        /** The table below the map. */
        TABLE
    }

    private static final double LEFT_WIDTH = 248;
    private static final double LEFT_WIDTH_NARROW = 176;
    private static final double RIGHT_WIDTH = 296;
    private static final double RIGHT_WIDTH_NARROW = 288;
    private static final double NARROW_WINDOW = 1240;
    private static final double TABLE_SHARE = 0.34;
    private static final double LEAST_SHARE = 0.15;

    private final StackPane root;
    private final BorderPane frame;
    private final SplitPane middle;
    private final BorderPane upper;
    private final Node table;
    private final Supplier<String> place;
    private final Set<Part> hidden = EnumSet.noneOf(Part.class);
    private Region list = new Region();
    private Region side = new Region();
    private double divider = 1 - TABLE_SHARE;
    private final Set<Node> views = new LinkedHashSet<>();
    private Consumer<Node> onFirstShown = view -> {};

    /** @param upper what stands above the table on the first screen: the list, and the map in its middle */
    Panes(StackPane root, BorderPane frame, SplitPane middle, BorderPane upper, Node table, Supplier<String> place) {
        this.root = root;
        this.frame = frame;
        this.middle = middle;
        this.upper = upper;
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

    /** Whether it is shown, those of the first screen when one is there. */
    public boolean isShown(Part part) {
        return !hidden.contains(part);
    }

    /** Shows it or hides it. */
    public void show(Part part, boolean shown) {
        keepDivider();
        if (shown) {
            hidden.remove(part);
        } else {
            hidden.add(part);
        }
        arrange();
    }

    private void arrange() {
        upper.setLeft(isShown(Part.LIST) ? list : null);
        frame.setRight(isShown(Part.SIDE) ? side : null);
        narrow();
        if (isOverview()) {
            overview();
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

    void furnish(Region left, Region right) {
        list = left;
        side = right;
        side.setMinWidth(RIGHT_WIDTH_NARROW);
        arrange();
    }

    boolean isOverview() {
        return middle.getItems().contains(upper);
    }

    void overview() {
        saw(table);
        if (isShown(Part.TABLE)) {
            middle.getItems().setAll(upper, table);
            middle.setDividerPositions(divider);
        } else {
            middle.getItems().setAll(upper);
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
        list.setPrefWidth(narrow ? LEFT_WIDTH_NARROW : LEFT_WIDTH);
        side.setPrefWidth(narrow ? RIGHT_WIDTH_NARROW : RIGHT_WIDTH);
    }
}
