// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.OrderStamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnforcerTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final NodeId SELF = NodeId.of("us-east", "a");
    private static final NodeId PEER = NodeId.of("eu-west", "b");
    private static final Prefix ONE = Prefix.parse("192.0.2.1");
    private static final Prefix KEPT = Prefix.parse("198.51.100.0/24");

    /** A sink in memory that can be told to refuse. */
    private static final class MemorySink implements VerdictSink {
        private final Map<Prefix, Long> held = new HashMap<>();
        private final Map<Prefix, BlockCause> causes = new HashMap<>();
        private final List<Prefix> givesUp = new ArrayList<>();
        private final Map<Prefix, Long> spared = new HashMap<>();
        private boolean refuses;
        private boolean fullOfSpared;
        private int writes;

        @Override
        public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
            writes++;
            if (refuses) {
                throw new VerdictSinkException("no room");
            }
            held.put(prefix, remainingMillis);
            causes.put(prefix, cause);
            List<Prefix> gone = givesUp.stream().filter(held.keySet()::remove).toList();
            givesUp.clear();
            return gone;
        }

        @Override
        public void unblock(Prefix prefix) {
            if (refuses) {
                throw new VerdictSinkException("no access");
            }
            held.remove(prefix);
        }

        @Override
        public void spare(Prefix prefix, long remainingMillis) {
            if (remainingMillis == 0) {
                spared.remove(prefix);
            } else if (fullOfSpared) {
                throw new VerdictSinkException("no room");
            } else {
                spared.put(prefix, remainingMillis);
            }
        }

        @Override
        public boolean spares(Prefix prefix) {
            return spared.containsKey(prefix);
        }

        @Override
        public boolean holds(Prefix prefix) {
            return held.containsKey(prefix);
        }

        @Override
        public long hits(Prefix prefix) {
            return 0;
        }
    }

    private final MemorySink kernel = new MemorySink();
    private final MemorySink proxy = new MemorySink();
    private final List<String> heard = new ArrayList<>();
    private final BlockMap map = new BlockMap(SELF, 4);
    private final EnforcementListener listener = new EnforcementListener() {
        @Override
        public void onAccepted(BlockEntry entry) {
            heard.add("accepted");
        }

        @Override
        public void onEnforced(BlockEntry entry, long decidedAtNanos) {
            heard.add("enforced@" + decidedAtNanos);
        }

        @Override
        public void onManyEnforced(BlockEntry first, int others, long decidedAtNanos) {
            heard.add("enforced@" + decidedAtNanos + " " + first.prefix() + " and " + others);
        }

        @Override
        public void onSinkFailure(BlockEntry entry, VerdictSinkException failure, boolean givenUp) {
            heard.add(givenUp ? "given up" : "failed");
        }

        @Override
        public void onEvicted(BlockEntry entry) {
            heard.add("evicted " + entry.prefix());
        }
    };
    private final Enforcer enforcer =
            new Enforcer(map, List.of(kernel, proxy), new ProtectedPrefixes(List.of(KEPT)), listener);

    @BeforeEach
    void begin() {
        enforcer.beginTurn(0, NOW);
    }

    @Test
    void aDecisionReachesEverySinkAtOnceAndThePeers() {
        BlockEntry entry = enforcer.decide(ONE, Origin.OPERATOR, true, NOW + 5000);
        assertThat(kernel.held).containsEntry(ONE, 5000L);
        assertThat(proxy.held).containsEntry(ONE, 5000L);
        assertThat(enforcer.verify(ONE, true)).isTrue();
        assertThat(heard).containsExactly("accepted", "enforced@0");
        List<BlockEntry> sent = new ArrayList<>();
        enforcer.drainOutgoing(sent::add, 10);
        assertThat(sent).containsExactly(entry);
    }

    @Test
    void anUnblockEndsIt() {
        enforcer.decide(ONE, Origin.OPERATOR, true, NOW + 5000);
        enforcer.decide(ONE, Origin.OPERATOR, false, NOW);
        assertThat(kernel.held).isEmpty();
        assertThat(enforcer.verify(ONE, false)).isTrue();
        assertThat(enforcer.active()).isEmpty();
    }

    @Test
    void anUnblockThatLastsSparesAndTheNextWordOnThePrefixEndsIt() {
        enforcer.unblock(ONE, NOW, NOW + 9_000, new Scope.Fleet(), OrderStamp.OWN);
        assertThat(kernel.spared).containsExactly(Map.entry(ONE, 9_000L));
        enforcer.decide(ONE, Origin.OPERATOR, true, NOW + 5_000);
        assertThat(kernel.spared).isEmpty();
        enforcer.unblock(ONE, NOW, 0, new Scope.Fleet(), OrderStamp.OWN);
        assertThat(kernel.spared).isEmpty();
    }

    @Test
    void anUnblockElsewhereOrBeforeARestartSparesForWhatIsLeft() {
        long expires = NOW + 200_000;
        BlockEntry pardon = new BlockEntry(ONE, NOW << 16, PEER, Origin.OPERATOR, false, expires, NOW + 9_000);
        enforcer.beginTurn(0, NOW + 4_000);
        assertThat(enforcer.accept(pardon, false)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(kernel.spared).containsExactly(Map.entry(ONE, 5_000L));
    }

    @Test
    void whatASinkRefusedIsTriedAgainUntilItWorks() {
        kernel.refuses = true;
        assertThatThrownBy(() -> enforcer.decide(ONE, Origin.OPERATOR, true, NOW + 60_000))
                .isInstanceOf(VerdictSinkException.class);
        assertThat(proxy.held).as("the other sink has it").containsKey(ONE);
        kernel.refuses = false;
        enforcer.beginTurn(Enforcer.RETRY_NANOS - 1, NOW + 249);
        enforcer.doWork(0);
        assertThat(kernel.held).as("not yet due").isEmpty();
        enforcer.beginTurn(Enforcer.RETRY_NANOS, NOW + 250);
        enforcer.doWork(0);
        assertThat(kernel.held).containsEntry(ONE, 59_750L);
        assertThat(heard).containsExactly("accepted", "failed", "enforced@0");
    }

    @Test
    void triesAreBounded() {
        kernel.refuses = true;
        enforcer.accept(new BlockEntry(ONE, NOW << 16, PEER, Origin.OPERATOR, true, NOW + 3_600_000), false);
        for (int i = 1; i < 100; i++) {
            enforcer.beginTurn(i * Enforcer.RETRY_NANOS, NOW + i * 250L);
            enforcer.doWork(0);
        }
        assertThat(kernel.writes).isEqualTo(1 + Enforcer.MAX_RETRIES);
        assertThat(heard).endsWith("given up");
        assertThat(enforcer.counts().retrying()).isZero();
    }

    @Test
    void aNewerDecisionReplacesARetry() {
        kernel.refuses = true;
        enforcer.accept(new BlockEntry(ONE, NOW << 16, PEER, Origin.OPERATOR, true, NOW + 60_000), false);
        kernel.refuses = false;
        enforcer.decide(ONE, Origin.OPERATOR, false, NOW);
        enforcer.beginTurn(Enforcer.RETRY_NANOS, NOW + 250);
        enforcer.doWork(0);
        assertThat(kernel.held).isEmpty();
    }

    @Test
    void whatASinkLostIsFoundAndWrittenAgain() {
        enforcer.decide(ONE, Origin.OPERATOR, true, NOW + 5000);
        kernel.held.clear();
        enforcer.beginTurn(1, NOW + 1000);
        assertThat(enforcer.doWork(8)).isOne();
        assertThat(kernel.held).containsEntry(ONE, 4000L);
        assertThat(enforcer.counts().repaired()).isOne();
    }

    /** Longer than it is tried again at once. */
    @Test
    void whatASinkHadNoRoomToSpareIsSparedOnceThereIsRoom() {
        proxy.fullOfSpared = true;
        assertThatThrownBy(() -> enforcer.unblock(ONE, NOW, NOW + 3_600_000, new Scope.Fleet(), OrderStamp.OWN))
                .isInstanceOf(VerdictSinkException.class);
        for (int i = 1; i <= 2 * Enforcer.MAX_RETRIES; i++) {
            enforcer.beginTurn(i * Enforcer.RETRY_NANOS, NOW + i * 250L);
            enforcer.doWork(0);
        }
        assertThat(heard).endsWith("given up");
        proxy.fullOfSpared = false;
        enforcer.decide(Prefix.parse("192.0.2.2"), Origin.OPERATOR, true, NOW + 3_600_000);
        assertThat(enforcer.doWork(2)).as("blocks do not keep it waiting").isOne();
        assertThat(proxy.spared).containsExactly(Map.entry(ONE, 3_590_000L));
        assertThat(enforcer.counts().repaired()).isOne();
        assertThat(enforcer.doWork(2)).as("nothing to repair").isZero();
    }

    @Test
    void protectedTrafficIsNeverBlockedWhoeverAsks() {
        for (String text : List.of("198.51.100.7", "198.51.100.0/24", "198.51.0.0/16")) {
            Prefix prefix = Prefix.parse(text);
            assertThatThrownBy(() -> enforcer.decide(prefix, Origin.OPERATOR, true, NOW + 5000))
                    .hasMessageContaining("protected");
            enforcer.accept(new BlockEntry(prefix, NOW << 16, PEER, Origin.OPERATOR, true, NOW + 5000), false);
        }
        assertThat(kernel.writes).isZero();
        assertThat(map.size()).isZero();
        assertThat(enforcer.counts().protectedRefused()).isEqualTo(6);
    }

    @Test
    void aPeerCannotShutOutTheWorldOrForEver() {
        Prefix half = Prefix.parse("0.0.0.0/1");
        assertThat(enforcer.accept(new BlockEntry(half, NOW << 16, PEER, Origin.OPERATOR, true, NOW + 5000), false))
                .isEqualTo(BlockMap.Outcome.TOO_WIDE);
        assertThat(enforcer.accept(new BlockEntry(ONE, NOW << 16, PEER, Origin.OPERATOR, true, NOW * 2), false))
                .isEqualTo(BlockMap.Outcome.TOO_WIDE);
        assertThat(kernel.writes).isZero();
        assertThat(map.size()).isZero();
        assertThat(enforcer.counts().refused()).isEqualTo(2);
    }

    @Test
    void whatMakesRoomForAnOperatorIsLiftedInEverySink() {
        for (int i = 1; i <= 4; i++) {
            enforcer.decide(Prefix.parse("192.0.2." + i), Origin.RATE_LIMIT, true, NOW + 1000L * i);
        }
        Prefix wide = Prefix.parse("203.0.113.0/24");
        enforcer.decide(wide, Origin.OPERATOR, true, NOW + 5000);
        assertThat(kernel.held).hasSize(4).containsKey(wide).doesNotContainKey(ONE);
        assertThat(proxy.held).isEqualTo(kernel.held);
    }

    @Test
    void whatASinkWasFoundToHoldIsAdoptedQuietlyAndAnyOtherWordOverrulesIt() {
        kernel.held.put(ONE, 9000L);
        assertThat(enforcer.adopt(new BlockEntry(ONE, NOW, SELF, Origin.RATE_LIMIT, true, NOW + 9000)))
                .isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(enforcer.active()).extracting(BlockEntry::prefix).containsExactly(ONE);
        assertThat(proxy.held).containsEntry(ONE, 9000L);
        assertThat(heard).containsExactly("accepted");
        BlockEntry end = new BlockEntry(ONE, (NOW - 3_600_000) << 16, PEER, Origin.OPERATOR, false, NOW + 9000);
        assertThat(enforcer.accept(end, false)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(kernel.held).isEmpty();
        assertThat(proxy.held).isEmpty();
    }

    @Test
    void aBlockFoundOnWhatIsProtectedByNowIsLifted() {
        kernel.held.put(KEPT, 9000L);
        assertThat(enforcer.adopt(new BlockEntry(KEPT, NOW, SELF, Origin.OPERATOR, true, NOW + 9000)))
                .isEqualTo(BlockMap.Outcome.TOO_WIDE);
        assertThat(kernel.held).isEmpty();
        assertThat(map.size()).isZero();
    }

    @Test
    void blocksEndByThemselves() {
        enforcer.decide(ONE, Origin.RATE_LIMIT, true, NOW + 5000);
        enforcer.beginTurn(1, NOW + 5000);
        enforcer.doWork(0);
        assertThat(kernel.held).isEmpty();
        assertThat(map.size()).isZero();
    }

    private static BlockEntry told(String prefix, long version, long expiresAtMillis) {
        return new BlockEntry(Prefix.parse(prefix), version << 16, PEER, Origin.RATE_LIMIT, true, expiresAtMillis);
    }

    @Test
    void everySinkIsToldWhyABlockIsThere() {
        Prefix ordered = Prefix.parse("192.0.2.2");
        Prefix told = Prefix.parse("192.0.2.3");
        enforcer.blockSource(ONE, BlockCause.RATE_PACKETS, NOW + 5000, () -> {});
        enforcer.decide(ordered, Origin.OPERATOR, true, NOW + 5000);
        enforcer.accept(told("192.0.2.3", NOW, NOW + 5000), false);
        assertThat(kernel.causes)
                .isEqualTo(Map.of(ONE, BlockCause.RATE_PACKETS, ordered, BlockCause.OPERATOR, told, BlockCause.PEER));
        assertThat(proxy.causes).isEqualTo(kernel.causes);
    }

    @Test
    void theLimitIsStillKnownWhenASinkTakesTheBlockAtASecondTry() {
        kernel.refuses = true;
        enforcer.blockSource(ONE, BlockCause.RATE_BYTES, NOW + 60_000, () -> {});
        kernel.refuses = false;
        enforcer.beginTurn(Enforcer.RETRY_NANOS, NOW + 250);
        enforcer.doWork(0);
        assertThat(kernel.causes).containsEntry(ONE, BlockCause.RATE_BYTES);
    }

    @Test
    void whatOneSinkHadNoRoomForIsEndedInAllAndNotReportedAnyMore() {
        enforcer.blockSource(ONE, BlockCause.RATE_REQUESTS, NOW + 5000, () -> {});
        kernel.givesUp.add(ONE);
        Prefix next = Prefix.parse("192.0.2.2");
        enforcer.blockSource(next, BlockCause.RATE_REQUESTS, NOW + 6000, () -> {});
        assertThat(enforcer.active()).extracting(BlockEntry::prefix).containsExactly(next);
        assertThat(kernel.held).containsOnlyKeys(next);
        assertThat(proxy.held).containsOnlyKeys(next);
        assertThat(heard).contains("evicted " + ONE);
        assertThat(enforcer.counts().evicted()).isOne();
        enforcer.beginTurn(1, NOW + 1000);
        assertThat(enforcer.doWork(8)).as("nothing to repair").isZero();
    }

    @Test
    void anOperatorsBlockThatASinkTookForAutomaticIsGivenBack() {
        enforcer.decide(ONE, Origin.OPERATOR, true, NOW + 5000);
        kernel.givesUp.add(ONE);
        enforcer.blockSource(Prefix.parse("192.0.2.2"), BlockCause.RATE_REQUESTS, NOW + 6000, () -> {});
        assertThat(kernel.held).doesNotContainKey(ONE);
        enforcer.doWork(0);
        assertThat(kernel.held).containsKey(ONE);
        assertThat(enforcer.counts().evicted()).isZero();
    }

    @Test
    void inAFullMapASourceOfThisNodeGetsInAndHearsayOnlyIfItLastsLonger() {
        for (int i = 1; i <= 4; i++) {
            enforcer.accept(told("192.0.2." + i, NOW + i, NOW + 10_000L * i), false);
        }
        assertThat(enforcer.accept(told("192.0.2.5", NOW, NOW + 10_000), false)).isEqualTo(BlockMap.Outcome.FULL);
        assertThat(enforcer.accept(told("192.0.2.6", NOW, NOW + 10_001), false)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(kernel.held).as("it ended first").doesNotContainKey(ONE);
        assertThat(enforcer.accept(told("192.0.2.1", NOW + 1, NOW + 10_000), false))
                .as("what went does not come back")
                .isEqualTo(BlockMap.Outcome.FULL);
        Prefix brief = Prefix.parse("192.0.2.7");
        assertThat(enforcer.blockSource(brief, BlockCause.RATE_REQUESTS, NOW + 1000, () -> {}))
                .isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(kernel.held).hasSize(4).containsKey(brief).doesNotContainKey(Prefix.parse("192.0.2.6"));
        assertThat(proxy.held).isEqualTo(kernel.held);
        assertThat(map.size()).isEqualTo(4);
    }
}
