// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/** What became of the orders of a stretch of time, worked out of all that was heard in it. Safe for all threads. */
public final class CommandHistory {
    private CommandHistory() {}

    /**
     * The orders that one console sent, newest first, as they stood at the end.
     *
     * @param events what happened, in order
     * @param endNanos the end, by the clock of the events
     */
    public static List<CommandState> of(List<Update> events, long endNanos) {
        CommandLog log = new CommandLog();
        for (Update event : events) {
            switch (event) {
                case Update.Sent sent -> log.accept(sent);
                case Update.Unsent unsent -> log.accept(unsent);
                case Update.Answered answered -> log.accept(answered);
                case Update.Tried tried -> log.accept(tried.trial());
                default -> {}
            }
        }
        return log.states(endNanos);
    }
}
