// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.control.OrderRoom;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.BlockRoom;
import dev.secbeat.node.crdt.CounterStats;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.crdt.LimitMap;
import dev.secbeat.node.crdt.RelayTier;
import dev.secbeat.node.crdt.SourceListing;
import dev.secbeat.node.time.SteadyClock;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.Enforcer;
import dev.secbeat.node.verdict.LimitBook;
import dev.secbeat.node.verdict.Offenders;
import dev.secbeat.node.verdict.ProtectedPrefixes;
import dev.secbeat.node.verdict.RateRule;
import dev.secbeat.node.verdict.TrafficMix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * The one loop that owns all state of a node. A turn reads counts, folds them into the node's own counters, joins what
 * peers sent, judges, writes the difference to kernel and proxy, tells the peers, then runs the added steps.
 *
 * <p>A step that fails is counted and reported; the turn goes on. Nothing blocks, everything is bounded per turn.
 *
 * <p>Everything here belongs to the thread that calls {@link #doWork}.
 */
public final class NodeLoop {
    /** Short ones; of 8 KB an eighth. */
    private static final int MESSAGES_PER_TURN = 256;

    private static final int READ_BACKS_PER_SECOND = 64;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long PEER_LIVE_MILLIS = 5_000;

    private final LoopPorts ports;
    private final SteadyClock steady;
    private final LoopCounters counters = new LoopCounters();
    private final TroubleReporter troubles;
    private final GlobalCounter counter;
    private final BlockRoom room;
    private final SourceListing listing;
    private final BlockMap blocks;
    private final Enforcer enforcer;
    private final BlockGossip gossip;
    private final LimitDesk limitDesk;
    private final LimitBook limits;
    private final LimitGossip limitGossip;
    private final CountingWatch watch;
    private List<RateRule> rules = List.of();
    private final SnapshotGiver giver;
    private final SnapshotTaker taker;
    private final BlockLook look = new BlockLook();
    private final RateJudge judge;
    private final PeerInbox inbox;
    private final LoopListener listener;
    private final Offenders offenders;
    private final ProtectedPrefixes kept;
    private final PassingView passing;
    private final List<LoopStep> steps = new ArrayList<>();
    private boolean started;
    private boolean everyoneWanted;
    private long secondNanos;
    private Set<NodeId> livePeers = Set.of();
    /** By the steady clock, as all that is counted. */
    private long nowNanos;

    private long epochMillis;

    public NodeLoop(LoopSettings settings, LoopPorts ports) {
        this.ports = ports;
        steady = new SteadyClock(ports.clock());
        troubles = new TroubleReporter(settings.self(), ports.events());
        counter = new GlobalCounter(
                settings.self(), settings.incarnation(), settings.counter(), settings.shareLimits(), settings.relays());
        listing = SourceListing.of(counter);
        room = new BlockRoom(settings.blockCapacity());
        blocks = new BlockMap(settings.self(), room);
        passing = new PassingView(blocks);
        kept = new ProtectedPrefixes(settings.neverBlocked());
        offenders = new Offenders();
        listener = new LoopListener(settings.self(), ports, steady::nanoTime, counter, troubles, counters, offenders);
        enforcer = new Enforcer(blocks, ports.sinks(), kept, listener);
        gossip = new BlockGossip(blocks, enforcer, counter.relays());
        judge = new RateJudge(settings.self(), ports.events(), enforcer, blocks, kept, counters, troubles, offenders);
        giver = new SnapshotGiver(counter, blocks, settings.incarnation(), counters, look::isPutOff);
        taker = new SnapshotTaker(blocks, counters);
        limitDesk = new LimitDesk(settings.self(), ports, troubles, counters, this::setGiven);
        limits = new LimitBook(new LimitMap(settings.self()), ports.sinks(), limitDesk);
        limitGossip = new LimitGossip(limits, counters, troubles);
        inbox = new PeerInbox(
                settings.self(),
                this::readClock,
                counter,
                enforcer,
                limitGossip,
                giver,
                taker,
                look,
                counters,
                troubles);
        watch = new CountingWatch(counters, troubles);
        setRules(settings.rules());
    }

    /** As {@link BlockLook#putOffWhile}. */
    void putOffLooksWhile(BooleanSupplier working) {
        look.putOffWhile(working);
    }

    /** Adds work to the end of each turn. */
    public void addStep(LoopStep step) {
        steps.add(step);
    }

    /** Adds a taker of every decision that enters the block map, own or heard; called on the loop's thread. */
    public void addDecisionTaker(Consumer<BlockEntry> taker) {
        listener.addDecisionTaker(taker);
    }

    /** Replaces all rate rules from the next turn on. */
    public void setRules(Collection<RateRule> newRules) {
        rules = List.copyOf(newRules);
        blocks.setCounted(rules.stream().map(RateRule::grouping).toList());
        offenders.setRules(rules);
        passing.setRules(rules);
        setGiven(limits.inForce().stream()
                .flatMap(word -> word.at(epochMillis).map(terms -> terms.rule(word.key())).stream())
                .toList());
    }

    /** The limits that operators gave count beside the rules. */
    private void setGiven(List<LimitRule> given) {
        counter.setLimits(
                rules.stream().map(RateRule::countLimit).toList(),
                given.stream().map(RateRule::countLimit).toList());
        judge.setRules(rules, given);
    }

    /** Replaces all prefixes no block may touch; one that is blocked already stays so until its block ends or is ended. */
    void setNeverBlocked(Collection<Prefix> prefixes) {
        kept.replace(prefixes);
    }

    /**
     * One turn.
     *
     * @param turnNanos time of the ports' clock, never less than at the turn before
     * @return how much was done; 0 when idle
     */
    public int doWork(long turnNanos) {
        steady.look();
        nowNanos = steady.at(turnNanos);
        epochMillis = ports.clock().epochMillis();
        enforcer.beginTurn(turnNanos, epochMillis);
        limits.beginTurn(epochMillis);
        inbox.beginTurn(epochMillis);
        passing.beginTurn(turnNanos, epochMillis);
        int work = guarded("read-traffic", this::readTraffic);
        work += guarded("merge", () -> ports.channel().poll(inbox, MESSAGES_PER_TURN));
        work += guarded("judge", this::judge);
        work += guarded("enforce", () -> enforcer.doWork(0));
        work += guarded("limits", limits::doWork);
        work += guarded("relay", this::lookAtRelays);
        work += guarded("publish-blocks", this::publishBlocks);
        work += guarded("publish-counts", this::publishCounts);
        work += guarded("publish-snapshots", this::publishSnapshots);
        if (!started || nowNanos - secondNanos >= SECOND_NANOS) {
            work += guarded("each-second", this::eachSecond);
        }
        for (LoopStep step : steps) {
            work += guarded("step", () -> step.doWork(turnNanos, epochMillis));
        }
        started = true;
        return work;
    }

    /** The block map and its sinks, for whoever decides on blocks on this thread. */
    public Enforcer enforcer() {
        return enforcer;
    }

    /** The replicated block map, for digest and journal. */
    public BlockMap blocks() {
        return blocks;
    }

    /** The limits that operators gave, for whoever decides on them on this thread. */
    LimitBook limits() {
        return limits;
    }

    /** Adds a taker of every word on a limit, own or heard; called on the loop's thread. */
    void addLimitTaker(Consumer<LimitEntry> taker) {
        limitDesk.addTaker(taker);
    }

    /** What operators' decisions can still take of the block map and of the sinks. */
    OrderRoom room() {
        return new LoopRoom(room, ports.sinks());
    }

    /** The legitimate traffic that passes this node now; made anew at most once a second. */
    TrafficMix traffic() {
        return passing.mix();
    }

    /** The busiest sources as this node sees them, busiest first. */
    public List<SourceCount> topSources(int count) {
        return counter.top(count, nowNanos).stream().map(this::withBlock).toList();
    }

    /** Some of all sources; see {@code SourceListing.walk}. */
    int listSources(int cursor, int slots, int most, Consumer<SourceCount> to) {
        return listing.walk(cursor, slots, most, nowNanos, found -> to.accept(withBlock(found)));
    }

    /** One source, for each dimension in which it is counted. */
    void findSource(SourceKey source, Consumer<SourceCount> to) {
        listing.find(source, nowNanos, found -> to.accept(withBlock(found)));
    }

    /** Other nodes heard lately under their own names; of a region that comes by a relay the relay alone. */
    int livePeers() {
        return livePeers.size();
    }

    private SourceCount withBlock(SourceCount found) {
        return new SourceCount(
                found.source(),
                found.dimension(),
                found.local(),
                found.global(),
                found.limit(),
                found.windowMillis(),
                blocks.state(found.source().asPrefix(), epochMillis).isBlocked());
    }

    /** By peer region: how far behind the counts of its least delayed node are here, milliseconds. */
    public Map<String, Long> lagMillis() {
        Map<String, Long> lags = new TreeMap<>();
        counter.peerLags(nowNanos)
                .forEach((node, lag) -> lags.merge(node.region().value(), lag, Math::min));
        return lags;
    }

    /** By peer: milliseconds since it was last heard. */
    public Map<NodeId, Long> peerAges() {
        return counter.peerAges(nowNanos);
    }

    /** As many nodes there are at most: relays are not believed to speak for more. */
    void setMostNodes(int nodes) {
        counter.relays().setMostNodes(nodes);
    }

    /** Nodes of the fleet that are heard now, or told of by relays, this one included. */
    private int fleetNodes() {
        return counter.relays().isOn() ? counter.relays().fleetNodes() : livePeers.size() + 1;
    }

    public LoopCounters.Snapshot counters() {
        return counters.snapshot(counter.relays().status());
    }

    public CounterStats counterStats() {
        return counter.stats();
    }

    /**
     * Reads the clock again. The turn may have stood still since it began, and what was polled happened until now: a window that
     * ends earlier would be longer than it says.
     */
    private long readClock() {
        nowNanos = Math.max(nowNanos, steady.nanoTime());
        return nowNanos;
    }

    /** By a clock that was read after all that is judged. */
    private int judge() {
        judge.beginTurn(readClock(), epochMillis);
        return judge.judge(counter);
    }

    private int readTraffic() {
        int work = 0;
        for (TrafficSource source : ports.sources()) {
            work += guarded(
                    "read-traffic",
                    () -> source.poll((family, bits, dimension, count, sinceNanos) -> {
                        counters.countsRead++;
                        if (started) { // What piled up before the first turn has no time.
                            long since = steady.at(sinceNanos);
                            if (since > nowNanos) {
                                readClock();
                            }
                            counter.count(family, bits, dimension, count, Math.min(since, nowNanos), nowNanos);
                            passing.traffic().onCount(family, bits, dimension, count, sinceNanos);
                        }
                    }));
        }
        return work;
    }

    private int publishBlocks() {
        int pages = gossip.publish(ports.channel(), nowNanos);
        pages += limitGossip.publish(ports.channel(), fleetNodes(), nowNanos);
        counters.blockPagesOut += pages;
        return pages;
    }

    private int lookAtRelays() {
        RelayTier relays = counter.relays();
        relays.turn(nowNanos, epochMillis);
        // At first in any case: the channel has its own mind on it.
        if (!started || relays.wantsEveryone() != everyoneWanted) {
            everyoneWanted = relays.wantsEveryone();
            ports.channel().wantEveryone(everyoneWanted);
        }
        return 0;
    }

    private int publishCounts() {
        int messages = counter.publish(ports.channel(), nowNanos);
        messages += counter.relays().publish(ports.channel(), nowNanos);
        counters.deltasOut += messages;
        return messages;
    }

    private int publishSnapshots() {
        int pages = giver.publish(ports.channel(), nowNanos);
        counters.snapshotPagesOut += pages;
        return pages + taker.publish(ports.channel(), nowNanos);
    }

    /** Recounts the peers, asks those that were not there before for what they know, and reads back some blocks. */
    private int eachSecond() {
        secondNanos = nowNanos;
        Set<NodeId> live = new HashSet<>();
        peerAges().forEach((peer, age) -> {
            if (age <= PEER_LIVE_MILLIS) {
                live.add(peer);
                if (started && !livePeers.contains(peer)) {
                    taker.want(peer, nowNanos);
                }
            }
        });
        if (!started) {
            ports.channel().requestSnapshots();
        }
        livePeers = live;
        look.second(new TreeSet<>(live), blocks.changes()).ifPresent(peer -> taker.compare(peer, nowNanos));
        counter.setPeers(fleetNodes() - 1);
        watch.judgeByShare(counter.recount(nowNanos), epochMillis);
        watch.noteRoom(counter.stats(), epochMillis);
        return enforcer.doWork(READ_BACKS_PER_SECOND) + limits.repair();
    }

    private int guarded(String step, IntSupplier work) {
        try {
            return work.getAsInt();
        } catch (RuntimeException e) {
            counters.errors++;
            troubles.report(
                    "loop-" + step,
                    "the step '" + step + "' failed and was skipped this turn (" + e
                            + "); the node goes on with the rest: report this with the log if it does not stop",
                    epochMillis);
            return 0;
        }
    }
}
