// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists from files against a plain model: the program drops what stands in one, and the first that holds it has the hit. */
@NeedsKernel
class ListTablesTest {
    private static final List<String> NAMES = List.of("first", "second", "third");
    private static final int ENTRIES = 2_000;
    private static final int QUESTIONS = 1_500;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomListsAgreeWithAPlainModel(long seed) throws Exception {
        Random random = new Random(seed);
        try (XdpBench bench = new XdpBench(NAMES, 3 * ENTRIES)) {
            for (int round = 0; round < 3; round++) { // The third is built over the first.
                List<List<Prefix>> model = new ArrayList<>();
                List<ListEntries> lists = new ArrayList<>();
                for (int i = 0; i < NAMES.size(); i++) {
                    List<Prefix> entries = entries(random, random.nextInt(ENTRIES));
                    model.add(entries);
                    lists.add(ListTexts.list(
                            entries.stream().map(Prefix::toString).toList()));
                }
                bench.lists().enforce(lists);
                for (int i = 0; i < QUESTIONS / 3; i++) {
                    Prefix source = question(random, model);
                    assertThat(firstHolder(bench, source))
                            .as("%s, seed %d", source, seed)
                            .isEqualTo(expected(model, source));
                }
            }
        }
    }

    /** The list whose count grows by a packet from {@code source}; -1 when it passes. */
    private static int firstHolder(XdpBench bench, Prefix source) {
        List<XdpStats.Tally> before = new ArrayList<>(bench.lists().dropped().values());
        XdpReason reason = bench.reasonFor(Frame.from(source.toString()).udp(0).bytes());
        List<XdpStats.Tally> after = new ArrayList<>(bench.lists().dropped().values());
        int holder = -1;
        for (int i = 0; i < after.size(); i++) {
            long packets = after.get(i).packets() - before.get(i).packets();
            assertThat(packets).isBetween(0L, holder < 0 ? 1L : 0L);
            holder = packets == 1 ? i : holder;
        }
        assertThat(reason).isEqualTo(holder < 0 ? XdpReason.CLEAN : XdpReason.BLOCKED_LIST);
        return holder;
    }

    private static int expected(List<List<Prefix>> model, Prefix source) {
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i).stream().anyMatch(entry -> entry.contains(source))) {
                return i;
            }
        }
        return -1;
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
