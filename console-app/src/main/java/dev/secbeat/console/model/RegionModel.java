// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.FleetEvent;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** A region under observation. The state changes as one value, so that no view sees half an update. FX thread only. */
public final class RegionModel {
    private final RegionPlace place;
    private final ReadOnlyObjectWrapper<RegionState> state = new ReadOnlyObjectWrapper<>(RegionState.UNKNOWN);
    private final RateHistory live = new RateHistory();
    private final RateHistory metered = new RateHistory();
    private final ObservableList<NodeState> nodeList = FXCollections.observableArrayList();
    private final ObservableList<NodeState> nodes = FXCollections.unmodifiableObservableList(nodeList);

    private final ObservableList<FleetEvent> eventList = FXCollections.observableArrayList();
    private final ObservableList<FleetEvent> events = FXCollections.unmodifiableObservableList(eventList);

    RegionModel(RegionPlace place) {
        this.place = place;
    }

    /** The region's id, such as {@code us-east}. */
    public String id() {
        return place.id();
    }

    /** Name, city and coordinates. */
    public RegionPlace place() {
        return place;
    }

    /** The latest state; replaced as a whole at each drain in which anything changed. */
    public ReadOnlyObjectProperty<RegionState> state() {
        return state.getReadOnlyProperty();
    }

    /** What its nodes told of lately, newest first; troubles are kept longer than what happens all the time. */
    public ObservableList<FleetEvent> events() {
        return events;
    }

    void updateEvents(List<FleetEvent> newest) {
        eventList.setAll(newest);
    }

    /** Rates from heartbeats, one sample a second. */
    public RateHistory liveHistory() {
        return live;
    }

    /** Rates from Prometheus, one sample a scrape. */
    public RateHistory meteredHistory() {
        return metered;
    }

    /** Its nodes, by name. */
    public ObservableList<NodeState> nodes() {
        return nodes;
    }

    void update(RegionState next) {
        state.set(next);
    }

    void updateNodes(List<NodeState> next) {
        if (!nodeList.equals(next)) {
            nodeList.setAll(next);
        }
    }
}
