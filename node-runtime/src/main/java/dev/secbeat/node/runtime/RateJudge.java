// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.CountLimit;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.verdict.Enforcer;
import dev.secbeat.node.verdict.Offenders;
import dev.secbeat.node.verdict.ProtectedPrefixes;
import dev.secbeat.node.verdict.RateRule;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Blocks sources found over their limit, and renews a block of which less than half is left. */
final class RateJudge implements GlobalCounter.Judge {
    private final NodeId self;
    private final Consumer<FleetEvent> events;
    private final Enforcer enforcer;
    private final BlockMap blocks;
    private final ProtectedPrefixes kept;
    private final LoopCounters counters;
    private final TroubleReporter troubles;
    private final Offenders offenders;
    private final Map<CountLimit, RateRule> rules = new HashMap<>();
    private long nowNanos;
    private long epochMillis;

    RateJudge(
            NodeId self,
            Consumer<FleetEvent> events,
            Enforcer enforcer,
            BlockMap blocks,
            ProtectedPrefixes kept,
            LoopCounters counters,
            TroubleReporter troubles,
            Offenders offenders) {
        this.offenders = offenders;
        this.self = self;
        this.events = events;
        this.enforcer = enforcer;
        this.blocks = blocks;
        this.kept = kept;
        this.counters = counters;
        this.troubles = troubles;
    }

    /** @param given by operators; of two that say the same the node's own counts */
    void setRules(Collection<RateRule> newRules, Collection<LimitRule> given) {
        rules.clear();
        given.forEach(rule -> rules.put(RateRule.countLimit(rule), RateRule.of(rule)));
        newRules.forEach(rule -> rules.put(rule.countLimit(), rule));
    }

    void beginTurn(long turnNanos, long turnEpochMillis) {
        nowNanos = turnNanos;
        epochMillis = turnEpochMillis;
    }

    int judge(GlobalCounter counter) {
        return counter.judge(this, nowNanos);
    }

    @Override
    public void onSource(SourceKey source, CountLimit limit, long proven, double estimate, boolean sustained) {
        RateRule rule = rules.get(limit);
        Prefix prefix = source.asPrefix();
        long length = rule == null ? 0 : offenders.blockMillis(prefix, rule, epochMillis);
        if (rule == null || isBlockedLongEnough(prefix, length)) {
            return;
        }
        if (blocks.isSpared(prefix, epochMillis)) {
            counters.protectedSpared++;
            return;
        }
        if (kept.isHitBy(prefix)) {
            counters.protectedSpared++;
            return;
        }
        double perSecond = rule.perSecond(Math.max((double) proven, estimate));
        long expires = epochMillis + length;
        BlockMap.Outcome outcome = enforcer.blockSource(prefix, BlockCause.ofLimit(rule.dimension()), expires, () -> {
            counters.detections++;
            events.accept(new FleetEvent.Detected(
                    self, epochMillis, source, limit.dimension(), perSecond, rule.limitPerSecond()));
        });
        if (outcome != BlockMap.Outcome.APPLIED) {
            counters.errors++;
            troubles.report("source-not-blocked", notBlocked(prefix, outcome), epochMillis);
        }
    }

    /** While an operator's unblock lasts, what it spares is counted from nothing again and again. */
    @Override
    public boolean spares(SourceKey source) {
        return blocks.isSpared(source.asPrefix(), epochMillis);
    }

    private static String notBlocked(Prefix prefix, BlockMap.Outcome outcome) {
        return prefix + " is over its limit but the block map did not take it (" + outcome + "); its traffic passes: "
                + (outcome == BlockMap.Outcome.FULL
                        ? "unblock some, block wider prefixes or raise xdp.max_host_blocks"
                        : "check this node's clock");
    }

    private boolean isBlockedLongEnough(Prefix prefix, long lengthMillis) {
        return blocks.state(prefix, epochMillis).blockedUntilMillis() > epochMillis + lengthMillis / 2;
    }
}
