// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.AlertLog;
import java.util.Optional;
import javafx.beans.InvalidationListener;

/**
 * The fleet as it was, in place of how it is: a replay of what its recorder held when somebody looked back. The session with
 * the fleet goes on behind, and its alerts are counted here. FX thread only, {@link #endSession} excepted.
 */
final class LookBack {
    private final ReplaySession session;
    private final AlertLog alerts;
    private final AlertLog live;
    private final InvalidationListener counting;

    /**
     * Shows a moment, held, after {@link #start}.
     *
     * @param moment epoch milliseconds; the nearest there is
     * @param live alerts of the fleet as it is
     */
    LookBack(IncidentSource source, long moment, AlertLog live) {
        session = new ReplaySession(source, Optional.of(moment));
        alerts = new AlertLog(session.model(), System.getProperty("user.name", "–"), alert -> {});
        this.live = live;
        counting = changed -> count();
        live.entries().addListener(counting);
        count();
    }

    void start() {
        session.start();
    }

    ReplaySession session() {
        return session;
    }

    /** Those of then; they make no sound. */
    AlertLog alerts() {
        return alerts;
    }

    private void count() {
        session.model().incident().showPast(live.pending().size());
    }

    void close() {
        live.entries().removeListener(counting);
        endSession();
    }

    /** Gives the recording back; any thread. */
    void endSession() {
        session.close();
    }
}
