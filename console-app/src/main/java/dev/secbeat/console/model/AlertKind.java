// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;

/** What an alert is about; each has its own mark, and its own rule in the preferences. */
public enum AlertKind {
    /** The console itself lost a server: what it shows grows old. */
    CONNECTION,
    /** No node of a region answers anybody. */
    REGION_DOWN,
    /** A region's heartbeats are overdue; it may be working. */
    TELEMETRY_STALE,
    /** A region drops attack traffic. */
    ATTACK,
    /** Some nodes of a region are silent. */
    NODES_SILENT,
    /** Nodes say that something needs an operator. */
    DEGRADED,
    /** Nodes did not confirm a command. */
    UNCONFIRMED,
    /** What a node reported by itself, and all else. */
    TROUBLE;

    /** The kind of an alert by its key. */
    static AlertKind of(String key) {
        if (key.startsWith("connection.")) {
            return CONNECTION;
        }
        if (key.startsWith("command.")) {
            return UNCONFIRMED;
        }
        return key.startsWith("region.") ? ofRegion(key.substring(key.lastIndexOf('.') + 1)) : TROUBLE;
    }

    private static AlertKind ofRegion(String what) {
        return switch (what) {
            case "down" -> REGION_DOWN;
            case "stale" -> TELEMETRY_STALE;
            case "mitigating" -> ATTACK;
            case "nodes" -> NODES_SILENT;
            case "degraded" -> DEGRADED;
            default -> TROUBLE;
        };
    }

    /** What to search for in the operations guide, the same in every language: {@code SB-REGION-DOWN}. */
    public String code() {
        return "SB-" + name().replace('_', '-');
    }

    /** What it is called. */
    public String label() {
        return switch (this) {
            case CONNECTION -> Messages.of("model.kind.connection");
            case REGION_DOWN -> Messages.of("model.kind.region-down");
            case TELEMETRY_STALE -> Messages.of("model.kind.telemetry-stale");
            case ATTACK -> Messages.of("model.kind.attack");
            case NODES_SILENT -> Messages.of("model.kind.nodes-silent");
            case DEGRADED -> Messages.of("model.kind.degraded");
            case UNCONFIRMED -> Messages.of("model.kind.unconfirmed");
            case TROUBLE -> Messages.of("model.kind.trouble");
        };
    }
}
