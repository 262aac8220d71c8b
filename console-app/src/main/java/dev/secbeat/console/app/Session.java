// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;

/** A model and what feeds it, from the start of a window to its end: a fleet, or a recording of one. FX thread only. */
interface Session extends AutoCloseable {
    FleetModel model();

    /** Begins to fill the model; nothing here waits. */
    void start();

    /** What the operator wants the fleet to do. */
    void carryOut(Intent.OfFleet intent);

    /** Starts or stops the node in this process. */
    void carryOut(Intent.OfNode intent);

    /** What the operator wants of a recording, as far as it concerns this session. */
    void carryOut(Intent.OfIncident intent);

    @Override
    void close();
}
