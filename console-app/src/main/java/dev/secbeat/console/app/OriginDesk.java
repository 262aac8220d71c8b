// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Origins;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.geo.GeoDatabase;
import dev.secbeat.node.geo.GeoFormatException;
import dev.secbeat.node.geo.GeoPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Looks sources up in the operator's databases of countries and autonomous systems, on a thread of its own. What was looked up
 * lately is remembered. Safe for all threads.
 */
final class OriginDesk implements AutoCloseable {
    private static final int REMEMBERED = 16_384;

    private final List<Path> files;
    private final Consumer<Update> sink;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("origins").daemon().factory());
    private final List<GeoDatabase> databases = new ArrayList<>();
    private final Map<String, String> known = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };
    private String problem = "";

    private OriginDesk(List<Path> files, Consumer<Update> sink) {
        this.files = List.copyOf(files);
        this.sink = sink;
    }

    /** Opens the databases in the background; how that went comes as {@link Update.Located}. */
    static OriginDesk open(List<Path> files, Consumer<Update> sink) {
        OriginDesk desk = new OriginDesk(files, sink);
        desk.thread.execute(desk::openAll);
        return desk;
    }

    /** Answers with {@link Update.Located}. */
    void ask(List<String> sources) {
        thread.execute(() -> {
            Map<String, String> found = new HashMap<>();
            sources.forEach(source -> found.put(source, known.computeIfAbsent(source, this::find)));
            sink.accept(new Update.Located(new Origins(true, found, problem)));
        });
    }

    @Override
    public void close() {
        thread.execute(() -> databases.forEach(OriginDesk::close));
        thread.shutdown();
    }

    private void openAll() {
        for (Path file : files) {
            try {
                databases.add(GeoDatabase.open(file));
            } catch (IOException e) {
                problem = Messages.of("app.origin.unreadable", file, e);
            } catch (GeoFormatException e) {
                problem = Messages.of("app.origin.wrong", file, e.problem());
            }
        }
        sink.accept(new Update.Located(new Origins(true, Map.of(), problem)));
    }

    private String find(String source) {
        GeoPlace place = GeoPlace.UNKNOWN;
        SourceKey key = SourceKey.ofPrefix(Prefix.parse(source));
        for (GeoDatabase database : databases) {
            try {
                place = place.orElse(database.find(key));
            } catch (GeoFormatException e) {
                problem = Messages.of("app.origin.wrong", database.type(), e.problem());
            }
        }
        String country = place.country().orElse("");
        String asn = place.asn().map(number -> "AS" + number).orElse("");
        return (country + " " + asn).strip();
    }

    private static void close(GeoDatabase database) {
        try {
            database.close();
        } catch (IOException e) {
            System.err.println("secbeat console: while closing a database: " + e.getMessage());
        }
    }
}
