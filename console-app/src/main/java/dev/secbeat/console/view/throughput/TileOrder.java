// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.model.RegionModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;

/**
 * The order in which a person wants the tiles: dragged with the pointer, or moved with Alt and the arrow keys. Regions
 * nobody placed follow in the model's order. FX thread only.
 */
final class TileOrder {
    private final Runnable rearrange;
    private final List<String> chosen = new ArrayList<>();
    private double pressedAt;

    /** @param rearrange draws the tiles in the new order */
    TileOrder(Runnable rearrange) {
        this.rearrange = rearrange;
    }

    List<String> chosen() {
        return List.copyOf(chosen);
    }

    void choose(List<String> regionIds) {
        chosen.clear();
        chosen.addAll(regionIds);
        rearrange.run();
    }

    List<RegionModel> sorted(List<RegionModel> regions) {
        return regions.stream()
                .sorted(Comparator.comparingInt(region -> place(region.id()))) // stable: the rest stays as it was
                .toList();
    }

    private int place(String id) {
        int at = chosen.indexOf(id);
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    /** Lets this tile be moved among its siblings. */
    void serve(Node tile, String id) {
        tile.addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.isAltDown() && (key.getCode() == KeyCode.UP || key.getCode() == KeyCode.DOWN)) {
                move(tile, id, key.getCode() == KeyCode.UP ? -1 : 1);
                tile.requestFocus();
                key.consume();
            }
        });
        tile.addEventHandler(MouseEvent.MOUSE_PRESSED, press -> pressedAt = inColumn(tile, press));
        tile.addEventHandler(MouseEvent.MOUSE_DRAGGED, drag -> {
            tile.setViewOrder(-1);
            tile.setTranslateY(inColumn(tile, drag) - pressedAt);
        });
        tile.addEventHandler(MouseEvent.MOUSE_RELEASED, release -> drop(tile, id, release));
    }

    /** Where the pointer is in the column's own pixels: a scaled window has others. */
    private static double inColumn(Node tile, MouseEvent at) {
        return tile.getParent().sceneToLocal(at.getSceneX(), at.getSceneY()).getY();
    }

    /** Where the pointer is, among the middles of its neighbours. */
    private void drop(Node tile, String id, MouseEvent release) {
        tile.setViewOrder(0);
        tile.setTranslateY(0);
        if (release.isStillSincePress()) {
            return;
        }
        Parent column = tile.getParent();
        double y = inColumn(tile, release);
        int at = column.getChildrenUnmodifiable().indexOf(tile);
        int to = 0;
        for (Node other : column.getChildrenUnmodifiable()) {
            boolean above = !other.equals(tile) && y > other.getBoundsInParent().getCenterY();
            to += above ? 1 : 0;
        }
        if (to != at) {
            move(tile, id, to - at);
        }
    }

    private void move(Node tile, String id, int steps) {
        List<String> shown = new ArrayList<>();
        for (Node other : tile.getParent().getChildrenUnmodifiable()) {
            if (other instanceof RegionTile known) {
                shown.add(known.regionId());
            }
        }
        int to = Math.clamp((long) shown.indexOf(id) + steps, 0, shown.size() - 1);
        shown.remove(id);
        shown.add(to, id);
        choose(shown);
    }
}
