// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourcePage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * What is known only because a view asked for it: rates over time, all sources, each node's part in one of them. FX thread
 * only; a million sources are kept and searched by a thread of its own, which ends when nothing is asked.
 */
public final class AskedModel {
    private static final long SWEEP_NANOS = 2_000_000_000;
    private static final long FIND_NANOS = 1_000_000_000;
    static final int MOST_NODES = 2_048;

    /** Between two looks for pages: what waits longer costs memory, and a late FX thread must not make it wait. */
    private static final long INTAKE_MILLIS = 100;

    /** A node's newest word on watched sources. */
    private record Told(SourcePage page, long receivedNanos) {}

    final ReadOnlyObjectWrapper<Optional<RateAnswer>> rates = new ReadOnlyObjectWrapper<>(Optional.empty());
    final ReadOnlyObjectWrapper<Origins> origins = new ReadOnlyObjectWrapper<>(Origins.NONE);
    private final ReadOnlyObjectWrapper<HeldSources> held = new ReadOnlyObjectWrapper<>(HeldSources.NONE);
    private final ReadOnlyObjectWrapper<List<SourceComponent>> components = new ReadOnlyObjectWrapper<>(List.of());
    private final Map<NodeId, Told> told = new ConcurrentHashMap<>();
    private AtomicBoolean busy = new AtomicBoolean();
    private AtomicReference<HeldSources> found = new AtomicReference<>(HeldSources.NONE);
    private Optional<SourceQuery> query = Optional.empty();
    private Optional<ScheduledExecutorService> worker = Optional.empty();
    private Optional<SourceStore> store = Optional.empty();
    private Board board = Board.EMPTY;
    private String watched = "";
    private boolean queryIsNew;
    private long sweptNanos;
    private long foundNanos;

    AskedModel() {}

    /** The newest answer to any chart's question; empty before the first. */
    public ReadOnlyObjectProperty<Optional<RateAnswer>> rates() {
        return rates.getReadOnlyProperty();
    }

    /** Where sources come from: those asked for last. */
    public ReadOnlyObjectProperty<Origins> origins() {
        return origins.getReadOnlyProperty();
    }

    /** What is held of all sources; {@link HeldSources#NONE} while nobody looks. */
    public ReadOnlyObjectProperty<HeldSources> held() {
        return held.getReadOnlyProperty();
    }

    /** Each node's part in the watched source, by region and node. */
    public ReadOnlyObjectProperty<List<SourceComponent>> components() {
        return components.getReadOnlyProperty();
    }

    /** Looks for this among all sources from now on; empty forgets them all. */
    public void look(Optional<SourceQuery> wanted) {
        queryIsNew |= !wanted.equals(query);
        query = wanted;
        if (wanted.isEmpty()) {
            store = Optional.empty();
            worker.ifPresent(ExecutorService::shutdown);
            worker = Optional.empty();
            found = new AtomicReference<>(HeldSources.NONE); // What still runs answers nobody.
            busy = new AtomicBoolean();
            held.set(HeldSources.NONE);
        }
    }

    /** Shows the parts in this source from now on; an empty text shows none. */
    public void watch(String source) {
        watched = source;
        told.clear();
        components.set(List.of());
    }

    /**
     * All held sources that match, to be read away from the FX thread; empty while none are held. It ends with an error when they
     * are forgotten meanwhile.
     */
    public Optional<SourceExport> export(SourceQuery wanted) {
        Board known = board;
        return worker.flatMap(thread -> store.map(kept -> new SourceExport(thread, kept, wanted, known)));
    }

    /** What heartbeats tell of sources and blocks. */
    void accept(Board next) {
        board = next;
    }

    /** While all sources are looked at their thread takes the pages itself, however late this comes. */
    void drain(FleetInbox inbox, long nowNanos) {
        query.ifPresentOrElse(wanted -> work(wanted, inbox, nowNanos), () -> takeIn(inbox, Optional.empty()));
        if (!watched.isEmpty()) {
            components.set(parts(nowNanos));
        }
    }

    /** What is watched is remembered, walks are for the store; any thread. */
    private void takeIn(FleetInbox inbox, Optional<SourceStore> walks) {
        for (Update.Listed listed : inbox.takePages()) {
            NodeId node = listed.page().node();
            if (!listed.page().isWatched()) {
                walks.ifPresent(kept -> kept.accept(listed.page(), listed.receivedNanos()));
            } else if (told.size() < MOST_NODES || told.containsKey(node)) {
                told.put(node, new Told(listed.page(), listed.receivedNanos()));
            } else {
                inbox.refuse();
            }
        }
    }

    private void work(SourceQuery wanted, FleetInbox inbox, long nowNanos) {
        held.set(found.get());
        boolean sweep = nowNanos - sweptNanos >= SWEEP_NANOS;
        boolean find = queryIsNew || nowNanos - foundNanos >= FIND_NANOS;
        SourceStore kept = store.orElseGet(SourceStore::new);
        store = Optional.of(kept);
        ScheduledExecutorService thread = worker.orElseGet(() -> newWorker(() -> takeIn(inbox, Optional.of(kept))));
        worker = Optional.of(thread);
        if (busy.get() || (!sweep && !find)) {
            return;
        }
        busy.set(true);
        sweptNanos = sweep ? nowNanos : sweptNanos;
        foundNanos = find ? nowNanos : foundNanos;
        queryIsNew = false;
        AtomicReference<HeldSources> answer = found;
        AtomicBoolean running = busy;
        Board known = board;
        Runnable intake = () -> takeIn(inbox, Optional.of(kept));
        thread.execute(() -> {
            try {
                intake.run();
                if (sweep) {
                    kept.sweep(nowNanos, intake);
                }
                if (find) {
                    answer.set(kept.find(wanted, nowNanos, known, intake));
                }
            } finally {
                running.set(false);
            }
        });
    }

    private static ScheduledExecutorService newWorker(Runnable intake) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("source-store").daemon().factory());
        var _ = thread.scheduleWithFixedDelay(intake, 0, INTAKE_MILLIS, TimeUnit.MILLISECONDS);
        return thread;
    }

    private List<SourceComponent> parts(long nowNanos) {
        List<SourceComponent> parts = new ArrayList<>();
        told.values().forEach(word -> {
            Freshness age = Freshness.HEARTBEAT.at((nowNanos - word.receivedNanos()) / 1_000_000);
            List<SourceCount> counts = word.page().sources().stream()
                    .filter(count -> count.source().toString().equals(watched))
                    .toList();
            NodeId node = word.page().node();
            if (counts.isEmpty()) {
                parts.add(new SourceComponent(node.region().value(), node.name(), "", 0, 0, false, age));
            }
            counts.forEach(count -> parts.add(new SourceComponent(
                    node.region().value(),
                    node.name(),
                    count.dimension().label(),
                    count.local(),
                    count.global(),
                    count.blocked(),
                    age)));
        });
        parts.sort(Comparator.comparing(SourceComponent::region)
                .thenComparing(SourceComponent::node)
                .thenComparing(SourceComponent::dimension));
        return parts;
    }
}
