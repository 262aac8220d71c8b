// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

/**
 * Which share of each pixel a shape covers, from the exact area to the right of each of its edges.
 *
 * <p>Idea: an edge that crosses a row adds its signed height to all pixels on its right, and a share of it to those it
 * passes through. Only the differences from one pixel to the next are stored; summing along a row gives the covered
 * area. The border of two neighbours is walked in both directions and cancels out, so countries join without a seam. The
 * same idea is known from font rasterisers (stb_truetype, font-rs). One thread.
 */
final class Coverage {
    private final int width;
    private final int height;
    private final float[] steps;

    Coverage(int width, int height) {
        this.width = width;
        this.height = height;
        this.steps = new float[(width + 1) * height];
    }

    /** Adds one edge of a closed shape; parts outside are cut off. Coordinates in pixels. */
    void edge(double x0, double y0, double x1, double y1) {
        if (y0 > y1) {
            downward(x1, y1, x0, y0, -1);
        } else if (y0 < y1) {
            downward(x0, y0, x1, y1, 1);
        }
    }

    private void downward(double x0, double y0, double x1, double y1, int direction) {
        double slope = (x1 - x0) / (y1 - y0);
        int last = (int) Math.min(height, Math.ceil(y1));
        for (int row = (int) Math.max(0, Math.floor(y0)); row < last; row++) {
            double top = Math.max(row, y0);
            double bottom = Math.min(row + 1.0, y1);
            double from = x0 + (top - y0) * slope;
            double to = x0 + (bottom - y0) * slope;
            spread(row, Math.min(from, to), Math.max(from, to), (bottom - top) * direction);
        }
    }

    /** Adds an edge's {@code tall} signed height that runs evenly from {@code left} to {@code right} in one row. */
    private void spread(int row, double left, double right, double tall) {
        if (left >= width) {
            return;
        }
        int line = row * (width + 1);
        int first = (int) Math.max(0, Math.floor(left));
        int last = (int) Math.min(width - 1.0, Math.max(0, Math.ceil(right)));
        double before = 0;
        for (int column = first; column <= last; column++) {
            double covered = tall * shareRightOf(column + 1.0, left, right);
            steps[line + column] += (float) (covered - before);
            before = covered;
        }
    }

    /** Mean, over positions x evenly from left to right, of how much of the pixel ending at {@code end} is beyond x. */
    private static double shareRightOf(double end, double left, double right) {
        double wide = right - left;
        return wide < 1e-9 ? Math.clamp(end - left, 0.0, 1.0) : (integral(end - left) - integral(end - right)) / wide;
    }

    private static double integral(double distance) {
        return distance <= 0 ? 0 : distance < 1 ? distance * distance / 2 : distance - 0.5;
    }

    /** Adds a line of the given width as a thin quadrilateral; lines added one after another never cancel out. */
    void stroke(double x0, double y0, double x1, double y1, double wide) {
        double length = Math.hypot(x1 - x0, y1 - y0);
        if (length < 1e-9) {
            return;
        }
        double dx = (y1 - y0) / length * wide / 2;
        double dy = (x0 - x1) / length * wide / 2;
        edge(x0 + dx, y0 + dy, x1 + dx, y1 + dy);
        edge(x1 + dx, y1 + dy, x1 - dx, y1 - dy);
        edge(x1 - dx, y1 - dy, x0 - dx, y0 - dy);
        edge(x0 - dx, y0 - dy, x0 + dx, y0 + dy);
    }

    /** Covered share of each pixel, 0 to 1, row by row. */
    float[] shares() {
        float[] shares = new float[width * height];
        for (int row = 0; row < height; row++) {
            float sum = 0;
            for (int column = 0; column < width; column++) {
                sum += steps[row * (width + 1) + column];
                shares[row * width + column] = Math.min(1, Math.abs(sum));
            }
        }
        return shares;
    }
}
