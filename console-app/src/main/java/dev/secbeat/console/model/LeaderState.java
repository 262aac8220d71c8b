// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * The orchestrator that leads, as last heard.
 *
 * @param orchestrator its name; empty while none was ever heard
 * @param epoch grows with every change of leader; 0 while none was ever heard
 * @param freshness fresh while its lease stands, stale when it was not heard to renew it
 */
public record LeaderState(String orchestrator, long epoch, Freshness freshness) {
    /** No orchestrator was heard. */
    public static final LeaderState UNKNOWN = new LeaderState("", 0, Freshness.NEVER);

    /** One line: {@code leader orch-1}; when that is old news, how old. */
    public String text() {
        if (orchestrator.isEmpty()) {
            return "no orchestrator heard yet";
        }
        return switch (freshness.level()) {
            case FRESH -> "leader " + orchestrator;
            case STALE -> "leader " + orchestrator + ", silent for " + freshness.text();
            case GONE -> "no leader, " + orchestrator + " was heard last " + freshness.text() + " ago";
        };
    }
}
