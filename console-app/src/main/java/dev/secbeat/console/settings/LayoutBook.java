// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The layouts of all profiles, by name of profile. */
public record LayoutBook(Map<String, Layout> layouts) {
    private static final int MOST = ProfileBook.MOST;
    private static final double FAR = 100_000;

    public LayoutBook {
        layouts = Map.copyOf(layouts);
    }

    /** The file of this person's layouts in {@code folder}. */
    public static SettingsFile<LayoutBook> in(Path folder) {
        return new SettingsFile<>(folder.resolve("layouts.json"), new Written());
    }

    /** The layout of a profile, or the standard one. */
    public Layout of(String profile) {
        return layouts.getOrDefault(profile, Layout.STANDARD);
    }

    /** With this layout for a profile. */
    public LayoutBook with(String profile, Layout layout) {
        Map<String, Layout> next = new LinkedHashMap<>(layouts);
        if (next.size() >= MOST && !next.containsKey(profile)) {
            next.remove(next.keySet().iterator().next());
        }
        next.put(profile, layout);
        return new LayoutBook(next);
    }

    private static final class Written implements SettingsFile.Format<LayoutBook> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public LayoutBook standard() {
            return new LayoutBook(Map.of());
        }

        @Override
        public void write(LayoutBook book, ObjectNode into) {
            ObjectNode all = into.putObject("profiles");
            new TreeMap<>(book.layouts).forEach((name, layout) -> write(layout, all.putObject(name)));
        }

        private static void write(Layout layout, ObjectNode into) {
            into.put("page", layout.page());
            into.put("divider", layout.divider());
            into.put("listShown", layout.listShown());
            into.put("sideShown", layout.sideShown());
            into.put("tableShown", layout.tableShown());
            layout.window().ifPresent(place -> write(place, into.putObject("window")));
            ObjectNode tables = into.putObject("tables");
            new TreeMap<>(layout.tables()).forEach((id, columns) -> {
                ArrayNode list = tables.putObject(id).putArray("columns");
                columns.forEach(column -> list.addObject()
                        .put("id", column.id())
                        .put("width", column.width())
                        .put("visible", column.visible()));
            });
            ArrayNode tiles = into.putArray("tiles");
            layout.tiles().forEach(tiles::add);
            layout.wall().ifPresent(wall -> write(wall, into.putObject("wallboard")));
        }

        private static void write(Layout.Wall wall, ObjectNode into) {
            into.put("shown", wall.shown());
            into.put("fullScreen", wall.fullScreen());
            write(wall.place(), into.putObject("place"));
            ArrayNode tiles = into.putArray("tiles");
            wall.tiles().forEach(tiles::add);
        }

        private static void write(Layout.Place place, ObjectNode into) {
            into.put("x", place.x()).put("y", place.y());
            into.put("width", place.width()).put("height", place.height());
            into.put("maximized", place.maximized());
        }

        @Override
        public LayoutBook read(Reading from) {
            Map<String, Layout> layouts = new TreeMap<>();
            from.named("profiles").forEach((name, written) -> layouts.put(name, layout(written)));
            return new LayoutBook(layouts);
        }

        private static Layout layout(Reading from) {
            Map<String, List<Layout.Column>> tables = new TreeMap<>();
            from.named("tables").forEach((id, table) -> tables.put(id, columns(table)));
            Optional<Layout.Place> window =
                    from.has("window") ? Optional.of(place(from.object("window"))) : Optional.empty();
            Optional<Layout.Wall> wall =
                    from.has("wallboard") ? Optional.of(wall(from.object("wallboard"))) : Optional.empty();
            return new Layout(
                    from.text("page", Layout.STANDARD.page()),
                    from.number("divider", Layout.STANDARD.divider(), 0, 1),
                    from.flag("listShown", true),
                    from.flag("sideShown", true),
                    from.flag("tableShown", true),
                    window,
                    tables,
                    from.texts("tiles"),
                    wall);
        }

        private static Layout.Wall wall(Reading from) {
            return new Layout.Wall(
                    from.flag("shown", false),
                    place(from.object("place")),
                    from.flag("fullScreen", false),
                    from.texts("tiles"));
        }

        private static Layout.Place place(Reading from) {
            return new Layout.Place(
                    from.number("x", 0, -FAR, FAR),
                    from.number("y", 0, -FAR, FAR),
                    from.number("width", 0, 0, FAR),
                    from.number("height", 0, 0, FAR),
                    from.flag("maximized", false));
        }

        private static List<Layout.Column> columns(Reading table) {
            return table.objects("columns").stream()
                    .map(column -> new Layout.Column(
                            column.text("id", ""), column.number("width", 0, 0, FAR), column.flag("visible", true)))
                    .toList();
        }
    }
}
