// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What a person wants to happen; views emit these, {@code link} and {@code app} carry them out. */
public sealed interface Intent {

    /** Intents that the fleet has to hear of. */
    sealed interface OfFleet extends Intent {}

    /** Intents that need a signature. */
    sealed interface Act extends OfFleet {
        /** Chosen by the view; the command carries it, and so do its receipts. */
        UUID id();
    }

    /**
     * Drop traffic from these prefixes for a while.
     *
     * @param dryRun only ask the nodes whether they would
     */
    record Block(UUID id, List<Prefix> prefixes, Duration ttl, String reason, boolean dryRun) implements Act {
        public Block {
            prefixes = List.copyOf(prefixes);
        }
    }

    /** End the blocks of exactly these prefixes. */
    record Unblock(UUID id, List<Prefix> prefixes, String reason) implements Act {
        public Unblock {
            prefixes = List.copyOf(prefixes);
        }
    }

    /** Ask the orchestrator what moving clients from one region to another would change; changes nothing. */
    record PlanFailover(UUID id, String fromRegion, String toRegion, String reason) implements Act {}

    /** Have the nodes show samples of their packets, or no longer. */
    record WatchSamples(boolean on) implements OfFleet {}

    /** Intents about recordings, which the window's owner carries out. */
    sealed interface OfIncident extends Intent {}

    /** Record to a file from now on, or no longer. */
    record RecordIncident(boolean on) implements OfIncident {}

    /** Ask for a recording and replay it in a window of its own. */
    record OpenIncident() implements OfIncident {}

    /** Replay the recording that is shipped with the console. */
    record OpenSampleIncident() implements OfIncident {}

    /** Let the replay go on, or hold it. */
    record PlayReplay(boolean on) implements OfIncident {}

    /** Let the replay go {@code times} as fast as it happened. */
    record SpeedReplay(int times) implements OfIncident {}

    /** Show another moment of the replay, epoch milliseconds. */
    record SeekReplay(long epochMillis) implements OfIncident {}

    /** Save what happened as a page that can be printed. */
    record ExportReport() implements OfIncident {}

    /** Look at a region: select it everywhere. */
    record ShowRegion(String regionId) implements Intent {}

    /** Look at a region's nodes. */
    record ShowNodes(String regionId) implements Intent {}

    /** Open the dialog that blocks; {@code prefixText} is what it starts with, possibly empty. */
    record OpenBlockDialog(String prefixText) implements Intent {}

    /** Open the dialog that plans a failover away from a region. */
    record OpenFailoverDialog(String fromRegion) implements Intent {}
}
