// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * The observable state of the fleet. Views read it; {@link #drain} is the only thing that changes it. FX thread only.
 */
public final class FleetModel {
    final ObservableList<RegionModel> regionList = FXCollections.observableArrayList();
    final ObservableList<LinkState> linkList = FXCollections.observableArrayList();
    final ObservableList<Alert> alertList = FXCollections.observableArrayList();
    final ObservableList<SourceRow> sourceList = FXCollections.observableArrayList();
    final ReadOnlyObjectWrapper<ConnectionState> nats = new ReadOnlyObjectWrapper<>(ConnectionState.OFF);
    final ReadOnlyObjectWrapper<ConnectionState> prometheus = new ReadOnlyObjectWrapper<>(ConnectionState.OFF);
    final ReadOnlyObjectWrapper<FleetSummary> summary = new ReadOnlyObjectWrapper<>(FleetSummary.EMPTY);
    final ReadOnlyLongWrapper now = new ReadOnlyLongWrapper();
    private final ObservableList<RegionModel> regions = FXCollections.unmodifiableObservableList(regionList);
    private final ObservableList<LinkState> links = FXCollections.unmodifiableObservableList(linkList);
    private final ObservableList<Alert> alerts = FXCollections.unmodifiableObservableList(alertList);
    private final ObservableList<SourceRow> sources = FXCollections.unmodifiableObservableList(sourceList);
    private final AskedModel asked = new AskedModel();
    private final SamplesModel samples = new SamplesModel();
    private final ActionsModel actions = new ActionsModel();
    final RecentTraffic recent = new RecentTraffic();
    private final IncidentModel incident = new IncidentModel(() -> recent.window(samples.rows()), this::rewind);
    private final FleetDrain drain;
    private final Pace pace = new Pace();

    /** A model that knows these regions from the start; others are added as they are heard of. */
    public FleetModel(Collection<RegionPlace> catalogue) {
        this(catalogue, RegionPlace::unknown);
    }

    /**
     * A model that knows these regions from the start.
     *
     * @param places name and place of a region that is heard of later, by its id
     */
    public FleetModel(Collection<RegionPlace> regions, Function<String, RegionPlace> places) {
        drain = new FleetDrain(this, regions, places);
    }

    /** Regions in the order of the catalogue, unknown ones after. */
    public ObservableList<RegionModel> regions() {
        return regions;
    }

    /** The region of this id. */
    public Optional<RegionModel> region(String id) {
        return regionList.stream().filter(region -> region.id().equals(id)).findFirst();
    }

    /** Replication between each two regions that heard of each other. */
    public ObservableList<LinkState> links() {
        return links;
    }

    /** What needs looking at, most severe first. */
    public ObservableList<Alert> alerts() {
        return alerts;
    }

    /** The busiest sources, busiest first. */
    public ObservableList<SourceRow> sources() {
        return sources;
    }

    /** The link to NATS. */
    public ReadOnlyObjectProperty<ConnectionState> nats() {
        return nats.getReadOnlyProperty();
    }

    /** The link to the global Prometheus. */
    public ReadOnlyObjectProperty<ConnectionState> prometheus() {
        return prometheus.getReadOnlyProperty();
    }

    /** The fleet in a few figures. */
    public ReadOnlyObjectProperty<FleetSummary> summary() {
        return summary.getReadOnlyProperty();
    }

    /** Blocks, commands, failover, and what this console may do. */
    public ActionsModel actions() {
        return actions;
    }

    /** The incident as it is told, recorded and replayed. */
    public IncidentModel incident() {
        return incident;
    }

    /** What is known only because a view asked for it. */
    public AskedModel asked() {
        return asked;
    }

    /** Packets that nodes show. */
    public SamplesModel samples() {
        return samples;
    }

    /** Epoch milliseconds of the newest drain: for clocks and countdowns. */
    public ReadOnlyLongProperty now() {
        return now.getReadOnlyProperty();
    }

    /**
     * Takes the latest values out of the inbox and ages everything: at once, or in steps when {@link #pace} is driven; then
     * the next drain may begin only after what is given to it afterwards was done.
     *
     * @param nowNanos the monotonic clock with which the inbox was filled
     * @param epochMillis the wall clock
     */
    public void drain(FleetInbox inbox, long nowNanos, long epochMillis) {
        drain.run(inbox, nowNanos, epochMillis);
    }

    /** When views redraw: at once, or, while a pump drives it, a little in each pulse. */
    public Pace pace() {
        return pace;
    }

    private void rewind(Past past) {
        drain.rewind(past);
    }
}
