// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One relay a region, for fleets in which not everyone can hear everyone: the nodes of a region hear each other, and of each
 * other region one node, which sums what its region has counted. So what crosses between regions grows with their number.
 *
 * <p>Who the relay is: {@link RelaySeat}. What it sums: {@link RegionSums}. When it tells: {@link RelayReports}. From whom a
 * region is heard: {@link RegionFeeds}.
 *
 * <p>Clocks: a relay hears the relays of other regions, not their nodes, so it can echo to those alone. A node gets its
 * bound for another region's clock by way of its own relay: that clock shows at most so much more than our relay's, and
 * that one at most so much more than ours (see {@link PeerClock#echoBy}).
 *
 * <p>Owned by the node loop's thread. Times are monotonic nanoseconds of this node.
 */
public final class RelayTier {
    /** With more nodes than this, other regions are heard by relays where {@link RelayUse#LARGE_FLEETS} is in use. */
    public static final int MANY_NODES = 64;
    /** And no longer with fewer than this. */
    public static final int FEW_NODES = 48;

    /** A relay that has nothing to tell says so as often. */
    static final long KEEPALIVE_MILLIS = 250;

    private static final long ECHO_MILLIS = 50;
    private static final long LOOK_MILLIS = 50;
    private static final long LIVE_MILLIS = 5_000;
    private static final int MAX_ECHOES = 64;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final String REGION_AS_A_WHOLE = "relay";

    private final Lanes lanes;
    private final FleetView fleet;
    private final DeltaMerge merge;
    private final RegionFeeds feeds;
    private final RelaySeat seat;
    private final RelayUse use;
    private boolean many;
    private int regionNodes = 1;
    private int regionNodesKnown = 1;
    private int fleetNodes = 1;
    private int regions = 1;
    private int relayedRegions;
    private int mostNodes = Integer.MAX_VALUE;
    private boolean everyoneWanted;
    private long lookedMillis = Long.MIN_VALUE / 2;
    private long spokenMillis = Long.MIN_VALUE / 2;
    private long epoch;
    private long entriesBefore;

    RelayTier(Lanes lanes, FleetView fleet, DeltaMerge merge, RegionFeeds feeds, RelayUse use) {
        this.lanes = lanes;
        this.fleet = fleet;
        this.merge = merge;
        this.feeds = feeds;
        this.use = use;
        seat = new RelaySeat(fleet.self, fleet.incarnation);
        many = use == RelayUse.ALWAYS;
        everyoneWanted = use != RelayUse.ALWAYS;
    }

    /** Looks who there is and takes or leaves the seat; call it in each turn before {@link #publish}. */
    public void turn(long nowNanos, long epochMillis) {
        long nowMillis = millis(nowNanos);
        feeds.endTurn(nowMillis);
        if (use == RelayUse.NEVER || nowMillis - lookedMillis < LOOK_MILLIS) {
            return;
        }
        lookedMillis = nowMillis;
        look(nowMillis);
        List<Writers.Writer> peers =
                fleet.writers.peers().stream().filter(peer -> peer.isOfRegion).toList();
        seat.turn(many, peers, nowMillis, epochMillis);
        fleet.writers.favourite =
                seat.holder(nowMillis).map(RegionFeeds.Stint::relay).orElse(null);
        long before = epoch;
        epoch = seat.isHeld()
                ? seat.holder(nowMillis).map(RegionFeeds.Stint::epoch).orElse(0L)
                : 0;
        if (epoch != before) {
            endSums();
        }
    }

    /** Joins what the relay of a region told; {@code sender} is whom the transport proved to be its node. */
    public DeltaCodec.Outcome merge(NodeId sender, byte[] bytes, long nowNanos) {
        RelayCodec.Decoded decoded = RelayCodec.decode(bytes);
        if (decoded.message().isEmpty()) {
            return decoded.outcome();
        }
        RelayCodec.Message message = decoded.message().get();
        return sender.region().equals(fleet.self.region())
                ? claim(sender, message, millis(nowNanos))
                : merge.mergeRelay(sender, message, millis(nowNanos));
    }

    /** Tells the other regions what is due; returns the number of messages. */
    public int publish(DeltaChannel channel, long nowNanos) {
        if (epoch == 0) {
            return 0;
        }
        long nowMillis = millis(nowNanos);
        Reports.Outlet outlet = (delta, length) -> {
            byte[] bytes = RelayCodec.encode(regionNodes, epoch, delta, length);
            channel.publishRelay(bytes, bytes.length);
        };
        int sent = 0;
        for (Lane lane : lanes) {
            sent += sumsOf(lane).publish(outlet, regions, nowMillis);
        }
        return sent + speak(sumsOf(lanes.first()), outlet, nowMillis);
    }

    /** Whether counts of other regions come by relays. */
    public boolean isOn() {
        return many;
    }

    /** Whether what nodes of other regions tell of themselves is of use. */
    public boolean wantsEveryone() {
        return everyoneWanted;
    }

    /** Whether this node is its region's relay. */
    public boolean isRelay() {
        return epoch != 0;
    }

    /** The relay of this node's region, if any is heard. */
    public Optional<NodeId> relay(long nowNanos) {
        return seat.holder(millis(nowNanos)).map(RegionFeeds.Stint::relay);
    }

    /** As many nodes there are at most, by the number of those that spoke for themselves: no relay is believed to stand for more. */
    public void setMostNodes(int nodes) {
        mostNodes = nodes;
    }

    /** Nodes of the whole fleet that are alive, those that relays speak for included. */
    public int fleetNodes() {
        return fleetNodes;
    }

    public RelayStatus status() {
        int sources = 0;
        long entries = entriesBefore;
        for (Lane lane : lanes) {
            RelayReports reports = lane.state.relay;
            sources += reports == null ? 0 : reports.sources();
            entries += reports == null ? 0 : reports.entries();
        }
        return new RelayStatus(isRelay(), sources, entries, relayedRegions, feeds.stale, feeds.changes);
    }

    /** By peer, a region that comes by a relay being one: milliseconds since it was last heard. */
    Map<NodeId, Long> ages(long nowMillis) {
        Map<NodeId, Long> ages = new HashMap<>(fleet.writers.peerAges(nowMillis));
        ages.keySet().removeIf(node -> feeds.isRelayed(node.region()));
        feeds.relayedNodes().keySet().forEach(region -> ages.put(asPeer(region), feeds.ageMillis(region, nowMillis)));
        return ages;
    }

    /**
     * For how many nodes a peer in {@link #ages} stands: another region for as many as this one has, so that nobody's word
     * on how large it is moves a limit.
     */
    int nodesOf(NodeId peer) {
        return feeds.isRelayed(peer.region()) ? regionNodesKnown : 1;
    }

    /** A region that comes by a relay, as one peer. */
    static NodeId asPeer(RegionId region) {
        return new NodeId(region, REGION_AS_A_WHOLE);
    }

    private void look(long nowMillis) {
        RegionId own = fleet.self.region();
        Map<NodeId, Long> ages = fleet.writers.peerAges(nowMillis);
        int known = 1;
        int local = 1;
        int direct = 0;
        Set<RegionId> others = new HashSet<>();
        boolean allRelayed = true;
        for (Map.Entry<NodeId, Long> peer : ages.entrySet()) {
            RegionId region = peer.getKey().region();
            boolean live = peer.getValue() <= LIVE_MILLIS;
            known += region.equals(own) ? 1 : 0;
            if (live && region.equals(own)) {
                local++;
            } else if (live && !feeds.isRelayed(region)) {
                direct++;
                others.add(region);
                allRelayed = false;
            }
        }
        long relayed = 0;
        int relays = 0;
        relayedRegions = 0;
        for (Map.Entry<RegionId, Integer> region : feeds.relayedNodes().entrySet()) {
            long age = feeds.ageMillis(region.getKey(), nowMillis);
            relayed += age <= LIVE_MILLIS ? region.getValue() : 0;
            relays += age <= LIVE_MILLIS ? 1 : 0;
            allRelayed &= age <= RegionFeeds.SILENCE_MILLIS;
            relayedRegions += age <= RegionFeeds.SILENCE_MILLIS ? 1 : 0;
            if (age <= LIVE_MILLIS) {
                others.add(region.getKey());
            }
        }
        regionNodes = local;
        regionNodesKnown = known;
        int named = local + direct + relays;
        fleetNodes = (int) Math.max(named, Math.min(local + direct + relayed, mostNodes));
        regions = 1 + others.size();
        many = use == RelayUse.ALWAYS || fleetNodes > (many ? FEW_NODES - 1 : MANY_NODES);
        everyoneWanted = use == RelayUse.LARGE_FLEETS && !(many && allRelayed);
    }

    private DeltaCodec.Outcome claim(NodeId sender, RelayCodec.Message message, long nowMillis) {
        if (sender.equals(fleet.self)) {
            return DeltaCodec.Outcome.REFUSED;
        }
        RelayClaim claim = new RelayClaim(sender);
        DeltaCodec.Outcome outcome = DeltaCodec.decode(message.delta(), claim);
        if (claim.isProven()) {
            seat.onClaim(new RegionFeeds.Stint(sender, claim.incarnation(), message.epoch()), nowMillis);
            return DeltaCodec.Outcome.TAKEN;
        }
        return outcome;
    }

    /** Says that this relay is there, and to the other relays what their clocks show here. */
    private int speak(RelayReports reports, Reports.Outlet outlet, long nowMillis) {
        boolean due = nowMillis - spokenMillis >= KEEPALIVE_MILLIS
                || (merge.relayHeard && nowMillis - spokenMillis >= ECHO_MILLIS);
        if (!due) {
            return 0;
        }
        spokenMillis = nowMillis;
        merge.relayHeard = fleet.writers.relays().stream().anyMatch(relay -> relay.clock.isSettling(nowMillis));
        DeltaEncoder encoder = reports.empty(nowMillis);
        fleet.writers.relays().stream()
                .filter(relay -> nowMillis - relay.heardMillis <= LIVE_MILLIS && relay.clock.isTold(nowMillis))
                .limit(MAX_ECHOES)
                .forEach(relay -> encoder.echo(relay.startHash, relay.clock.toldMillis(nowMillis)));
        outlet.send(encoder.bytes(), encoder.length());
        return 1;
    }

    private static RelayReports sumsOf(Lane lane) {
        RelayReports reports = lane.state.relay;
        if (reports == null) {
            reports = new RelayReports(lane.state, lane.rates);
            lane.state.relay = reports;
        }
        return reports;
    }

    private void endSums() {
        for (Lane lane : lanes) {
            RelayReports reports = lane.state.relay;
            entriesBefore += reports == null ? 0 : reports.entries();
            lane.state.relay = null;
        }
    }

    private static long millis(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_MILLI);
    }
}
