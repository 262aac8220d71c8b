// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions that are for one region or node. */
class ConfinedBlockTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final NodeId EU1 = NodeId.of("eu", "n1");
    private static final NodeId EU2 = NodeId.of("eu", "n2");
    private static final NodeId US1 = NodeId.of("us", "n1");
    private static final Prefix ONE = Prefix.parse("192.0.2.1");
    private static final List<String> SCOPES = List.of("all", "region.eu", "region.us", "node.eu.n2", "node.us.n1");

    @Test
    void onlyWhomItConcernsHoldsIt() {
        BlockEntry entry = entry("region.eu", 5);
        assertThat(new BlockMap(EU2, 10).merge(entry, NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        BlockMap us = new BlockMap(US1, 10);
        assertThat(us.merge(entry, NOW)).isEqualTo(BlockMap.Outcome.ELSEWHERE);
        assertThat(us.size()).isZero();
        assertThat(new BlockMap(EU1, 10).merge(entry("node.eu.n2", 5), NOW)).isEqualTo(BlockMap.Outcome.ELSEWHERE);
    }

    /** Any order, any repetition: each node holds the newest of what concerns it, and the nodes of a region the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void eachNodeComesToTheNewestThatConcernsIt(long seed) {
        Random random = new Random(seed);
        List<BlockEntry> entries = new ArrayList<>();
        for (int version = 0; version < 60; version++) {
            entries.add(entry(SCOPES.get(random.nextInt(SCOPES.size())), version));
        }
        for (NodeId self : List.of(EU1, EU2, US1)) {
            BlockEntry newest = entries.stream()
                    .filter(entry -> entry.scope().includes(self))
                    .reduce((_, last) -> last)
                    .orElseThrow();
            for (int round = 0; round < 5; round++) {
                List<BlockEntry> arrivals = new ArrayList<>(entries);
                arrivals.addAll(entries.subList(0, random.nextInt(entries.size())));
                Collections.shuffle(arrivals, random);
                BlockMap map = new BlockMap(self, 10);
                arrivals.forEach(entry -> map.merge(entry, NOW));
                assertThat(map.all()).containsExactly(newest);
            }
        }
    }

    @Test
    void theWireCarriesTheScopeAndEarlierReleasesAreToldSo() {
        List<BlockEntry> entries = SCOPES.stream().map(scope -> entry(scope, 1)).toList();
        byte[] page = BlockCodec.encode(entries.iterator());
        assertThat(BlockCodec.decode(page).entries()).isEqualTo(entries);
        assertThat(page[0]).isEqualTo((byte) 4);

        byte[] plain = BlockCodec.encode(List.of(entry("all", 1)).iterator());
        assertThat(plain[0]).isEqualTo((byte) 1);
    }

    @Test
    void namesAsLongAsTheyMayBeFitIntoAPage() {
        NodeId longest = NodeId.of("r".repeat(32), "n".repeat(64));
        BlockEntry entry = new BlockEntry(Prefix.parse("2001:db8::/64"), 1, longest, Origin.OPERATOR, false, NOW, NOW)
                .within(new Scope.Node(longest));
        List<BlockEntry> entries = Collections.nCopies(200, entry);
        int told = 0;
        for (var rest = entries.iterator(); rest.hasNext(); ) {
            byte[] page = BlockCodec.encode(rest);
            assertThat(page.length).isLessThanOrEqualTo(BlockCodec.MAX_BYTES);
            List<BlockEntry> read = BlockCodec.decode(page).entries();
            assertThat(read).isNotEmpty().containsOnly(entry);
            told += read.size();
        }
        assertThat(told).isEqualTo(200);
    }

    @Test
    void aScopeThatIsNoneMakesAPageMalformed() {
        byte[] page = BlockCodec.encode(List.of(entry("region.eu", 1)).iterator());
        page[page.length - 1] = '.';
        assertThat(BlockCodec.decode(page).outcome()).isEqualTo(DeltaCodec.Outcome.MALFORMED);
    }

    private static BlockEntry entry(String scope, long version) {
        return new BlockEntry(ONE, (NOW << 16) + version, EU1, Origin.OPERATOR, version % 3 != 0, NOW + 9_000)
                .within(Scope.parse(scope));
    }
}
