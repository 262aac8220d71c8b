// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import javafx.scene.Parent;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/**
 * Shows a window's content larger or smaller, letters, figures and gaps alike, sharp at any scale. Content that would
 * become smaller than it can be scrolls instead. FX thread only.
 */
public final class Scaled extends ScrollPane {
    private final Holder holder;

    /**
     * @param scale 1 is as designed
     * @param leastWidth width below which the content scrolls, in its own pixels
     * @param leastHeight the same for its height
     */
    public Scaled(Parent content, double scale, double leastWidth, double leastHeight) {
        holder = new Holder(content, scale, leastWidth, leastHeight);
        setId("scaled");
        getStyleClass().add("plain-scroll");
        setFocusTraversable(false);
        setContent(holder);
        viewportBoundsProperty().subscribe(bounds -> holder.requestLayout());
        widthProperty().subscribe(this::fit);
        heightProperty().subscribe(this::fit);
    }

    /** Shows it at another scale from now on. */
    public void rescale(double scale) {
        holder.rescale(scale);
        fit();
    }

    /** Takes the content out, so that it can be shown elsewhere or be forgotten. */
    public void release() {
        holder.release();
    }

    private void fit() {
        holder.fit(getWidth(), getHeight());
    }

    private static final class Holder extends Region {
        private final Parent content;
        private final double leastWidth;
        private final double leastHeight;
        private final Scale transform;
        private double scale;

        Holder(Parent content, double scale, double leastWidth, double leastHeight) {
            this.content = content;
            this.scale = scale;
            this.leastWidth = leastWidth;
            this.leastHeight = leastHeight;
            transform = new Scale(scale, scale, 0, 0);
            content.getTransforms().add(transform);
            getChildren().add(content);
        }

        void rescale(double next) {
            scale = next;
            transform.setX(next);
            transform.setY(next);
            requestLayout();
        }

        void release() {
            content.getTransforms().remove(transform);
            getChildren().clear();
        }

        void fit(double width, double height) {
            double wide = Math.max(Math.min(leastWidth * scale, width * 4), width);
            double tall = Math.max(Math.min(leastHeight * scale, height * 4), height);
            setMinSize(wide, tall);
            setPrefSize(wide, tall);
            setMaxSize(wide, tall);
        }

        @Override
        protected void layoutChildren() {
            content.resizeRelocate(0, 0, getWidth() / scale, getHeight() / scale);
        }
    }
}
