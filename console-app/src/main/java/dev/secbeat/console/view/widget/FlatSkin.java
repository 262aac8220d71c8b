// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.List;
import javafx.geometry.HPos;
import javafx.geometry.Insets;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.SkinBase;
import javafx.scene.text.Text;

/**
 * Looks of a control that shows one line of text, or else a graphic, and changes often. The skin that comes with JavaFX takes
 * its text node out of the scene and puts it back at each new text, which styles it anew, and has all parents laid out. This
 * one keeps the node; parents are told only when the text takes another width, and never by a cell, whose size is its
 * column's: whatever changes in it, its row and its table are not laid out. No line breaks, no mnemonics. FX thread only.
 */
public final class FlatSkin extends SkinBase<Labeled> {
    private static final String ELLIPSIS = "…";

    private final Text text = new Text();
    private final boolean ownSize;
    private String whole = "";
    private double width;

    /** @param ownSize whether the text decides how large the control wants to be; false in a table's cell */
    public FlatSkin(Labeled control, boolean ownSize) {
        super(control);
        this.ownSize = ownSize;
        control.setManaged(
                ownSize); // what is not managed ends the way of a wish for layout; a row places its cells itself
        text.getStyleClass().add("text");
        text.setManaged(false);
        text.setMouseTransparent(true);
        text.setTextOrigin(VPos.TOP);
        text.fontProperty().bind(control.fontProperty());
        text.fillProperty().bind(control.textFillProperty());
        registerChangeListener(control.textProperty(), changed -> tell());
        registerChangeListener(control.fontProperty(), changed -> measure());
        registerChangeListener(control.graphicProperty(), changed -> choose());
        registerChangeListener(control.alignmentProperty(), changed -> control.requestLayout());
        choose();
        tell();
    }

    private void choose() {
        Node graphic = getSkinnable().getGraphic();
        List<Node> shown = List.of(graphic == null ? text : graphic);
        if (!getChildren().equals(shown)) {
            getChildren().setAll(shown);
        }
    }

    private void tell() {
        String next = getSkinnable().getText() == null ? "" : getSkinnable().getText();
        if (!next.equals(whole)) {
            whole = next;
            measure();
        }
    }

    private void measure() {
        text.setText(whole);
        double next = text.getLayoutBounds().getWidth();
        boolean other = next != width;
        width = next;
        if (other && ownSize) {
            getSkinnable().requestLayout();
        } else {
            place();
        }
    }

    /** Puts the text where the alignment wants it, cut where it has no room. */
    private void place() {
        Labeled control = getSkinnable();
        Insets inside = inside();
        double room = control.getWidth() - inside.getLeft() - inside.getRight();
        if (control.getGraphic() != null || room <= 0) {
            return;
        }
        String shown = width <= room + 0.5 ? whole : cut(room);
        if (!text.getText().equals(shown)) {
            text.setText(shown);
        }
        double high = control.getHeight() - inside.getTop() - inside.getBottom();
        double spareX = Math.max(0, room - text.getLayoutBounds().getWidth());
        double spareY = high - text.getLayoutBounds().getHeight();
        text.setLayoutX(snapPositionX(
                inside.getLeft() + spareX * share(control.getAlignment().getHpos())));
        text.setLayoutY(snapPositionY(
                inside.getTop() + spareY * share(control.getAlignment().getVpos())));
    }

    private String cut(double room) {
        int low = 0;
        int high = whole.length();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            text.setText(whole.substring(0, middle) + ELLIPSIS);
            if (text.getLayoutBounds().getWidth() <= room) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return whole.substring(0, low) + ELLIPSIS;
    }

    private static double share(HPos place) {
        return switch (place) {
            case LEFT -> 0;
            case CENTER -> 0.5;
            case RIGHT -> 1;
        };
    }

    private static double share(VPos place) {
        return switch (place) {
            case TOP, BASELINE -> 0;
            case CENTER -> 0.5;
            case BOTTOM -> 1;
        };
    }

    private Insets inside() {
        Labeled control = getSkinnable();
        Insets label = control.getLabelPadding();
        return new Insets(
                control.snappedTopInset() + label.getTop(),
                control.snappedRightInset() + label.getRight(),
                control.snappedBottomInset() + label.getBottom(),
                control.snappedLeftInset() + label.getLeft());
    }

    @Override
    protected void layoutChildren(double x, double y, double width, double height) {
        Node graphic = getSkinnable().getGraphic();
        if (graphic == null) {
            place();
        } else {
            HPos across = getSkinnable().getAlignment().getHpos();
            VPos down = getSkinnable().getAlignment().getVpos();
            layoutInArea(graphic, x, y, width, height, -1, across, down);
        }
    }

    @Override
    protected double computePrefWidth(double height, double top, double right, double bottom, double left) {
        Node graphic = getSkinnable().getGraphic();
        Insets inside = inside();
        return snapSizeX(graphic == null ? width : graphic.prefWidth(-1)) + inside.getLeft() + inside.getRight();
    }

    @Override
    protected double computePrefHeight(double width, double top, double right, double bottom, double left) {
        Node graphic = getSkinnable().getGraphic();
        Insets inside = inside();
        double high = graphic == null ? text.getLayoutBounds().getHeight() : graphic.prefHeight(-1);
        return snapSizeY(high) + inside.getTop() + inside.getBottom();
    }

    @Override
    protected double computeMinWidth(double height, double top, double right, double bottom, double left) {
        Insets inside = inside();
        return Math.min(width, text.getFont().getSize()) + inside.getLeft() + inside.getRight();
    }

    @Override
    protected double computeMinHeight(double width, double top, double right, double bottom, double left) {
        return computePrefHeight(width, top, right, bottom, left);
    }

    @Override
    protected double computeMaxWidth(double height, double top, double right, double bottom, double left) {
        return getSkinnable().prefWidth(height);
    }

    @Override
    protected double computeMaxHeight(double width, double top, double right, double bottom, double left) {
        return getSkinnable().prefHeight(width);
    }

    @Override
    protected double computeBaselineOffset(double top, double right, double bottom, double left) {
        return inside().getTop() + text.getBaselineOffset();
    }
}
