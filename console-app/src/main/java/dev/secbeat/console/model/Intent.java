// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceQuestion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
     * @param overrides guards of the nodes that are not to hold it back, which takes an administrator
     */
    record Block(
            UUID id,
            List<Prefix> prefixes,
            Duration ttl,
            String reason,
            boolean dryRun,
            Scope scope,
            Set<GuardRule> overrides)
            implements Act {
        public Block {
            prefixes = List.copyOf(prefixes);
            overrides = Set.copyOf(overrides);
        }

        /** On the whole fleet, keeping to all guards. */
        public Block(UUID id, List<Prefix> prefixes, Duration ttl, String reason, boolean dryRun) {
            this(id, prefixes, ttl, reason, dryRun, new Scope.Fleet(), Set.of());
        }
    }

    /** Keep counting from blocking these prefixes for a while, and end what it has blocked so. */
    record Allow(UUID id, List<Prefix> prefixes, Duration ttl, String reason, boolean dryRun, Scope scope)
            implements Act {
        public Allow {
            prefixes = List.copyOf(prefixes);
        }
    }

    /** Hold sources to a limit for a while; of the same sources, dimension and scope in place of the one before. */
    record Limit(UUID id, LimitRule rule, Duration ttl, String reason, boolean dryRun, Scope scope) implements Act {}

    /** End the limit that operators gave for exactly these sources, this dimension and these nodes. */
    record Unlimit(UUID id, LimitKey limit, String reason) implements Act {}

    /** Have nodes exercise an order on an address that is nobody's, or the orchestrator plan a drain, see {@link DrillGround}. */
    record Drill(UUID id, String name, Scope scope, String reason) implements Act {}

    /**
     * Have one region try an order for the fleet before the fleet gets it.
     *
     * @param order a {@link Block} or a {@link Limit} for the fleet
     * @param watch how long the region has it before it is judged
     * @param evenUnjudged also where so little goes through the region that a loss would not show
     */
    record TryFirst(UUID id, Act order, RegionId region, Duration watch, boolean evenUnjudged) implements Act {}

    /**
     * Bring what an order decided back to how it stood before.
     *
     * @param scope nodes for which the order was
     */
    record Undo(UUID id, UUID command, Scope scope, String reason) implements Act {}

    /**
     * Agree, as a second person, to an order that waits for it.
     *
     * @param actor key that gave the order: others may have given theirs under its id
     * @param scope nodes for which the order is
     */
    record Approve(UUID id, UUID command, String actor, Scope scope) implements Act {}

    /**
     * Move clients between regions, for real or to see the plan.
     *
     * @param region the one that loses clients, or gets them back
     * @param to where they go; empty but for {@link Move#FAILOVER}
     * @param force skip every safety rule but that enough healthy regions remain
     * @param dryRun only ask what it would change
     * @param plan what its giver was shown: this is carried out or nothing
     */
    record MoveClients(
            UUID id,
            Move move,
            String region,
            String to,
            boolean force,
            String reason,
            boolean dryRun,
            Optional<PlanDigest> plan)
            implements Act {}

    /** Ways of moving clients. */
    enum Move {
        /** Away from a region that does not serve. */
        FAILOVER,
        /** Away from a region that still serves. */
        DRAIN,
        /** Back to where they were before. */
        FAILBACK
    }

    /** End the blocks of exactly these prefixes, on the nodes that they are for. */
    record Unblock(UUID id, List<Prefix> prefixes, Scope scope, String reason) implements Act {
        public Unblock {
            prefixes = List.copyOf(prefixes);
        }
    }

    /** Several acts that a person wants as one, such as ending blocks of different regions. */
    record Several(List<Act> acts) implements Intent {
        public Several {
            acts = List.copyOf(acts);
        }
    }

    /** Ask the orchestrator what moving clients from one region to another would change; changes nothing. */
    record PlanFailover(UUID id, String fromRegion, String toRegion, String reason) implements Act {}

    /** Have the nodes show samples of their packets, or no longer. */
    record WatchSamples(boolean on) implements OfFleet {}

    /** Read the fleet's audit trail anew. */
    record ReadAudit() implements OfFleet {}

    /** Intents that concern the node embedded in this console. */
    sealed interface OfNode extends Intent {}

    /** Start it as the file describes. */
    record StartNode(Path configuration) implements OfNode {}

    /** Stop it in order; its kernel filter stays. */
    record StopNode() implements OfNode {}

    /** Look at a source: select it in the table of sources. */
    record ShowSource(String address) implements Intent {}

    /** Ask whether to undo the newest order from here that can be undone. */
    record UndoLast() implements Intent {}

    /**
     * Ask before something is done.
     *
     * @param question such as {@code End 12 blocks?}
     * @param detail what it means
     * @param verb what the button says that does it
     * @param then what is done when the person agrees
     */
    record AskFirst(String question, String detail, String verb, Intent then) implements Intent {}

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

    /** Show the fleet as it was at this moment, epoch milliseconds, in place of how it is, which goes on behind. */
    record LookBack(long epochMillis) implements OfIncident {}

    /** Show the fleet as it is again. */
    record BackToLive() implements OfIncident {}

    /** Open the dialog in which a rule is tried on the last minutes. */
    record OpenWhatIf() implements Intent {}

    /** Save what happened as a page that can be printed. */
    record ExportReport() implements OfIncident {}

    /** Look at a region: select it everywhere. */
    record ShowRegion(String regionId) implements Intent {}

    /** Look at a region's nodes. */
    record ShowNodes(String regionId) implements Intent {}

    /** Look at a region closely; {@code node} is the name of the node to begin with, possibly empty. */
    record OpenRegion(String regionId, String node) implements Intent {}

    /** Look at a region's throughput over time. */
    record ShowThroughput(String regionId) implements Intent {}

    /** Block this address for a minute at once, or open the dialog where there is something to decide. */
    record BlockNow(String address) implements Intent {}

    /** Open the dialog that blocks; {@code prefixText} is what it starts with, possibly empty. */
    record OpenBlockDialog(String prefixText) implements Intent {}

    /** Open the dialog that keeps counting from blocking; {@code prefixText} is what it starts with. */
    record OpenAllowDialog(String prefixText) implements Intent {}

    /** Open the dialog that limits; {@code sources} is what it starts with, possibly empty, and {@code scope} where. */
    record OpenLimitDialog(String sources, Scope scope) implements Intent {}

    /** Open the dialog that holds drills, for these nodes. */
    record OpenDrillDialog(Scope scope) implements Intent {}

    /** Open the dialog that moves a region's clients this way. */
    record OpenMoveDialog(Move move, String region) implements Intent {}

    /** Open the dialog that plans a failover away from a region. */
    record OpenFailoverDialog(String fromRegion) implements Intent {}
}
