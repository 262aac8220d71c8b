// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists from files against a plain model: the program drops what stands in one, or on a dry run counts it, and the first that
 * holds it has the hit.
 */
@NeedsKernel
class ListTablesTest {
    private static final List<String> NAMES = List.of("first", "second", "third");
    private static final int ENTRIES = 2_000;
    private static final int QUESTIONS = 1_500;

    /** What became of a packet: the list that has its hit, -1 for none, and whether it was dropped. */
    private record Fate(int list, boolean dropped) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomListsAgreeWithAPlainModel(long seed) throws Exception {
        Random random = new Random(seed);
        try (XdpBench bench = new XdpBench(NAMES, 3 * ENTRIES)) {
            for (int round = 0; round < 3; round++) { // The third is built over the first.
                List<List<Prefix>> model = new ArrayList<>();
                List<SourceList> lists = new ArrayList<>();
                for (int i = 0; i < NAMES.size(); i++) {
                    List<Prefix> entries = entries(random, random.nextInt(ENTRIES));
                    model.add(entries);
                    lists.add(new SourceList(
                            ListTexts.list(
                                    entries.stream().map(Prefix::toString).toList()),
                            random.nextInt(3) == 0,
                            ListNote.NONE));
                }
                bench.lists().replace(lists);
                for (int i = 0; i < QUESTIONS / 3; i++) {
                    Prefix source = question(random, model);
                    assertThat(fate(bench, source))
                            .as("%s, seed %d", source, seed)
                            .isEqualTo(expected(model, lists, source));
                }
            }
        }
    }

    /** Which list's count grows by a packet from {@code source}. */
    private static Fate fate(XdpBench bench, Prefix source) {
        List<Long> before = counts(bench.lists());
        XdpReason reason = bench.reasonFor(Frame.from(source.toString()).udp(0).bytes());
        List<Long> after = counts(bench.lists());
        int found = -1;
        for (int i = 0; i < after.size(); i++) {
            long packets = after.get(i) - before.get(i);
            assertThat(packets).isBetween(0L, found < 0 ? 1L : 0L);
            found = packets == 1 ? i : found;
        }
        int lists = after.size() / 2;
        Fate fate = found < 0 ? new Fate(-1, false) : new Fate(found % lists, found < lists);
        assertThat(reason).isEqualTo(fate.dropped ? XdpReason.BLOCKED_LIST : XdpReason.CLEAN);
        return fate;
    }

    /** Packets that each list dropped, then those that each spared. */
    private static List<Long> counts(SourceLists lists) {
        return Stream.concat(lists.dropped().values().stream(), lists.spared().values().stream())
                .map(XdpStats.Tally::packets)
                .toList();
    }

    private static int firstHolder(XdpBench bench, Prefix source) {
        return fate(bench, source).list;
    }

    /** The first list that drops has the hit; where none does, the first that rehearses. */
    private static Fate expected(List<List<Prefix>> model, List<SourceList> lists, Prefix source) {
        for (boolean dryRun : new boolean[] {false, true}) {
            for (int i = 0; i < model.size(); i++) {
                if (lists.get(i).dryRun() == dryRun
                        && model.get(i).stream().anyMatch(entry -> entry.contains(source))) {
                    return new Fate(i, !dryRun);
                }
            }
        }
        return new Fate(-1, false);
    }

    @Test
    void aListOnADryRunDropsNothingAndHidesNoOther() throws Exception {
        try (XdpBench bench = new XdpBench(NAMES, 100)) {
            SourceList wide = new SourceList(ListTexts.list("198.51.100.0/24", "2001:db8::/32"), true, ListNote.NONE);
            SourceList narrow = SourceList.of(ListTexts.list("198.51.100.7", "2001:db8:7::/48"));
            SourceList late = new SourceList(ListTexts.list("198.51.100.0/25", "203.0.113.7"), true, ListNote.NONE);
            bench.lists().replace(List.of(wide, narrow, late));
            assertThat(fate(bench, Prefix.parse("198.51.100.8"))).isEqualTo(new Fate(0, false));
            assertThat(fate(bench, Prefix.parse("198.51.100.7"))).isEqualTo(new Fate(1, true));
            assertThat(fate(bench, Prefix.parse("2001:db8:8::1"))).isEqualTo(new Fate(0, false));
            assertThat(fate(bench, Prefix.parse("2001:db8:7::1"))).isEqualTo(new Fate(1, true));
            assertThat(fate(bench, Prefix.parse("203.0.113.7"))).isEqualTo(new Fate(2, false));
            bench.lists().replace(List.of(SourceList.of(wide.entries()), narrow, late));
            assertThat(fate(bench, Prefix.parse("198.51.100.7"))).isEqualTo(new Fate(0, true));
            assertThat(bench.lists().dropped().get("first"))
                    .extracting(XdpStats.Tally::packets)
                    .isEqualTo(1L);
            assertThat(bench.lists().spared().get("first"))
                    .extracting(XdpStats.Tally::packets)
                    .isEqualTo(2L);
        }
    }

    @Test
    void whatAListOnADryRunHoldsGoesOnToWhatIsAskedNext() throws Exception {
        try (XdpBench bench = new XdpBench(List.of("only"), 100)) {
            bench.lists().replace(List.of(new SourceList(ListTexts.list("198.51.100.7"), true, ListNote.NONE)));
            bench.send(Frame.from("198.51.100.7").udp(0).bytes(), 100);
            bench.poll();
            assertThat(bench.counted("198.51.100.7", Dimension.PACKETS))
                    .as("counted for its source")
                    .isPositive();
            bench.block("198.51.100.7");
            assertThat(bench.reasonFor(Frame.from("198.51.100.7").udp(0).bytes()))
                    .isEqualTo(XdpReason.BLOCKED_EXACT);
            assertThat(bench.lists().spared().get("only"))
                    .extracting(XdpStats.Tally::packets)
                    .isEqualTo(100L);
        }
    }

    /** In a small part of the space, so that lists meet and entries hold each other. */
    private static List<Prefix> entries(Random random, int count) {
        List<Prefix> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Prefix address = address(random);
            int length = switch (address.family()) {
                case IPV4 -> random.nextInt(3) > 0 ? 32 : 12 + random.nextInt(20);
                case IPV6 ->
                    switch (random.nextInt(3)) {
                        case 0 -> 128;
                        case 1 -> 64;
                        default -> 25 + random.nextInt(39);
                    };
            };
            entries.add(Prefix.of(address.addressBytes(), Math.max(length, random.nextInt(8) == 0 ? 1 : 20)));
        }
        return entries;
    }

    private static Prefix address(Random random) {
        if (random.nextBoolean()) {
            return Prefix.parse(100 + random.nextInt(8) + "." + random.nextInt(256) + "." + random.nextInt(4) + "."
                    + random.nextInt(256));
        }
        return new Prefix(
                Family.IPV6,
                0x2001_0db0_0000_0000L
                        + ((long) random.nextInt(32) << 32)
                        + ((long) random.nextInt(64) << 26)
                        + random.nextInt(64),
                random.nextInt(4),
                128);
    }

    /** An address at or next to an entry, or any. */
    private static Prefix question(Random random, List<List<Prefix>> model) {
        List<Prefix> list = model.get(random.nextInt(model.size()));
        if (list.isEmpty() || random.nextInt(4) == 0) {
            return address(random);
        }
        byte[] bytes = list.get(random.nextInt(list.size())).addressBytes();
        if (random.nextInt(3) == 0) {
            int bit = random.nextInt(bytes.length * 8);
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            bytes[0] = (byte) (bytes.length == 4 ? 100 | (bytes[0] & 7) : 0x20);
        }
        return Prefix.of(bytes, bytes.length * 8);
    }

    @Test
    void aFullTableHoldsAllOfIt() throws Exception {
        int room = 1 << 15;
        Random random = new Random(7);
        Set<String> addresses = new LinkedHashSet<>();
        Set<String> networks = new LinkedHashSet<>();
        Set<String> hosts = new LinkedHashSet<>();
        while (hosts.size() < room) {
            int bits = random.nextInt(1 << 24);
            addresses.add("100." + (bits >> 16) + "." + (bits >> 8 & 0xff) + "." + (bits & 0xff));
            networks.add(String.format("2400:%x:%x::/64", random.nextInt(1 << 16), random.nextInt(1 << 16)));
            hosts.add(String.format("2400:%x::%x", random.nextInt(1 << 16), random.nextInt(1 << 16)));
        }
        try (XdpBench bench = new XdpBench(List.of("only"), room)) {
            for (Set<String> set : List.of(addresses, networks, hosts)) {
                List<String> all = List.copyOf(set);
                bench.lists().enforce(List.of(ListTexts.list(all)));
                for (int i = 0; i < all.size(); i += 31) {
                    String source = all.get(i).replace("::/64", "::1");
                    assertThat(bench.reasonFor(Frame.from(source).udp(0).bytes()))
                            .isEqualTo(XdpReason.BLOCKED_LIST);
                }
            }
            List<String> tooMany = new ArrayList<>(hosts);
            String last = tooMany.getLast();
            tooMany.add("2401::1");
            assertThatThrownBy(() -> bench.lists().enforce(List.of(ListTexts.list(tooMany))))
                    .isInstanceOf(ListRoomException.class)
                    .hasMessageContaining((room + 1) + " entries")
                    .hasMessageContaining("list_entries");
            assertThat(bench.reasonFor(Frame.from(last).udp(0).bytes())).isEqualTo(XdpReason.BLOCKED_LIST);
        }
    }

    @Test
    void theAllowListAndTheNodesOwnBlocksComeFirst() throws Exception {
        try (XdpBench bench = new XdpBench(List.of("only"), 100, "198.51.100.0/28")) {
            bench.lists().enforce(List.of(ListTexts.list("198.51.100.0/24", "2001:db8::/32")));
            assertThat(bench.reasonFor(Frame.from("198.51.100.7").udp(0).bytes()))
                    .isEqualTo(XdpReason.ALLOWED);
            assertThat(bench.reasonFor(Frame.from("198.51.100.77").udp(0).bytes()))
                    .isEqualTo(XdpReason.BLOCKED_LIST);
            bench.block("198.51.100.77");
            bench.block("2001:db8:1::/48");
            assertThat(bench.reasonFor(Frame.from("198.51.100.77").udp(0).bytes()))
                    .isEqualTo(XdpReason.BLOCKED_EXACT);
            assertThat(bench.reasonFor(Frame.from("2001:db8:1::7").udp(0).bytes()))
                    .isEqualTo(XdpReason.BLOCKED_PREFIX);
            bench.lists().enforce(List.of(ListEntries.none()));
            assertThat(bench.reasonFor(Frame.from("198.51.100.78").udp(0).bytes()))
                    .isEqualTo(XdpReason.CLEAN);
        }
    }

    @Test
    void asManyListsAsThereMayBe() throws Exception {
        List<String> names = new ArrayList<>();
        List<ListEntries> lists = new ArrayList<>();
        for (int i = 0; i < Abi.LISTS; i++) {
            names.add("list-" + i);
            lists.add(ListTexts.list("198.51.100." + i, "203.0.113.0/" + (31 - i)));
        }
        try (XdpBench bench = new XdpBench(names, 100)) {
            bench.lists().enforce(lists);
            for (int i = 0; i < Abi.LISTS; i++) {
                assertThat(firstHolder(bench, Prefix.parse("198.51.100." + i))).isEqualTo(i);
            }
            assertThat(firstHolder(bench, Prefix.parse("203.0.113.0"))).isZero();
            assertThat(firstHolder(bench, Prefix.parse("203.0.113.3"))).isEqualTo(1);
            Collections.reverse(lists);
            bench.lists().enforce(lists);
            assertThat(firstHolder(bench, Prefix.parse("203.0.113.0"))).isZero();
            assertThat(firstHolder(bench, Prefix.parse("198.51.100.0"))).isEqualTo(Abi.LISTS - 1);
        }
    }
}
