// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** The incident as it is told, recorded and replayed. FX thread only. */
public final class IncidentModel {
    final ReadOnlyObjectWrapper<IncidentStory> story = new ReadOnlyObjectWrapper<>(IncidentStory.EMPTY);
    final ReadOnlyObjectWrapper<RecordingState> recording = new ReadOnlyObjectWrapper<>(RecordingState.NONE);
    final ReadOnlyObjectWrapper<ReplayState> replay = new ReadOnlyObjectWrapper<>(ReplayState.LIVE);

    private final Supplier<RecentTraffic.Window> traffic;

    IncidentModel(Supplier<RecentTraffic.Window> traffic) {
        this.traffic = traffic;
    }

    /** What happened: of the recording when one is replayed, else of the last half hour at most. */
    public ReadOnlyObjectProperty<IncidentStory> story() {
        return story.getReadOnlyProperty();
    }

    /** How recording goes. */
    public ReadOnlyObjectProperty<RecordingState> recording() {
        return recording.getReadOnlyProperty();
    }

    /** What was counted and shown over the last minutes, for a rule to be tried on: see {@link WhatIf}. */
    public RecentTraffic.Window recentTraffic() {
        return traffic.get();
    }

    /** Says how a replay stands, between the moments that it shows. */
    public void show(ReplayState state) {
        replay.set(state);
    }

    /** Where the replay stands. */
    public ReadOnlyObjectProperty<ReplayState> replay() {
        return replay.getReadOnlyProperty();
    }
}
