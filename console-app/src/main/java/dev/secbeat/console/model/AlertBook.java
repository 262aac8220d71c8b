// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.FleetEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Derives what needs looking at from the state of the model; remembers since when. FX thread only. */
final class AlertBook {
    private static final long TROUBLE_MILLIS = 60_000;
    private static final int MAX_TROUBLES = 100;
    private static final int NAMED = 3;

    /** A first attempt that takes longer than this needs looking at. */
    private static final long CONNECT_MILLIS = 10_000;

    /** Losses are told so long after the last one. */
    private static final long LOSS_MILLIS = 60_000;

    private final Map<String, Long> since = new HashMap<>();
    private final Map<String, Alert> troubles = new LinkedHashMap<>();
    private long lost;
    private long lostAtMillis;

    void accept(FleetEvent event, long epochMillis) {
        if (event instanceof FleetEvent.Trouble trouble) {
            String key = troubleKey(trouble.node().toString(), trouble.code());
            troubles.remove(key); // Put anew, it is the newest.
            troubles.put(
                    key,
                    new Alert(
                            key,
                            Alert.Severity.WARNING,
                            trouble.node().region().value(),
                            trouble.node() + ": " + trouble.code(),
                            trouble.text(),
                            epochMillis));
            if (troubles.size() > MAX_TROUBLES) { // what is new matters more than what has been shown
                troubles.remove(troubles.keySet().iterator().next());
            }
        }
    }

    List<Alert> alerts(FleetModel model, long epochMillis) {
        List<Alert> found = new ArrayList<>();
        troubles.values().removeIf(trouble -> epochMillis - trouble.sinceEpochMillis() > TROUBLE_MILLIS);
        connection(found, "nats", "NATS", model.nats().get(), epochMillis);
        connection(found, "prometheus", "Prometheus", model.prometheus().get(), epochMillis);
        overload(found, model.summary().get().updatesLost(), epochMillis);
        recording(found, model.incident().recording().get());
        model.regions().forEach(region -> {
            region(found, region);
            degraded(found, region);
        });
        model.actions().commands().stream().limit(20).forEach(command -> command(found, command, epochMillis));
        found.addAll(troubles.values());
        return dated(found, epochMillis);
    }

    private static void connection(
            List<Alert> found, String key, String name, ConnectionState state, long epochMillis) {
        if (state.phase() == ConnectionState.Phase.CONNECTING
                && epochMillis - state.sinceEpochMillis() >= CONNECT_MILLIS) {
            found.add(new Alert(
                    "connection." + key,
                    Alert.Severity.CRITICAL,
                    "",
                    Messages.of("model.alert.unreached", name),
                    Messages.of("model.alert.first-try", sentence(state.detail()), state.server())
                            .strip(),
                    state.sinceEpochMillis()));
        }
        if (state.phase() == ConnectionState.Phase.RECONNECTING) {
            found.add(new Alert(
                    "connection." + key,
                    Alert.Severity.CRITICAL,
                    "",
                    Messages.of("model.alert.lost", name),
                    Messages.of("model.alert.trying", sentence(state.detail()), state.server())
                            .strip(),
                    state.sinceEpochMillis()));
        }
    }

    /** The console itself falls behind: what it shows may lack something. */
    private void overload(List<Alert> found, long total, long epochMillis) {
        if (total > lost) {
            lost = total;
            lostAtMillis = epochMillis;
        }
        if (lost > 0 && epochMillis - lostAtMillis < LOSS_MILLIS) {
            found.add(new Alert(
                    Alert.OF_CONSOLE + "lost",
                    Alert.Severity.WARNING,
                    "",
                    Messages.of("model.alert.overload"),
                    Messages.of("model.alert.overload-text", Figures.grouped((double) lost)),
                    0));
        }
    }

    private static void recording(List<Alert> found, RecordingState state) {
        if (state.failed()) {
            found.add(new Alert(
                    Alert.OF_CONSOLE + "recording",
                    Alert.Severity.WARNING,
                    "",
                    Messages.of("model.alert.unrecorded"),
                    sentence(state.notice()),
                    0));
        }
    }

    private static String sentence(String text) {
        return text.isEmpty() || text.endsWith(".") ? text : text + ".";
    }

    private static void region(List<Alert> found, RegionModel region) {
        RegionState state = region.state().get();
        String name = region.place().name();
        switch (state.health()) {
            case MITIGATING ->
                found.add(
                        alert(region, Alert.Severity.WARNING, Messages.of("model.alert.attack", name), attack(state)));
            case DOWN ->
                found.add(alert(
                        region,
                        Alert.Severity.CRITICAL,
                        Messages.of("model.alert.down", name),
                        Messages.of(
                                "model.alert.down-text",
                                state.live().freshness().text())));
            case STALE ->
                found.add(alert(
                        region,
                        Alert.Severity.WARNING,
                        Messages.of("model.alert.stale", name),
                        Messages.of(
                                "model.alert.stale-text",
                                state.live().freshness().text())));
            case HEALTHY, DEGRADED, DISCONNECTED -> {}
        }
        if (state.liveNodes() > 0 && state.liveNodes() < state.totalNodes()) {
            found.add(new Alert(
                    "region." + region.id() + ".nodes",
                    Alert.Severity.WARNING,
                    region.id(),
                    Messages.of("model.alert.nodes", name, state.liveNodes(), state.totalNodes()),
                    Messages.of("model.alert.nodes-text"),
                    0));
        }
    }

    private void degraded(List<Alert> found, RegionModel region) {
        int count = region.state().get().degradedNodes();
        if (count > 0) {
            found.add(new Alert(
                    "region." + region.id() + ".degraded",
                    Alert.Severity.WARNING,
                    region.id(),
                    Messages.of(
                            "model.alert.degraded",
                            region.place().name(),
                            count,
                            region.state().get().totalNodes()),
                    reasons(region),
                    0));
        }
    }

    /** Each reason once, after the nodes that give it. */
    private String reasons(RegionModel region) {
        Map<String, List<String>> nodes = new LinkedHashMap<>();
        region.nodes().stream()
                .filter(node -> node.isLive() && node.isDegraded())
                .forEach(node -> nodes.computeIfAbsent(why(node), any -> new ArrayList<>())
                        .add(node.name()));
        return nodes.entrySet().stream()
                .map(reason -> some(reason.getValue()) + ": " + reason.getKey())
                .collect(Collectors.joining(" "));
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() <= NAMED ? first : Messages.of("model.alert.and-more", first, names.size() - NAMED);
    }

    /** What the node said itself, or which queue was seen to lose messages, or where to look. */
    private String why(NodeState node) {
        return troubles.values().stream()
                .filter(trouble -> trouble.key().startsWith(troubleKey(node.id(), "")))
                .reduce((earlier, later) -> later)
                .map(trouble -> sentence(trouble.text()))
                .orElse(
                        node.losses().isEmpty()
                                ? Messages.of("model.alert.no-reason")
                                : Messages.of("model.alert.reason", node.losses()));
    }

    private static String troubleKey(String node, String code) {
        return "trouble." + node + "." + code;
    }

    private static Alert alert(RegionModel region, Alert.Severity severity, String title, String text) {
        String kind = region.state().get().health().name().toLowerCase(Locale.ROOT);
        return new Alert("region." + region.id() + "." + kind, severity, region.id(), title, text, 0);
    }

    private static String attack(RegionState state) {
        Rates rates = state.shown();
        return Messages.of(
                "model.alert.attack-text",
                Figures.compact(rates.droppedPerSecond()),
                Figures.percent(rates.dropShare()));
    }

    /** Until what was ordered would be over in any case. */
    private static void command(List<Alert> found, CommandState command, long epochMillis) {
        long missing = command.count(CommandState.Outcome.MISSING);
        boolean over = command.endsAtMillis() > 0 && epochMillis > command.endsAtMillis();
        if (missing > 0 && !command.dryRun() && !over) {
            found.add(new Alert(
                    "command." + command.id(),
                    Alert.Severity.CRITICAL,
                    "",
                    Messages.of(
                            "model.alert.missing", missing, command.answers().size()),
                    Messages.of("model.alert.missing-text", command.summary()),
                    command.issuedAtMillis()));
        }
    }

    private List<Alert> dated(List<Alert> found, long epochMillis) {
        List<Alert> dated = new ArrayList<>();
        Map<String, Long> still = new HashMap<>();
        for (Alert alert : found) {
            long begun = alert.sinceEpochMillis() != 0
                    ? alert.sinceEpochMillis()
                    : since.getOrDefault(alert.key(), epochMillis);
            still.put(alert.key(), begun);
            dated.add(new Alert(alert.key(), alert.severity(), alert.regionId(), alert.title(), alert.text(), begun));
        }
        since.clear();
        since.putAll(still);
        dated.sort(Comparator.comparing(Alert::severity).reversed().thenComparing(Alert::key));
        return dated;
    }
}
