// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.Rates;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionState;
import java.util.Optional;

/** A line of the list of regions and nodes. What it says is read from the model when it is drawn. */
sealed interface FleetEntry {
    /** The region it is or is in. */
    RegionModel region();

    /** What its controls' ids end with: {@code us-east}, {@code us-east-n1}. */
    String id();

    String name();

    /** What stands in the line now. */
    Line line();

    /**
     * A line as drawn.
     *
     * @param nodes nodes that report, of those known; empty in a node's own line
     * @param rates packets passed and dropped
     */
    record Line(RegionHealth health, String nodes, Rates rates) {
        /** Packets passed per second in short; a dash when nothing is known. */
        String passed() {
            return rates.freshness().isGone() ? "–" : Figures.compact(rates.passedPerSecond());
        }
    }

    /** A line of a region. */
    record OfRegion(RegionModel region) implements FleetEntry {
        @Override
        public String id() {
            return region.id();
        }

        @Override
        public String name() {
            return region.place().name();
        }

        @Override
        public Line line() {
            RegionState state = region.state().get();
            return new Line(state.health(), state.liveNodes() + "/" + state.totalNodes(), state.shown());
        }
    }

    /**
     * A line of a node.
     *
     * @param name of the node in its region
     */
    record OfNode(RegionModel region, String name) implements FleetEntry {
        @Override
        public String id() {
            return region.id() + "-" + name;
        }

        @Override
        public Line line() {
            return state().map(node -> new Line(RegionHealth.of(node), "", node.rates()))
                    .orElse(new Line(RegionHealth.STALE, "", Rates.NONE));
        }

        private Optional<NodeState> state() {
            return region.nodes().stream()
                    .filter(node -> node.name().equals(name))
                    .findFirst();
        }
    }

    /** All that the line says, for who hears it. */
    default String told(Line line) {
        String rates = line.rates().freshness().isGone()
                ? Messages.of("region.list.no-rates")
                : Messages.of(
                        "region.list.rates",
                        Figures.grouped(line.rates().passedPerSecond()),
                        Figures.percent(line.rates().dropShare()));
        String age = line.rates().freshness().isFresh()
                ? ""
                : ", " + Messages.of("region.list.old", line.rates().freshness().text());
        return switch (this) {
            case OfRegion of ->
                Messages.of("region.list.region", of.name(), line.health().label(), line.nodes(), rates) + age;
            case OfNode of ->
                Messages.of("region.list.node", of.name(), line.health().label(), rates) + age;
        };
    }
}
