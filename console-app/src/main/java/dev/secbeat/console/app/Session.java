// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.incident.SoFar;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import java.util.List;
import java.util.function.Consumer;

/** A model and what feeds it, from the start of a window to its end: a fleet, or a recording of one. FX thread only. */
interface Session extends AutoCloseable {
    FleetModel model();

    /** All orders that were sent from here, newest first: of a recording those of the whole of it, wherever it stands. */
    default List<CommandState> commands() {
        return model().actions().commands();
    }

    /** Begins to fill the model; nothing here waits. */
    void start();

    /** What the operator wants the fleet to do. */
    void carryOut(Intent.OfFleet intent);

    /** Starts or stops the node in this process. */
    void carryOut(Intent.OfNode intent);

    /** What the operator wants of a recording, as far as it concerns this session. */
    void carryOut(Intent.OfIncident intent);

    /**
     * Gives what is known of the time up to now, so that it can be looked at while this session goes on.
     *
     * @param taker called on another thread; not at all where nothing is recorded
     */
    default void soFar(Consumer<SoFar> taker) {}

    @Override
    void close();
}
