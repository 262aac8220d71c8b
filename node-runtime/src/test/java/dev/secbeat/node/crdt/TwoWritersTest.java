// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators and counting speak at several replicas whose clocks differ; what they say is lost, doubled and overtaken. */
class TwoWritersTest {
    private static final int REPLICAS = 4;
    private static final int STEPS = 400;
    private static final long HOUR = 3_600_000;
    private static final List<Prefix> PREFIXES = List.of(
            Prefix.parse("192.0.2.0/24"),
            Prefix.parse("192.0.2.1"),
            Prefix.parse("192.0.2.2"),
            Prefix.parse("192.0.2.128/25"),
            Prefix.parse("192.0.2.129"),
            Prefix.parse("198.51.100.7"),
            Prefix.parse("2001:db8::/64"));

    private final List<Replica> replicas = new ArrayList<>();
    private final List<Message> underWay = new ArrayList<>();
    private final BlockWordsModel model = new BlockWordsModel();
    private long millis = 1_800_000_000_000L;

    /** Bytes on their way; as nothing is ever equal to it, no record. */
    private static final class Message {
        private final Replica to;
        private final byte[] page;

        private Message(Replica to, byte[] page) {
            this.to = to;
            this.page = page;
        }
    }

    /** A block map, the clock of its machine and what its disk keeps: the words of operators. */
    private final class Replica {
        private final NodeId id;
        private final long aheadMillis;
        private final Map<Prefix, BlockEntry> journal = new HashMap<>();
        private BlockMap map;

        private Replica(int n, Random random) {
            id = NodeId.of("region-" + n, "node");
            aheadMillis = random.nextLong(-5_000, 5_000);
            map = emptyMap();
        }

        private BlockMap emptyMap() {
            BlockMap empty = new BlockMap(id, 1_000);
            empty.setCounted(List.of(new Grouping(24, 64)));
            return empty;
        }

        private long now() {
            return millis + aheadMillis;
        }

        private BlockMap.Outcome take(BlockEntry entry) {
            BlockMap.Outcome outcome = map.merge(entry, now());
            if (outcome == BlockMap.Outcome.APPLIED && entry.isOfOperators()) {
                journal.put(entry.prefix(), entry);
            }
            return outcome;
        }

        private void receive(byte[] page) {
            BlockCodec.decode(page).entries().forEach(this::take);
        }

        /** What counting has said and nobody else has heard of is gone with it. */
        private void restart() {
            List<BlockEntry> known = new ArrayList<>(map.all());
            map = emptyMap();
            List.copyOf(journal.values()).forEach(this::take);
            Set<BlockEntry> elsewhere = new HashSet<>();
            replicas.forEach(replica -> elsewhere.addAll(replica.map.all()));
            underWay.forEach(
                    message -> elsewhere.addAll(BlockCodec.decode(message.page).entries()));
            for (BlockEntry lost : known) {
                if (!lost.isOfOperators() && !elsewhere.contains(lost)) {
                    for (BlockEntry word : model.ofCounting(lost.prefix())) {
                        if (!elsewhere.contains(word)) {
                            model.forget(word);
                        }
                    }
                }
            }
        }

        private Map<Prefix, BlockEntry> blocking() {
            Map<Prefix, BlockEntry> blocking = new TreeMap<>();
            map.forEachBlocking(millis, entry -> blocking.put(entry.prefix(), entry));
            return blocking;
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyHistoryEndsEverywhereAsTheModelSays(int seed) {
        Random random = new Random(seed);
        IntStream.range(0, REPLICAS).forEach(n -> replicas.add(new Replica(n, random)));
        for (int step = 0; step < STEPS; step++) {
            millis += random.nextInt(200);
            step(random);
        }
        repeatUntilNothingChanges();
        compare("after all was heard");
        model.settle();
        assertThat(model.blocking()).as("the history says something").isNotEmpty();
        for (long end = millis + 3 * HOUR; millis < end; millis += 60_000) {
            model.expire(millis);
            replicas.forEach(replica -> replica.map.expire(millis, _ -> {}));
            compare("as words end");
        }
        assertThat(replicas).allMatch(replica -> replica.map.size() == 0 && replica.map.digest() == 0);
    }

    private void step(Random random) {
        Replica replica = replicas.get(random.nextInt(REPLICAS));
        int choice = random.nextInt(100);
        if (choice < 30) {
            say(replica, random);
        } else if (choice < 88) {
            deliver(random);
        } else if (choice < 96) {
            replica.map.expire(replica.now(), _ -> {});
            tell(replica.map.page(0, 0).content(), random);
        } else {
            replica.restart();
        }
    }

    private void say(Replica replica, Random random) {
        Prefix prefix = PREFIXES.get(random.nextInt(PREFIXES.size()));
        long end = replica.now() + HOUR + random.nextInt((int) HOUR / 2);
        int choice = random.nextInt(12);
        BlockEntry word;
        if (choice < 5) {
            boolean oneSource = prefix.length() != 25;
            word = replica.map
                    .stamps()
                    .stamp(prefix, oneSource ? Origin.RATE_LIMIT : Origin.OPERATOR, true, end, replica.now());
        } else if (choice < 8) {
            word = replica.map.stamps().stamp(prefix, Origin.OPERATOR, true, end, replica.now());
        } else if (choice < 10) {
            long spared = random.nextBoolean() ? 0 : replica.now() + random.nextInt(20_000);
            word = replica.map.stamps().unblock(prefix, end, spared, replica.now());
        } else if (choice < 11) {
            word = replica.map.stamps().stamp(prefix, Origin.OPERATOR, false, end, replica.now());
        } else if (prefix.length() != 25) {
            word = replica.map
                    .stamps()
                    .stamp(prefix, Origin.RATE_LIMIT, true, end, replica.now())
                    .putBack();
        } else {
            return;
        }
        assertThat(replica.take(word)).isIn(BlockMap.Outcome.APPLIED, BlockMap.Outcome.SPARED);
        model.say(word);
        tell(BlockCodec.encode(List.of(word).iterator()), random);
    }

    /** Each replica hears it not at all, once or twice. */
    private void tell(byte[] page, Random random) {
        for (Replica to : replicas) {
            for (int copies = random.nextInt(3); copies > 0; copies--) {
                underWay.add(new Message(to, page));
            }
        }
    }

    private void deliver(Random random) {
        if (!underWay.isEmpty()) {
            Message message = underWay.remove(random.nextInt(underWay.size()));
            message.to.receive(message.page);
        }
    }

    private void repeatUntilNothingChanges() {
        underWay.forEach(message -> message.to.receive(message.page));
        List<Set<BlockEntry>> before = List.of();
        List<Set<BlockEntry>> held = held();
        for (int round = 0; !before.equals(held); round++) {
            assertThat(round).as("comes to rest").isLessThan(10);
            before = held;
            for (Replica from : replicas) {
                from.map.expire(from.now(), _ -> {});
                byte[] page = from.map.page(0, 0).content();
                replicas.forEach(to -> to.receive(page));
            }
            held = held();
        }
    }

    private List<Set<BlockEntry>> held() {
        return replicas.stream().map(replica -> Set.copyOf(replica.map.all())).toList();
    }

    private void compare(String when) {
        Map<Prefix, BlockEntry> wanted = model.blocking();
        for (Replica replica : replicas) {
            assertThat(replica.blocking()).as("%s: %s", when, replica.id).isEqualTo(wanted);
            Collection<BlockEntry> all = replica.map.all();
            assertThat(all.stream().filter(BlockEntry::isOfOperators))
                    .as("%s: what operators said is known to %s", when, replica.id)
                    .containsExactlyInAnyOrderElementsOf(model.ofOperators());
            assertThat(all)
                    .as(when)
                    .containsExactlyInAnyOrderElementsOf(replicas.getFirst().map.all());
            assertThat(replica.map.digest())
                    .as(when)
                    .isEqualTo(replicas.getFirst().map.digest());
        }
    }
}
