// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.model.LinkState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Point2D;
import javafx.scene.Group;

/**
 * The links drawn. Fifty regions have 1,225 links, which would hide the map: of many only the slowest are drawn, and all
 * of the selected region.
 */
final class LinkLines {
    /** Links drawn besides those of the selected region. */
    static final int MOST = 12;

    private final Group curves = new Group();
    private final Group pills = new Group();
    private final Map<String, LinkLine> lines = new LinkedHashMap<>();

    LinkLines() {
        curves.setMouseTransparent(true);
        pills.setMouseTransparent(true);
    }

    Group curves() {
        return curves;
    }

    Group pills() {
        return pills;
    }

    /** Draws the lines and tells the placer where they run. */
    void arrange(
            List<LinkState> links,
            Map<String, Point2D> places,
            double worldPixels,
            String selected,
            LabelPlacer placer) {
        List<LinkState> drawn = choose(links, selected).stream()
                .filter(link -> places.containsKey(link.from()) && places.containsKey(link.to()))
                .toList();
        boolean anew = sync(drawn);
        for (LinkState link : drawn) {
            LinkLine line = lines.get(key(link));
            anew |= line != null && line.draw(link);
        }
        if (anew) {
            pills.applyCss(); // what is new or dressed anew has no font yet, and would be measured without
        }
        for (LinkState link : drawn) {
            LinkLine line = lines.get(key(link));
            Point2D from = places.get(link.from());
            Point2D to = places.get(link.to());
            if (line != null && from != null && to != null) {
                line.place(from, to, worldPixels);
                line.dim(drawn.size() > 2 * MOST);
                placer.avoid(line.points());
            }
        }
    }

    /** Puts the figures of the lines where there is room. */
    void placePills(LabelPlacer placer) {
        lines.values().forEach(line -> line.placePill(placer));
    }

    static List<LinkState> choose(List<LinkState> links, String selected) {
        if (links.size() <= MOST) {
            return links;
        }
        List<LinkState> chosen = slowest(links);
        links.stream()
                .filter(link -> link.from().equals(selected) || link.to().equals(selected))
                .filter(link -> !chosen.contains(link))
                .forEach(chosen::add);
        return chosen;
    }

    /** The {@link #MOST} with the largest lag, that first; of two that are as slow the earlier one. Sorts no more than those. */
    private static List<LinkState> slowest(List<LinkState> links) {
        List<LinkState> chosen = new ArrayList<>(MOST + 1);
        for (LinkState link : links) {
            int at = chosen.size();
            while (at > 0 && chosen.get(at - 1).lagMillis() < link.lagMillis()) {
                at--;
            }
            if (at < MOST) {
                chosen.add(at, link);
            }
            if (chosen.size() > MOST) {
                chosen.removeLast();
            }
        }
        return chosen;
    }

    /** Whether there are other links than before. */
    private boolean sync(List<LinkState> drawn) {
        List<String> keys = drawn.stream().map(LinkLines::key).toList();
        if (keys.equals(List.copyOf(lines.keySet()))) {
            return false;
        }
        Map<String, LinkLine> known = new LinkedHashMap<>(lines);
        lines.clear();
        for (LinkState link : drawn) {
            LinkLine line = known.get(key(link));
            lines.put(key(link), line == null ? new LinkLine(link) : line);
        }
        curves.getChildren().setAll(lines.values().stream().map(LinkLine::curve).toList());
        pills.getChildren().setAll(lines.values().stream().map(LinkLine::pill).toList());
        return true;
    }

    private static String key(LinkState link) {
        return link.from() + "|" + link.to();
    }
}
