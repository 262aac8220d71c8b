// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * A line for each node, drawn anew only where it tells something else. A few lines take the height they need; of more than
 * {@link #FEW} only those in sight are there at all, for a fleet has a thousand. FX thread only.
 *
 * @param <T> all that a line tells
 */
final class NodeLines<T> extends StackPane {
    /** So many are there whether they are seen or not. */
    static final int FEW = 24;

    private static final double HEIGHT = 230;
    private static final double SCROLL_BAR = 12;

    private final Function<T, Node> line;
    private final ObservableList<T> shown = FXCollections.observableArrayList();
    private final VBox few = new VBox();
    private final ScrollPane scroll = new ScrollPane(few);
    private final ListView<T> many = new ListView<>();

    /** @param line draws one */
    NodeLines(Function<T, Node> line) {
        this.line = line;
        few.getStyleClass().add("receipt-lines");
        scroll.setFitToWidth(true);
        many.getStyleClass().add("receipt-list");
        many.setFocusTraversable(false);
        many.setCellFactory(list -> new Cell());
        many.setPrefSize(Region.USE_COMPUTED_SIZE, HEIGHT);
        setMaxHeight(HEIGHT);
        getChildren().setAll(scroll);
    }

    /** Shows these from now on. */
    void show(List<T> next) {
        if (next.equals(shown)) {
            return;
        }
        boolean crowded = next.size() > FEW;
        if (crowded) {
            few.getChildren().clear();
        } else {
            redraw(next);
        }
        shown.setAll(next);
        many.setItems(crowded ? shown : FXCollections.emptyObservableList());
        Node seen = crowded ? many : scroll;
        if (!getChildren().contains(seen)) {
            getChildren().setAll(seen);
        }
    }

    private void redraw(List<T> next) {
        if (few.getChildren().size() != next.size()) {
            few.getChildren().setAll(next.stream().map(line).toList());
            return;
        }
        for (int i = 0; i < next.size(); i++) {
            if (!next.get(i).equals(shown.get(i))) {
                few.getChildren().set(i, line.apply(next.get(i)));
            }
        }
    }

    /** A line is kept for as long as it tells the same. */
    private final class Cell extends ListCell<T> {
        private Object drawn = Cell.class;

        @Override
        protected void updateItem(T item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                drawn = Cell.class;
                setGraphic(null);
            } else if (!Objects.equals(drawn, item)) {
                drawn = item;
                Node next = line.apply(item);
                if (next instanceof Region region) {
                    region.setPrefWidth(0); // as wide as the list
                }
                setGraphic(next);
            }
        }

        /** As high as its words are when they are wrapped to the list's width. */
        @Override
        protected double computePrefHeight(double width) {
            Node line = getGraphic();
            if (line == null) {
                return super.computePrefHeight(width);
            }
            double room = Math.max(0, many.getWidth() - SCROLL_BAR);
            return snappedTopInset() + line.prefHeight(room) + snappedBottomInset();
        }
    }
}
