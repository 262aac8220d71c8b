// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

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

    private final Map<String, Long> since = new HashMap<>();
    private final Map<String, Alert> troubles = new LinkedHashMap<>();

    void accept(FleetEvent event, long epochMillis) {
        if (event instanceof FleetEvent.Trouble trouble && troubles.size() < MAX_TROUBLES) {
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
        }
    }

    List<Alert> alerts(FleetModel model, long epochMillis) {
        List<Alert> found = new ArrayList<>();
        troubles.values().removeIf(trouble -> epochMillis - trouble.sinceEpochMillis() > TROUBLE_MILLIS);
        connection(found, "nats", "NATS", model.nats().get());
        connection(found, "prometheus", "Prometheus", model.prometheus().get());
        model.regions().forEach(region -> {
            region(found, region);
            degraded(found, region);
        });
        model.actions().commands().stream().limit(20).forEach(command -> command(found, command));
        found.addAll(troubles.values());
        return dated(found, epochMillis);
    }

    private static void connection(List<Alert> found, String key, String name, ConnectionState state) {
        if (state.phase() == ConnectionState.Phase.RECONNECTING) {
            found.add(new Alert(
                    "connection." + key,
                    Alert.Severity.CRITICAL,
                    "",
                    "Console lost " + name,
                    sentence(state.detail()) + " Trying " + state.server()
                            + "; enforcement does not depend on the console.",
                    state.sinceEpochMillis()));
        }
    }

    private static String sentence(String text) {
        return text.isEmpty() || text.endsWith(".") ? text : text + ".";
    }

    private static void region(List<Alert> found, RegionModel region) {
        RegionState state = region.state().get();
        String name = region.place().name();
        switch (state.health()) {
            case MITIGATING -> found.add(alert(region, Alert.Severity.WARNING, name + " under attack", attack(state)));
            case DOWN ->
                found.add(alert(
                        region,
                        Alert.Severity.CRITICAL,
                        name + " is down",
                        "No node answers Prometheus and no heartbeat came for "
                                + state.live().freshness().text() + ". Plan a failover."));
            case STALE ->
                found.add(alert(
                        region,
                        Alert.Severity.WARNING,
                        name + " telemetry stale",
                        "No heartbeat for " + state.live().freshness().text()
                                + "; the region may be working. Check its NATS server."));
            case HEALTHY, DEGRADED, DISCONNECTED -> {}
        }
        if (state.liveNodes() > 0 && state.liveNodes() < state.totalNodes()) {
            found.add(new Alert(
                    "region." + region.id() + ".nodes",
                    Alert.Severity.WARNING,
                    region.id(),
                    name + ": " + state.liveNodes() + " of " + state.totalNodes() + " nodes report",
                    "The others send no heartbeat. Their kernels go on filtering with what they know.",
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
                    region.place().name() + ": " + count + " of "
                            + region.state().get().totalNodes() + " nodes degraded",
                    region.nodes().stream()
                            .filter(node -> node.isLive() && node.isDegraded())
                            .map(node -> node.name() + ": " + why(node))
                            .collect(Collectors.joining(" ")),
                    0));
        }
    }

    /** What the node said itself, or which queue was seen to lose messages, or where to look. */
    private String why(NodeState node) {
        return troubles.values().stream()
                .filter(trouble -> trouble.key().startsWith(troubleKey(node.id(), "")))
                .reduce((earlier, later) -> later)
                .map(trouble -> sentence(trouble.text()))
                .orElse(
                        node.losses().isEmpty()
                                ? "it does not say why; see its log."
                                : node.losses() + "; see its log.");
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
        return Figures.compact(rates.droppedPerSecond()) + " pkt/s dropped, " + Figures.percent(rates.dropShare())
                + " of its traffic";
    }

    private static void command(List<Alert> found, CommandState command) {
        long missing = command.count(CommandState.Outcome.MISSING);
        if (missing > 0 && !command.dryRun()) {
            found.add(new Alert(
                    "command." + command.id(),
                    Alert.Severity.CRITICAL,
                    "",
                    missing + " of " + command.answers().size() + " nodes did not confirm",
                    command.summary() + ": open Blocks to see which, then check those nodes.",
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
