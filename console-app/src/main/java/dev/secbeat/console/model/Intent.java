// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceQuestion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    /** Ask Prometheus for rates over time; the answer comes as {@link AskedModel#rates}. */
    record AskRates(RateQuestion question) implements OfFleet {}

    /** Have the nodes tell of all sources, or of some each second; empty ends both. */
    record WatchSources(Optional<SourceQuestion> question) implements OfFleet {}

    /** Look up where these sources come from; the answer comes as {@link AskedModel#origins}. */
    record AskOrigins(List<String> sources) implements OfFleet {
        public AskOrigins {
            sources = List.copyOf(sources);
        }
    }

    /** Look at a region: select it everywhere. */
    record ShowRegion(String regionId) implements Intent {}

    /** Look at a region's nodes. */
    record ShowNodes(String regionId) implements Intent {}

    /** Look at a region closely; {@code node} is the name of the node to begin with, possibly empty. */
    record OpenRegion(String regionId, String node) implements Intent {}

    /** Look at a region's throughput over time. */
    record ShowThroughput(String regionId) implements Intent {}

    /** Open the dialog that blocks; {@code prefixText} is what it starts with, possibly empty. */
    record OpenBlockDialog(String prefixText) implements Intent {}

    /** Open the dialog that plans a failover away from a region. */
    record OpenFailoverDialog(String fromRegion) implements Intent {}
}
