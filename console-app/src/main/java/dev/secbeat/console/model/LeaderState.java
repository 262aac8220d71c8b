// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;

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
            return Messages.of("model.leader.none");
        }
        return switch (freshness.level()) {
            case FRESH -> Messages.of("model.leader.leads", orchestrator);
            case STALE -> Messages.of("model.leader.silent", orchestrator, freshness.text());
            case GONE -> Messages.of("model.leader.gone", orchestrator, freshness.text());
        };
    }
}
