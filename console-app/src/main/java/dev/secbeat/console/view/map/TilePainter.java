// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

/**
 * Paints square pieces of the world: land in one strong colour, sea and borders transparent. How much of it is seen the
 * theme decides, by the opacity of tiles and the colour below them, so that one set of tiles serves all themes. Any
 * thread.
 */
final class TilePainter {
    /** Side of a tile, pixels; it is shown at 214 to 446, and forty of them are held: larger ones cost more memory than they show. */
    static final int SIDE = 384;

    private static final int LAND = 0x86A6C8;
    private static final float BORDER_SHARE = 0.9f;
    private static final double BORDER_PIXELS = 1.7;

    private final Outline outline;

    TilePainter(Outline outline) {
        this.outline = outline;
    }

    /**
     * A tile of the usual scheme: 2^zoom tiles a side, column from the west, row from the north.
     *
     * @return {@link #SIDE} x {@link #SIDE} pixels, ARGB with premultiplied alpha
     */
    int[] paint(int zoom, long column, long row) {
        double scale = SIDE * Math.scalb(1.0, zoom);
        Coverage land = new Coverage(SIDE, SIDE);
        Coverage borders = new Coverage(SIDE, SIDE);
        for (int world = -1; world <= 1; world++) {
            Window window = new Window(scale, (column * (double) SIDE) - world * scale, row * (double) SIDE);
            outline.rings().stream().filter(window::shows).forEach(ring -> window.fill(land, ring));
            outline.borders().stream().filter(window::shows).forEach(line -> window.stroke(borders, line));
        }
        return blend(land.shares(), borders.shares());
    }

    private static int[] blend(float[] land, float[] borders) {
        int[] pixels = new int[land.length];
        for (int i = 0; i < pixels.length; i++) {
            float alpha = land[i] * (1 - borders[i] * BORDER_SHARE);
            if (alpha > 0.002f) {
                pixels[i] = Math.round(alpha * 255) << 24
                        | channel(16, alpha) << 16
                        | channel(8, alpha) << 8
                        | channel(0, alpha);
            }
        }
        return pixels;
    }

    private static int channel(int shift, float alpha) {
        return Math.round((LAND >> shift & 0xFF) * alpha);
    }

    /** The tile's place in the world, in pixels of its zoom. */
    private record Window(double scale, double left, double top) {
        private static final double MARGIN = 2;

        boolean shows(Outline.Path path) {
            return path.touches(
                    (left - MARGIN) / scale,
                    (top - MARGIN) / scale,
                    (left + SIDE + MARGIN) / scale,
                    (top + SIDE + MARGIN) / scale);
        }

        void fill(Coverage land, Outline.Path path) {
            for (int i = 1; i < path.size(); i++) {
                land.edge(x(path.x(i - 1)), y(path.y(i - 1)), x(path.x(i)), y(path.y(i)));
            }
        }

        void stroke(Coverage borders, Outline.Path path) {
            for (int i = 1; i < path.size(); i++) {
                borders.stroke(x(path.x(i - 1)), y(path.y(i - 1)), x(path.x(i)), y(path.y(i)), BORDER_PIXELS);
            }
        }

        private double x(double unit) {
            return unit * scale - left;
        }

        private double y(double unit) {
            return unit * scale - top;
        }
    }
}
