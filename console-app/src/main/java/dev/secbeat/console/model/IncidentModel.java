// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** The incident as it is told, recorded and replayed. FX thread only. */
public final class IncidentModel {
    final ReadOnlyObjectWrapper<IncidentStory> story = new ReadOnlyObjectWrapper<>(IncidentStory.EMPTY);
    final ReadOnlyObjectWrapper<RecordingState> recording = new ReadOnlyObjectWrapper<>(RecordingState.NONE);
    final ReadOnlyObjectWrapper<ReplayState> replay = new ReadOnlyObjectWrapper<>(ReplayState.LIVE);

    IncidentModel() {}

    /** What happened: of the recording when one is replayed, else of the last half hour at most. */
    public ReadOnlyObjectProperty<IncidentStory> story() {
        return story.getReadOnlyProperty();
    }

    /** How recording goes. */
    public ReadOnlyObjectProperty<RecordingState> recording() {
        return recording.getReadOnlyProperty();
    }

    /** Where the replay stands. */
    public ReadOnlyObjectProperty<ReplayState> replay() {
        return replay.getReadOnlyProperty();
    }
}
