// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.GeoSelection.Asns;
import dev.secbeat.node.api.GeoSelection.Countries;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.kernel.ListNote;
import dev.secbeat.node.kernel.SourceList;
import dev.secbeat.node.kernel.SourceLists;
import dev.secbeat.node.kernel.XdpStats;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.support.MmdbFile;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists made of databases: from a file that comes, changes and breaks to what is in force. */
class DatabaseListTest {
    private static final int ROOM = 10;

    @TempDir
    private Path folder;

    private final List<List<Integer>> enforced = new ArrayList<>();
    private final List<ListNote> notes = new ArrayList<>();

    /** Remembers the sizes of the lists, and the notes of the last ones. */
    private record Kernel(List<List<Integer>> enforced, List<ListNote> notes) implements SourceLists {
        @Override
        public void settle() {
            // No packets here.
        }

        @Override
        public int room() {
            return ROOM;
        }

        @Override
        public List<String> held() {
            return List.of();
        }

        @Override
        public void replace(List<SourceList> lists) {
            enforced.add(lists.stream().map(list -> list.entries().size()).toList());
            notes.clear();
            lists.forEach(list -> notes.add(list.note()));
        }

        @Override
        public Map<String, XdpStats.Tally> dropped() {
            return Map.of();
        }

        @Override
        public Map<String, XdpStats.Tally> spared() {
            return Map.of();
        }
    }

    private Path database() {
        return folder.resolve("geo.mmdb");
    }

    private NodeConfig.ListFile list(String name, GeoSelection selection) {
        return new NodeConfig.ListFile(name, database(), Optional.of(selection));
    }

    private NodeConfig.ListFile countries(String... codes) {
        return list("geo", new Countries(new TreeSet<>(Arrays.asList(codes))));
    }

    private ListWatcher watcher(NodeConfig.ListFile... lists) {
        return new ListWatcher(new Kernel(enforced, notes), List.of(lists), NodeClock.system(), 1_000_000);
    }

    private static MmdbFile networks(String code, String... prefixes) {
        MmdbFile file = new MmdbFile(6, 28).country("192.0.2.0/24", "ZZ");
        for (String prefix : prefixes) {
            file.country(prefix, code);
        }
        return file;
    }

    @Test
    void aDatabaseReplacedIsReadAnewAndABrokenOneLeavesTheOneBefore() throws IOException {
        ListWatcher watcher = watcher(countries("XX"));
        networks("XX", "198.51.100.0/24", "2001:db8::/32").write(database());
        watcher.look();
        watcher.look();
        byte[] whole = networks("XX", "203.0.113.0/24").bytes();
        Files.write(database(), Arrays.copyOf(whole, whole.length - 20));
        watcher.look();
        watcher.look();
        WatchedList list = watcher.lists().getFirst();
        assertThat(enforced).containsExactly(List.of(2));
        assertThat(list.errors()).isEqualTo(1);
        assertThat(list.entries()).isEqualTo(2);
        networks("XX", "203.0.113.0/24").write(database());
        watcher.look();
        assertThat(enforced).containsExactly(List.of(2), List.of(1));
        assertThat(list.errors()).isEqualTo(1);
    }

    @Test
    void moreThanThereIsRoomForLeavesTheOneBefore() {
        ListWatcher watcher = watcher(countries("XX"));
        networks("XX", "198.51.100.0/24").write(database());
        watcher.look();
        MmdbFile many = new MmdbFile(6, 28);
        for (int i = 0; i <= ROOM; i++) {
            many.country("198.51." + 2 * i + ".0/24", "XX");
        }
        many.write(database());
        watcher.look();
        assertThat(enforced).containsExactly(List.of(1));
        assertThat(watcher.lists().getFirst().errors()).isEqualTo(1);
    }

    @Test
    void severalListsMayBeOfOneDatabase() {
        ListWatcher watcher =
                watcher(countries("XX"), list("hosters", new Asns(new TreeSet<>(List.of(64_496L, 64_511L)))));
        new MmdbFile(6, 28)
                .network("198.51.100.0/24", Map.of("country_code", "XX", "asn", "AS64500"))
                .network("203.0.113.0/24", Map.of("country_code", "XX", "asn", "AS64496"))
                .write(database());
        watcher.look();
        assertThat(enforced).containsExactly(List.of(2, 1));
        assertThat(watcher.lists().get(1).origin().missing()).containsExactly("64511");
    }

    @Test
    void aSelectionOfNothingIsAnEmptyListThatSaysSo() {
        ListWatcher watcher = watcher(countries("UK"));
        networks("GB", "198.51.100.0/24").write(database());
        watcher.look();
        assertThat(enforced).containsExactly(List.of(0));
        WatchedList list = watcher.lists().getFirst();
        assertThat(list.errors()).isZero();
        assertThat(list.origin().missing()).containsExactly("UK");
    }

    @Test
    void theOriginIsToldAndScraped() {
        NodeConfig.ListFile text = new NodeConfig.ListFile("text", folder.resolve("drop.txt"));
        ListWatcher watcher = watcher(countries("XX", "YY"), text);
        NodeMetrics metrics = new NodeMetrics("1");
        new ListReadings(new Kernel(enforced, notes), watcher.lists()).register(metrics);
        assertThat(scraped(metrics))
                .contains(
                        "secbeat_list_origin_info{database=\"\",list=\"geo\",origin=\"countries\",selection=\"XX,YY\"} 1")
                .contains("secbeat_list_built_timestamp_seconds{list=\"geo\"} 0");
        networks("XX", "198.51.100.0/24", "2001:db8::/100").write(database());
        watcher.look();
        assertThat(scraped(metrics))
                .contains("{database=\"Test-Country\",list=\"geo\",origin=\"countries\",selection=\"XX,YY\"} 1")
                .contains("{database=\"\",list=\"text\",origin=\"file\",selection=\"\"} 1")
                .contains("secbeat_list_built_timestamp_seconds{list=\"geo\"} 1.7672256E9")
                .doesNotContain("secbeat_list_built_timestamp_seconds{list=\"text\"}");
        assertThat(watcher.lists().getFirst().origin().told())
                .isEqualTo(" database=\"Test-Country\" built=2026-01-01T00:00:00Z countries=XX,YY skipped=1");
        assertThat(watcher.lists().get(1).origin().told()).isEmpty();
        long loaded = watcher.lists().getFirst().loadedMillis();
        assertThat(notes)
                .as("kept beside the tables")
                .containsExactly(
                        new ListNote("countries", "XX,YY", "Test-Country", 1_767_225_600_000L, loaded),
                        new ListNote("file", "", "", 0, 0));
    }

    private static String scraped(NodeMetrics metrics) {
        return new String(metrics.scrape("text/plain").body(), StandardCharsets.UTF_8);
    }
}
