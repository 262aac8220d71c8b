// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;

/**
 * One line of an incident's timeline.
 *
 * @param epochMillis when it began
 * @param regionId the region concerned; empty when it is the fleet or the console
 * @param title what happened
 * @param detail what came of it; may be empty
 * @param isGrave whether somebody had to act
 */
public record TimelineEntry(
        long epochMillis, Kind kind, String regionId, String title, String detail, boolean isGrave) {
    /** What kind of thing happened; each has its own mark. */
    public enum Kind {
        /** A source was found over its limit. */
        DETECTION,
        /** A block reached kernels, or its end did. */
        BLOCK,
        /** A plan, or another orchestrator leads. */
        FAILOVER,
        /** A person ordered something. */
        ACT,
        /** A region's health changed. */
        HEALTH,
        /** A node says that something went wrong. */
        TROUBLE,
        /** The console lost or found a server, or could not keep up. */
        CONSOLE;

        /** The kind in one word. */
        public String label() {
            return switch (this) {
                case DETECTION -> Messages.of("incident.kind.detection");
                case BLOCK -> Messages.of("incident.kind.block");
                case FAILOVER -> Messages.of("incident.kind.failover");
                case ACT -> Messages.of("incident.kind.act");
                case HEALTH -> Messages.of("incident.kind.health");
                case TROUBLE -> Messages.of("incident.kind.trouble");
                case CONSOLE -> Messages.of("incident.kind.console");
            };
        }
    }
}
