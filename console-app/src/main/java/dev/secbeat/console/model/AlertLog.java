// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.beans.InvalidationListener;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * The alerts of a session with who has seen them: those that last, and the newest that have ended. Acknowledging is local
 * to this console; an alert that ends and comes back is a new one. FX thread only; follows the model for as long as the
 * model lives.
 */
public final class AlertLog {
    /** Ended alerts kept at most; the oldest is forgotten first. */
    public static final int MOST_ENDED = 200;

    private final FleetModel model;
    private final String person;
    private final Consumer<Alert> onNew;
    private final Map<String, Entry> open = new LinkedHashMap<>();
    private final List<Entry> ended = new ArrayList<>();
    private final ObservableList<Entry> entryList = FXCollections.observableArrayList();
    private final ObservableList<Entry> entries = FXCollections.unmodifiableObservableList(entryList);
    private Predicate<AlertKind> shown = kind -> true;

    /**
     * A log of this model's alerts.
     *
     * @param person who acknowledges here
     * @param onNew takes each alert once, when it begins
     */
    public AlertLog(FleetModel model, String person, Consumer<Alert> onNew) {
        this.model = model;
        this.person = person;
        this.onNew = onNew;
        model.alerts().addListener((InvalidationListener) changed -> update());
        update();
    }

    /**
     * One alert.
     *
     * @param seen who acknowledged it and when; empty while nobody has
     * @param endedAtMillis when its cause was gone, epoch milliseconds; 0 while it lasts
     */
    public record Entry(Alert alert, Optional<Seen> seen, long endedAtMillis) {
        /** Whether its cause is still there. */
        public boolean lasts() {
            return endedAtMillis == 0;
        }

        /** Whether it lasts and nobody has acknowledged it. */
        public boolean isPending() {
            return lasts() && seen.isEmpty();
        }
    }

    /** Who acknowledged an alert, and when, epoch milliseconds. */
    public record Seen(String person, long atMillis) {}

    /** Those that last, most severe first, then those that ended, newest first. */
    public ObservableList<Entry> entries() {
        return entries;
    }

    /** Those that last and nobody has acknowledged. */
    public List<Alert> pending() {
        return entryList.stream().filter(Entry::isPending).map(Entry::alert).toList();
    }

    /** Those of {@link #pending} that are shown over the map. */
    public List<Alert> urgent() {
        return pending().stream().filter(alert -> shown.test(alert.kind())).toList();
    }

    /** From now on only alerts of such kinds are {@link #urgent}. */
    public void show(Predicate<AlertKind> kinds) {
        shown = kinds;
        publish();
    }

    /** Marks the alert of this key as seen, if it lasts and nobody did before. */
    public void acknowledge(String key) {
        open.computeIfPresent(key, (any, entry) -> seen(entry));
        publish();
    }

    /** Marks all that last as seen. */
    public void acknowledgeAll() {
        open.replaceAll((key, entry) -> seen(entry));
        publish();
    }

    private Entry seen(Entry entry) {
        Seen now = new Seen(person, model.now().get());
        return entry.seen().isPresent() ? entry : new Entry(entry.alert(), Optional.of(now), 0);
    }

    private void update() {
        Map<String, Entry> before = new LinkedHashMap<>(open);
        List<Alert> begun = new ArrayList<>();
        open.clear();
        for (Alert alert : model.alerts()) {
            Entry known = before.remove(alert.key());
            if (known == null) {
                begun.add(alert);
            }
            open.put(alert.key(), new Entry(alert, known == null ? Optional.empty() : known.seen(), 0));
        }
        long now = model.now().get();
        before.values().forEach(entry -> ended.addFirst(new Entry(entry.alert(), entry.seen(), Math.max(1, now))));
        while (ended.size() > MOST_ENDED) {
            ended.removeLast();
        }
        publish();
        begun.forEach(onNew);
    }

    private void publish() {
        List<Entry> next = new ArrayList<>(open.values());
        next.addAll(ended);
        entryList.setAll(next);
    }
}
