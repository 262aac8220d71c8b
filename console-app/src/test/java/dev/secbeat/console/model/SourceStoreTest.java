// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** All sources are held, found, sorted and forgotten as the nodes tell them; compared with a plain model. */
class SourceStoreTest {
    private static final NodeId EAST = NodeId.of("us-east", "edge-1");
    private static final NodeId WEST = NodeId.of("eu-west", "edge-1");
    private static final long SECOND = 1_000_000_000;

    private static SourceCount count(long bits, double local, double global) {
        SourceKey key = new SourceKey(Family.IPV4, bits);
        return new SourceCount(key, Dimension.REQUESTS, local, global, 100, 1_000, false);
    }

    private static SourcePage page(NodeId node, int pass, boolean last, SourceCount... sources) {
        return new SourcePage(node, 1, pass, last, List.of(sources));
    }

    private static HeldSources find(SourceStore store, SourceQuery query, long nowNanos) {
        return store.find(query, nowNanos, Board.EMPTY);
    }

    private static SourceQuery words(List<Prefix> within, List<String> texts, double above) {
        return new SourceQuery(
                within,
                texts,
                above,
                Double.POSITIVE_INFINITY,
                List.of(),
                Optional.empty(),
                SourceQuery.Sort.GLOBAL,
                "",
                true);
    }

    private static List<String> sources(HeldSources held) {
        return held.rows().stream().map(SourceRow::source).toList();
    }

    @Test
    void whatNobodyTellsOfAnyMoreIsGoneUntilItIsToldAgain() {
        SourceStore store = new SourceStore(1_000);
        store.accept(page(EAST, 1, true, count(0xCB00712AL, 50, 120)), SECOND);
        store.accept(page(WEST, 1, true, count(0xCB00712AL, 90, 100)), 4 * SECOND);
        assertThat(standing(store, 19)).isEqualTo(SourceRow.Standing.WATCHING);
        assertThat(standing(store, 20)).as("both nodes are silent").isEqualTo(SourceRow.Standing.GONE);
        assertThat(find(store, standing(SourceRow.Standing.WATCHING), 20 * SECOND)
                        .rows())
                .isEmpty();
        assertThat(find(store, standing(SourceRow.Standing.GONE), 20 * SECOND).rows())
                .hasSize(1);

        store.accept(page(EAST, 2, true, count(0xCB00712AL, 50, 60)), 21 * SECOND);
        assertThat(standing(store, 21)).isEqualTo(SourceRow.Standing.WATCHING);
    }

    private static SourceRow.Standing standing(SourceStore store, long second) {
        return find(store, SourceQuery.ALL, second * SECOND).rows().getFirst().standing();
    }

    private static SourceQuery standing(SourceRow.Standing standing) {
        return new SourceQuery(
                List.of(),
                List.of(),
                0,
                Double.POSITIVE_INFINITY,
                List.of(),
                Optional.of(standing),
                SourceQuery.Sort.GLOBAL,
                "",
                true);
    }

    @Test
    void whatNodesSawIsSummedByRegionAndTheSumIsNeverLess() {
        SourceStore store = new SourceStore(1_000);
        store.accept(page(EAST, 1, true, count(0xCB00712AL, 50, 120)), SECOND);
        store.accept(page(WEST, 1, true, count(0xCB00712AL, 90, 100)), SECOND);
        store.sweep(SECOND);

        HeldSources held = find(store, SourceQuery.ALL, 3 * SECOND);
        assertThat(held.rows()).hasSize(1);
        SourceRow row = held.rows().getFirst();
        assertThat(row.source()).isEqualTo("203.0.113.42");
        assertThat(row.perRegion()).isEqualTo(Map.of("us-east", 50.0, "eu-west", 90.0));
        assertThat(row.globalPerSecond()).isEqualTo(140);
        assertThat(row.standing()).isEqualTo(SourceRow.Standing.WATCHING);
        assertThat(held.nodes()).isEqualTo(2);
        assertThat(held.walked()).isEqualTo(2);
        assertThat(held.oldestMillis()).isEqualTo(2_000);
    }

    @Test
    void aSourceThatIsNoLongerToldGoesAfterTwoWalks() {
        SourceStore store = new SourceStore(1_000);
        store.accept(page(EAST, 1, true, count(1, 5, 5), count(2, 5, 5)), 10 * SECOND);
        store.accept(page(EAST, 2, true, count(2, 5, 5)), 20 * SECOND);
        store.sweep(20 * SECOND);
        assertThat(find(store, SourceQuery.ALL, 20 * SECOND).held()).isEqualTo(2);
        store.accept(page(EAST, 3, true, count(2, 5, 5)), 30 * SECOND);
        store.sweep(30 * SECOND);
        assertThat(sources(find(store, SourceQuery.ALL, 30 * SECOND))).containsExactly("0.0.0.2");
        store.sweep(91 * SECOND);
        assertThat(find(store, SourceQuery.ALL, 91 * SECOND).held())
                .as("its node is silent")
                .isZero();
    }

    @Test
    void wordsNarrowAndColumnsSort() {
        SourceStore store = new SourceStore(1_000);
        store.accept(
                page(EAST, 1, true, count(0xC6120701L, 70, 70), count(0xC6120702L, 20, 20), count(0xCB007101L, 30, 30)),
                SECOND);
        store.accept(page(WEST, 1, true, count(0xC6120702L, 60, 80)), SECOND);

        assertThat(sources(find(store, SourceQuery.ALL, SECOND)))
                .containsExactly("198.18.7.2", "198.18.7.1", "203.0.113.1");
        assertThat(sources(find(store, SourceQuery.ALL.sortedBy(SourceQuery.Sort.REGION, "us-east", true), SECOND)))
                .containsExactly("198.18.7.1", "203.0.113.1", "198.18.7.2");
        assertThat(sources(find(store, SourceQuery.ALL.sortedBy(SourceQuery.Sort.SOURCE, "", false), SECOND)))
                .containsExactly("198.18.7.1", "198.18.7.2", "203.0.113.1");
        List<Prefix> net = List.of(Prefix.parse("198.18.0.0/16"));
        assertThat(sources(find(store, words(net, List.of(), 75), SECOND))).containsExactly("198.18.7.2");
        assertThat(sources(find(store, words(List.of(), List.of("113"), 0), SECOND)))
                .containsExactly("203.0.113.1");
        assertThat(find(store, words(List.of(Prefix.parse("0.0.0.0/0")), List.of(), 0), SECOND)
                        .matching())
                .isEqualTo(3);
        assertThat(find(store, words(List.of(Prefix.parse("::/0")), List.of(), 0), SECOND)
                        .matching())
                .isZero();
    }

    @Test
    void whatHasNoRoomIsCounted() {
        SourceStore store = new SourceStore(2_048);
        for (int i = 0; i < 3_000; i++) {
            store.accept(page(EAST, 1, false, count(i, 1, 1)), SECOND);
        }
        HeldSources held = find(store, SourceQuery.ALL, SECOND);
        assertThat(held.held()).isEqualTo(2_048);
        assertThat(held.refused()).isEqualTo(3_000 - 2_048);
    }

    @Test
    void rowsComeAndGoAsInAPlainModel() {
        Random random = new Random(3);
        SourceStore store = new SourceStore(8_192);
        Map<Long, Double> model = new HashMap<>();
        List<Map<Long, Double>> walks = new ArrayList<>();
        for (int pass = 1; pass <= 40; pass++) {
            Map<Long, Double> walk = new HashMap<>();
            for (int i = random.nextInt(3_000); i > 0; i--) {
                walk.put((long) random.nextInt(6_000), 1.0 + random.nextInt(500));
            }
            walks.add(walk);
            long now = 10L * pass * SECOND;
            walk.forEach((bits, rate) -> store.accept(page(EAST, walks.size(), false, count(bits, rate, rate)), now));
            store.accept(page(EAST, pass, true), now);
            store.sweep(now);
            model.clear();
            walks.subList(Math.max(0, walks.size() - 2), walks.size()).forEach(model::putAll);
            HeldSources held = find(store, SourceQuery.ALL, now);
            assertThat(held.held()).as("walk %d", pass).isEqualTo(model.size());
            List<Double> best = model.values().stream()
                    .sorted(Comparator.reverseOrder())
                    .limit(HeldSources.MOST_ROWS)
                    .toList();
            assertThat(held.rows().stream().map(SourceRow::globalPerSecond).toList())
                    .isEqualTo(best);
        }
    }

    @Test
    void whatTheBoardKnowsOfAHeldSourceIsAdded() {
        Trend trend = Trend.EMPTY.plus(7).plus(9);
        SourceRow busy = busy(trend);
        BlockRow wide = new BlockRow("10.0.0.0/8", "operator", Map.of(), 70_000, 5, 2, 2, List.of(), -1);
        SourceStore store = new SourceStore(1_000);
        SourceKey quiet = new SourceKey(Family.IPV4, 0x0A000001);
        store.accept(
                page(
                        EAST,
                        1,
                        true,
                        count(1, 90, 140),
                        new SourceCount(quiet, Dimension.REQUESTS, 2, 2, 100, 1_000, true),
                        count(3, 1, 1)),
                SECOND);
        Board board = new Board(List.of(busy), List.of(wide));
        HeldSources first = store.find(SourceQuery.ALL, SECOND, board);

        SourceRow merged = first.rows().getFirst();
        assertThat(merged.perRegion()).isEqualTo(Map.of("us-east", 90.0, "apac", 60.0));
        assertThat(merged.globalPerSecond())
                .as("never less than the regions' sum")
                .isEqualTo(170);
        assertThat(merged.droppedPerSecond()).isEqualTo(30);
        assertThat(merged.standing()).isEqualTo(SourceRow.Standing.BLOCKED);
        assertThat(merged.kernelText()).isEqualTo("2/2 · 46 ms");
        assertThat(merged.expiresAtMillis()).isEqualTo(90_000);
        assertThat(merged.trend()).isSameAs(trend);
        SourceRow inside = first.rows().get(1);
        assertThat(inside.kernelText()).as("of the block around it").isEqualTo("2/2");
        assertThat(inside.expiresAtMillis()).isEqualTo(70_000);

        store.find(SourceQuery.ALL, SECOND, board);
        SourceRow unknown =
                store.find(SourceQuery.ALL, 2 * SECOND, board).rows().getLast();
        assertThat(unknown.trend().size()).as("a sample a second").isEqualTo(2);
        assertThat(unknown.kernelText()).isEmpty();
        assertThat(unknown.expiresAtMillis()).isZero();
    }

    private static SourceRow busy(Trend trend) {
        return new SourceRow(
                "0.0.0.1",
                "requests",
                170,
                100,
                1_000,
                Map.of("us-east", 40.0, "apac", 60.0),
                Map.of("apac", 30.0),
                SourceRow.Standing.BLOCKED,
                "2/2 · 46 ms",
                90_000,
                trend,
                Trend.EMPTY.plus(30));
    }

    @Test
    void allThatMatchAreInOrderAndWhatHasGoneIsLeftOut() {
        SourceStore store = new SourceStore(8_192);
        for (int i = 0; i < 4_000; i++) {
            store.accept(page(EAST, 1, i == 3_999, count(i, 1 + i * 7_919 % 4_000, 0)), SECOND);
        }
        SourceQuery above = words(List.of(), List.of(), 1_500);
        long[] order = store.order(above);
        assertThat(order).hasSize(2_500);
        BoardMerge nothing = new BoardMerge(List.of(), List.of());
        List<SourceRow> rows = new ArrayList<>();
        for (int from = 0; from < order.length; from += SourceExport.SLICE) {
            int to = Math.min(order.length, from + SourceExport.SLICE);
            rows.addAll(store.describe(above, order, from, to, nothing));
        }
        assertThat(rows).hasSize(2_500).extracting(SourceRow::source).doesNotHaveDuplicates();
        assertThat(rows)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(SourceRow::globalPerSecond).reversed());
        for (SourceQuery.Sort sort : SourceQuery.Sort.values()) {
            SourceQuery up = SourceQuery.ALL.sortedBy(sort, "us-east", false);
            assertThat(first(store, up)).as("%s", sort).isEqualTo(sources(find(store, up, SECOND)));
        }

        store.sweep(100 * SECOND);
        assertThat(store.describe(above, order, 0, 1_000, nothing)).isEmpty();
    }

    private static List<String> first(SourceStore store, SourceQuery query) {
        BoardMerge nothing = new BoardMerge(List.of(), List.of());
        return store.describe(query, store.order(query), 0, HeldSources.MOST_ROWS, nothing).stream()
                .map(SourceRow::source)
                .toList();
    }

    @Test
    void aMillionSourcesAreHeldAndTheBusiestFound() {
        SourceStore store = new SourceStore();
        List<SourceCount> page = new ArrayList<>();
        int all = SourceStore.MOST_SOURCES;
        for (int i = 0; i < all; i++) {
            long bits = i * 2_654_435_761L & 0xFFFF_FFFFL;
            page.add(count(bits, 1 + i % 1_000_000, 1 + i % 1_000_000));
            if (page.size() == SourcePage.MAX_SOURCES || i == all - 1) {
                store.accept(new SourcePage(EAST, 1, 1, i == all - 1, page), SECOND);
                page.clear();
            }
        }
        HeldSources held = find(store, SourceQuery.ALL, SECOND);
        assertThat(held.held()).isEqualTo(all);
        assertThat(held.refused()).isZero();
        assertThat(held.rows()).hasSize(HeldSources.MOST_ROWS);
        assertThat(held.rows().getFirst().globalPerSecond()).isEqualTo(1_000_000);
        assertThat(held.rows())
                .isSortedAccordingTo(
                        Comparator.comparingDouble(SourceRow::globalPerSecond).reversed());
        store.sweep(SECOND);
        assertThat(find(store, words(List.of(Prefix.parse("0.0.0.0/1")), List.of(), 999_000), SECOND)
                        .matching())
                .isBetween(1, 1_000);
    }

    @Test
    void whileItIsGoneOverWhatComesIsTakenIn() {
        int all = 3 * SourceStore.A_STRETCH;
        SourceStore store = new SourceStore(all + 1);
        List<SourceCount> page = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            page.add(count(i, 5, 5));
            if (page.size() == SourcePage.MAX_SOURCES || i == all - 1) {
                store.accept(new SourcePage(EAST, 1, 1, i == all - 1, page), SECOND);
                page.clear();
            }
        }
        List<String> taken = new ArrayList<>();
        Runnable intake = () -> {
            taken.add("page");
            store.accept(page(WEST, 1, true, count(all, 7, 7)), SECOND);
        };
        HeldSources held = store.find(SourceQuery.ALL, SECOND, Board.EMPTY, intake);
        assertThat(taken).as("once a stretch").hasSize(3);
        assertThat(held.held()).isEqualTo(all + 1);
        assertThat(held.rows().getFirst().globalPerSecond())
                .as("found in the same pass")
                .isEqualTo(7);
        store.sweep(SECOND, intake);
        assertThat(taken).hasSize(6);
        assertThat(find(store, SourceQuery.ALL, SECOND).matching()).isEqualTo(all + 1);
    }
}
