// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.kernel.HeldBlock;
import dev.secbeat.node.verdict.RateRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EarlierBlocksTest {
    private static final long MILLI = 1_000_000;
    private static final NodeId SELF = NodeId.of("us-east", "a");
    private static final Prefix SOURCE = Prefix.parse("203.0.113.42");
    private static final Prefix WIDE = Prefix.parse("198.51.100.0/24");
    private static final Prefix UNBLOCKED = Prefix.parse("192.0.2.7");

    private final LoopWorld world = new LoopWorld();
    private final NodeLoop loop = new NodeLoop(
            LoopSettings.standard(SELF, 1, List.of(), List.of()),
            new LoopPorts(world, List.of(world), List.of(world), world, _ -> {}));

    private final Map<Prefix, BlockCause> causes = new HashMap<>();

    private BlockEntry journaled(Prefix prefix, boolean active) {
        long now = world.epochMillis();
        return new BlockEntry(prefix, (now - 60_000) << 16, SELF, Origin.OPERATOR, active, now + 60_000);
    }

    private void takeOver(List<BlockEntry> journaled, Prefix... held) {
        world.blocked.addAll(List.of(held));
        List<HeldBlock> blocks = List.of(held).stream()
                .map(prefix -> new HeldBlock(prefix, 30_000, 3, causes.getOrDefault(prefix, BlockCause.UNKNOWN)))
                .toList();
        List<BlockEntry> found = EarlierBlocks.held(SELF, blocks, world.epochMillis());
        loop.addStep(new EarlierBlocks(journaled, found, loop.enforcer()));
        loop.doWork(world.nanoTime());
    }

    @Test
    void whatAnUnblockSparesAndTheKernelHeldIsLifted() {
        Prefix around = SOURCE.widened(24);
        long until = world.epochMillis() + 30_000;
        causes.put(SOURCE, BlockCause.RATE_REQUESTS);
        takeOver(
                List.of(new BlockEntry(
                        around, (until - 60_000) << 16, SELF, Origin.OPERATOR, false, until + 60_000, until)),
                SOURCE);

        assertThat(world.blocked).isEmpty();
        assertThat(loop.blocks().isSpared(SOURCE, until - 1)).isTrue();
        assertThat(loop.blocks().isSpared(SOURCE, until)).isFalse();
    }

    @Test
    void aPrefixThatNoRuleCountsAsOneSourceAnyMoreIsLifted() {
        causes.put(WIDE, BlockCause.RATE_REQUESTS);
        takeOver(List.of(), SOURCE, WIDE);
        assertThat(world.blocked).containsExactly(SOURCE);
        loop.setRules(List.of(RateRule.perSecond(Dimension.REQUESTS, 100, 60).per(new Grouping(24, 0))));
        takeOver(List.of(), WIDE);
        assertThat(loop.enforcer().standing(WIDE).map(BlockEntry::origin)).contains(Origin.RATE_LIMIT);
        assertThat(world.blocked).containsExactlyInAnyOrder(SOURCE, WIDE);
    }

    @Test
    void whatTheKernelHeldIsShownAndCanBeEnded() {
        takeOver(List.of(), SOURCE, WIDE);

        assertThat(loop.enforcer().standing(SOURCE)).hasValueSatisfying(entry -> {
            assertThat(entry.origin()).isEqualTo(Origin.RATE_LIMIT);
            assertThat(entry.expiresAtMillis()).isEqualTo(world.epochMillis() + 30_000);
        });
        assertThat(loop.enforcer().standing(WIDE).map(BlockEntry::origin)).contains(Origin.OPERATOR);
        assertThat(world.blocked).containsExactlyInAnyOrder(SOURCE, WIDE);
        loop.enforcer().decide(SOURCE, Origin.OPERATOR, false, world.epochMillis());
        assertThat(world.blocked).containsExactly(WIDE);
        world.millis += 30_000;
        loop.doWork(world.millis * MILLI);
        assertThat(world.blocked).isEmpty();
    }

    @Test
    void aNotedCauseTellsWhoseTheBlockIs() {
        Prefix other = Prefix.parse("203.0.113.43");
        causes.put(SOURCE, BlockCause.OPERATOR);
        causes.put(other, BlockCause.RATE_REQUESTS);
        takeOver(List.of(), SOURCE, other);
        assertThat(loop.enforcer().standing(SOURCE).map(BlockEntry::origin)).contains(Origin.OPERATOR);
        assertThat(loop.enforcer().standing(other).map(BlockEntry::origin)).contains(Origin.RATE_LIMIT);
    }

    /** It may have been for this region, or have been ended while this node was away: the fleet does not get it from here. */
    @Test
    void anOperatorsBlockOutOfTheKernelIsForThisNodeAlone() {
        causes.put(SOURCE, BlockCause.RATE_REQUESTS);
        takeOver(List.of(), SOURCE, WIDE);
        assertThat(loop.enforcer().standing(WIDE).map(BlockEntry::scope)).contains(new Scope.Node(SELF));
        assertThat(loop.enforcer().standing(SOURCE).map(BlockEntry::scope)).contains(new Scope.Fleet());
        assertThat(world.blocked).containsExactlyInAnyOrder(SOURCE, WIDE);
    }

    @Test
    void theJournalHasTheLastWord() {
        BlockEntry wide = journaled(WIDE, true);

        takeOver(List.of(wide, journaled(UNBLOCKED, false)), WIDE, UNBLOCKED);

        assertThat(loop.enforcer().standing(WIDE)).contains(wide);
        assertThat(world.blocked).containsExactly(WIDE);
    }
}
