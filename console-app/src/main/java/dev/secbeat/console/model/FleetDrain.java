// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.NodeStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.collections.ObservableList;

/** Carries updates from the inbox into the model and ages what was not updated. FX thread only. */
final class FleetDrain {
    private static final int MAX_REGIONS = 256;

    /** Updates taken in one step. */
    private static final int UPDATES_A_STEP = 128;

    /** Regions brought up to date in one step. */
    private static final int A_STEP = 8;

    /** As on the map, so that an eye finds a region again; whoever is heard first changes nothing. */
    private static final Comparator<RegionPlace> WEST_TO_EAST = Comparator.comparing(RegionPlace::isPlaced)
            .reversed()
            .thenComparingDouble(RegionPlace::longitude)
            .thenComparing(RegionPlace::id);

    /** The key of a step; there is one drain at a time. */
    private record Step(int index) {}

    private final FleetModel model;
    private final Function<String, RegionPlace> places;
    private final Map<String, RegionTrack> regions = new LinkedHashMap<>();
    private CommandLog commands = new CommandLog();
    private SummaryBook summaries = new SummaryBook();
    private AlertBook alerts = new AlertBook();
    private LeaderTrack leader = new LeaderTrack();
    private FailoverTrack failover = new FailoverTrack();
    private WaitingBook waiting = new WaitingBook();
    private Access granted = Access.starting();
    private Board newest = Board.EMPTY;
    private Runnable onRefused = () -> {};

    FleetDrain(FleetModel model, Collection<RegionPlace> catalogue, Function<String, RegionPlace> places) {
        this.model = model;
        this.places = places;
        catalogue.forEach(place -> track(place.id(), place));
    }

    /** Each step takes its turn, all before what views do at them. */
    void run(FleetInbox inbox, long nowNanos, long epochMillis) {
        onRefused = inbox::refuse;
        List<Runnable> steps = steps(inbox, nowNanos, epochMillis).toList();
        for (int i = 0; i < steps.size(); i++) {
            model.pace().soon(new Step(i), steps.get(i));
        }
    }

    private Stream<Runnable> steps(FleetInbox inbox, long nowNanos, long epochMillis) {
        Stream<Runnable> taking = Stream.concat(
                byUpdates(List.copyOf(inbox.takeLatest()), update -> apply(update, epochMillis)),
                byUpdates(inbox.takeQueued(), update -> apply(update, epochMillis)));
        Stream<Runnable> refreshing = byRegions(some -> refresh(some, nowNanos, epochMillis));
        LinkBook links = new LinkBook();
        Stream<Runnable> linking = byRegions(some -> some.forEach(region -> links.accept(region, nowNanos)));
        return Stream.of(
                        taking,
                        Stream.<Runnable>of(() -> takeOthers(inbox, nowNanos)),
                        refreshing,
                        linking,
                        Stream.<Runnable>of(
                                () -> conclude(nowNanos, epochMillis),
                                () -> replace(model.linkList, links.links()),
                                () -> model.summary.set(summaries.summary(
                                        regions.values(), model.linkList, inbox.refused(), nowNanos, epochMillis)),
                                () -> replace(model.alertList, alerts.alerts(model, epochMillis)),
                                () -> model.now.set(epochMillis)))
                .flatMap(each -> each);
    }

    /** A step for every few updates: receipts of a thousand nodes come at once. */
    private static <T> Stream<Runnable> byUpdates(List<T> updates, Consumer<T> take) {
        return IntStream.iterate(0, from -> from < updates.size(), from -> from + UPDATES_A_STEP)
                .mapToObj(from -> () -> updates.subList(from, Math.min(updates.size(), from + UPDATES_A_STEP))
                        .forEach(take));
    }

    /** A step for every few regions, whichever there are when its turn comes. */
    private Stream<Runnable> byRegions(Consumer<Stream<RegionTrack>> work) {
        return IntStream.iterate(0, from -> from < MAX_REGIONS, from -> from + A_STEP)
                .mapToObj(from ->
                        () -> work.accept(regions.values().stream().skip(from).limit(A_STEP)));
    }

    private void takeOthers(FleetInbox inbox, long nowNanos) {
        model.samples().drain(inbox.takeSamples(), nowNanos);
        model.asked().drain(inbox, nowNanos);
    }

    private void refresh(Stream<RegionTrack> some, long nowNanos, long epochMillis) {
        boolean natsUp = model.nats.get().isUp();
        some.forEach(region -> region.refresh(nowNanos, epochMillis, natsUp));
    }

    private void conclude(long nowNanos, long epochMillis) {
        ageConnections();
        ConnectionState link = model.nats.get();
        boolean gone = link.trust() == Freshness.Level.GONE && link.freshness().ageMillis() >= 0;
        replace(model.sourceList, gone ? newest.forgottenSources() : newest.sources());
        model.actions().leader.set(leader.state(nowNanos));
        model.actions().failover.set(failover.state(nowNanos));
        replace(model.actions().waitingList, waiting.waiting(epochMillis));
        List<CommandState> states = commands.states(nowNanos);
        replace(model.actions().commandList, states);
    }

    /** Regions stay, for views hold on to them; what was known of them does not. */
    void rewind(Past past) {
        commands = new CommandLog();
        summaries = new SummaryBook();
        alerts = new AlertBook();
        leader = new LeaderTrack();
        failover = new FailoverTrack();
        waiting = new WaitingBook();
        model.samples().forget();
        model.recent.forget();
        model.actions().audit.set(AuditBoard.UNREAD);
        past.histories().keySet().forEach(this::region);
        regions.forEach((id, region) -> region.rewind(
                past.histories().getOrDefault(id, List.of()), past.metered().getOrDefault(id, List.of())));
        past.heartbeats().forEach(this::apply);
        past.events().forEach(event -> apply(event.update(), event.epochMillis()));
    }

    private void apply(Update.Latest update, long epochMillis) {
        switch (update) {
            case Update.Heartbeat beat -> apply(beat);
            case Update.Metrics(List<RegionSample> samples) ->
                samples.forEach(sample -> region(sample.regionId()).ifPresent(region -> region.accept(sample)));
            case Update.Rated(RateAnswer answer) -> model.asked().rates.set(Optional.of(answer));
            case Update.Located(Origins origins) -> model.asked().origins.set(origins);
            case Update.Nats(ConnectionState state) -> {
                model.nats.set(state.withFreshness(model.nats.get().freshness()));
                allow();
            }
            case Update.Prometheus(ConnectionState state) ->
                model.prometheus.set(state.withFreshness(model.prometheus.get().freshness()));
            case Update.Boards(Board board) -> {
                newest = board;
                replace(model.actions().blockList, board.blocks());
                replace(model.actions().limitList, board.limits());
                model.asked().accept(board);
            }
            case Update.Rights(Access access) -> {
                granted = access;
                allow();
            }
            case Update.Leader heard -> leader.accept(heard);
            case Update.Steered steered -> failover.accept(steered, epochMillis);
            case Update.Audited(AuditBoard board) -> {
                model.actions().audit.set(board);
                waiting.accept(board);
            }
            case Update.Embedded(EmbeddedNode node) -> model.actions().embedded.set(node);
            case Update.Story(IncidentStory story) -> model.incident().story.set(story);
            case Update.Recording(RecordingState state) ->
                model.incident().recording.set(state);
            case Update.Replaying(ReplayState state) -> model.incident().replay.set(state);
        }
    }

    private void apply(Update.Heartbeat beat) {
        NodeStatus status = beat.status();
        model.recent.accept(beat);
        region(status.node().region().value()).ifPresent(region -> region.accept(beat));
    }

    private void apply(Update.Each update, long epochMillis) {
        switch (update) {
            case Update.Sent sent -> commands.accept(sent);
            case Update.Unsent unsent -> commands.accept(unsent);
            case Update.Tried tried -> commands.accept(tried.trial());
            case Update.Answered answered -> {
                commands.accept(answered);
                summaries.accept(answered);
                waiting.accept(answered.receipt());
            }
            case Update.Planned(PlanState plan) -> failover.accept(plan, epochMillis);
            case Update.Ordered(OrderHeard order) -> waiting.accept(order);
            case Update.Stepped(FailoverStep step) -> failover.accept(step);
            case Update.Happened(var event) -> {
                summaries.accept(event, epochMillis);
                alerts.accept(event, epochMillis);
                region(event.node().region().value()).ifPresent(region -> region.accept(event));
            }
        }
    }

    /** What may be done: nothing while no command could reach a node. */
    private void allow() {
        ConnectionState nats = model.nats.get();
        model.actions().access.set(nats.isUp() ? granted : granted.without(nats));
    }

    private void ageConnections() {
        Freshness heartbeat = Freshness.NEVER;
        Freshness metrics = Freshness.NEVER;
        for (RegionTrack region : regions.values()) {
            RegionState state = region.model().state().get();
            heartbeat = heartbeat.orBetter(state.live().freshness());
            metrics = metrics.orBetter(state.metered().freshness());
        }
        model.nats.set(model.nats.get().withFreshness(heartbeat));
        model.prometheus.set(model.prometheus.get().withFreshness(metrics));
    }

    private Optional<RegionTrack> region(String id) {
        RegionTrack known = regions.get(id);
        if (known == null && regions.size() >= MAX_REGIONS) {
            onRefused.run();
            return Optional.empty();
        }
        if (known != null) {
            return Optional.of(known);
        }
        return Optional.of(track(id, places.apply(id)));
    }

    private RegionTrack track(String id, RegionPlace place) {
        RegionTrack track = new RegionTrack(new RegionModel(place));
        regions.put(id, track);
        int at = 0;
        while (at < model.regionList.size()
                && WEST_TO_EAST.compare(model.regionList.get(at).place(), place) <= 0) {
            at++;
        }
        model.regionList.add(at, track.model());
        return track;
    }

    private static <T> void replace(ObservableList<T> list, List<T> next) {
        if (!list.equals(next)) {
            list.setAll(new ArrayList<>(next));
        }
    }
}
