// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** The incident as it is told, recorded and replayed. FX thread only. */
public final class IncidentModel {
    final ReadOnlyObjectWrapper<IncidentStory> story = new ReadOnlyObjectWrapper<>(IncidentStory.EMPTY);
    final ReadOnlyObjectWrapper<RecordingState> recording = new ReadOnlyObjectWrapper<>(RecordingState.NONE);
    final ReadOnlyObjectWrapper<ReplayState> replay = new ReadOnlyObjectWrapper<>(ReplayState.LIVE);

    private final ReadOnlyObjectWrapper<OptionalInt> unseen = new ReadOnlyObjectWrapper<>(OptionalInt.empty());
    private final Supplier<RecentTraffic.Window> traffic;
    private final Consumer<Past> rewind;

    IncidentModel(Supplier<RecentTraffic.Window> traffic, Consumer<Past> rewind) {
        this.traffic = traffic;
        this.rewind = rewind;
    }

    /** Has the model forget all but which regions there are, and take {@code past} as what was before; for replays. */
    public void rewind(Past past) {
        rewind.accept(past);
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

    /** Says that this is a fleet's past, and how many of the alerts that it has now nobody has acknowledged. */
    public void showPast(int unseenAlerts) {
        unseen.set(OptionalInt.of(unseenAlerts));
    }

    /** How many alerts of the live fleet nobody has acknowledged; empty unless this is the past of one. */
    public ReadOnlyObjectProperty<OptionalInt> unseenAlerts() {
        return unseen.getReadOnlyProperty();
    }

    /** Where the replay stands. */
    public ReadOnlyObjectProperty<ReplayState> replay() {
        return replay.getReadOnlyProperty();
    }
}
