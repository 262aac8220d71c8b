// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.kernel.ListRoomException;
import dev.secbeat.node.kernel.SourceList;
import dev.secbeat.node.kernel.SourceLists;
import dev.secbeat.node.kernel.XdpStats;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that come, change, break and go; the kernel is played by a list of what was put in force. */
class ListWatcherTest {
    private static final int ROOM = 10;

    @TempDir
    private Path folder;

    private final List<List<Integer>> enforced = new CopyOnWriteArrayList<>();

    /** Remembers the sizes of the lists. */
    private record Kernel(List<String> held, List<List<Integer>> enforced) implements SourceLists {
        @Override
        public void settle() {
            // No packets here.
        }

        @Override
        public int room() {
            return ROOM;
        }

        @Override
        public void replace(List<SourceList> lists) throws ListRoomException {
            List<Integer> sizes =
                    lists.stream().map(list -> list.entries().size()).toList();
            int sum = sizes.stream().mapToInt(Integer::intValue).sum();
            if (sum > ROOM) {
                throw new ListRoomException("the lists have " + sum + " entries");
            }
            enforced.add(sizes);
        }

        @Override
        public Map<String, XdpStats.Tally> dropped() {
            return Map.of("a", new XdpStats.Tally(7, 700));
        }

        @Override
        public Map<String, XdpStats.Tally> spared() {
            return Map.of("b", new XdpStats.Tally(3, 300));
        }
    }

    private ListWatcher watcher(String... held) {
        List<NodeConfig.ListFile> files =
                List.of(new NodeConfig.ListFile("a", file("a")), new NodeConfig.ListFile("b", file("b")));
        return new ListWatcher(new Kernel(List.of(held), enforced), files, NodeClock.system(), 1_000_000);
    }

    private Path file(String name) {
        return folder.resolve(name + ".txt");
    }

    /** As operators are told to: written beside and renamed. */
    private void write(String name, int entries, String... more) throws IOException {
        Path next = folder.resolve(name + ".next");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < entries; i++) {
            text.append("192.0.2.").append(i).append('\n');
        }
        Files.writeString(next, text + String.join("\n", more));
        Files.move(next, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void assertErrors(ListWatcher watcher, long a, long b) {
        assertThat(watcher.lists()).extracting(WatchedList::errors).containsExactly(a, b);
    }

    @Test
    void whatChangesComesIntoForceWithTheRest() throws IOException {
        ListWatcher watcher = watcher();
        write("a", 3);
        write("b", 2);
        watcher.look();
        watcher.look();
        write("b", 4);
        watcher.look();
        write("a", 0);
        watcher.look();
        assertThat(enforced).containsExactly(List.of(3, 2), List.of(3, 4), List.of(0, 4));
        assertErrors(watcher, 0, 0);
        assertThat(watcher.lists().get(1).loadedMillis()).isPositive();
    }

    @Test
    void aBrokenVersionLeavesTheOneBeforeAndIsCountedOnce() throws IOException {
        ListWatcher watcher = watcher();
        write("a", 3);
        write("b", 2);
        watcher.look();
        write("a", 5, "not an address");
        write("b", 3);
        watcher.look();
        watcher.look();
        assertThat(enforced).containsExactly(List.of(3, 2), List.of(3, 3));
        assertThat(watcher.lists().getFirst().entries()).isEqualTo(3);
        assertErrors(watcher, 1, 0);
        write("a", 4);
        watcher.look();
        assertThat(enforced.getLast()).containsExactly(4, 3);
        assertErrors(watcher, 1, 0);
    }

    @Test
    void aMissingFileIsAnEmptyListAtFirstAndNoChangeLater() throws IOException {
        ListWatcher watcher = watcher();
        write("b", 2);
        watcher.look();
        watcher.look();
        assertThat(enforced).containsExactly(List.of(0, 2));
        assertErrors(watcher, 1, 0);
        Files.delete(file("b"));
        watcher.look();
        watcher.look();
        assertThat(enforced).hasSize(1);
        assertErrors(watcher, 1, 1);
        write("b", 2);
        watcher.look();
        assertThat(enforced).hasSize(2);
    }

    @Test
    void aFolderIsNoList() throws IOException {
        ListWatcher watcher = watcher();
        Files.createDirectory(file("a"));
        write("b", 1);
        watcher.look();
        watcher.look();
        assertThat(enforced).containsExactly(List.of(0, 1));
        assertErrors(watcher, 1, 0);
    }

    @Test
    void withoutRoomTheListsBeforeStay() throws IOException {
        ListWatcher watcher = watcher();
        write("a", 6);
        write("b", 4);
        watcher.look();
        write("b", 5);
        watcher.look();
        watcher.look();
        assertErrors(watcher, 0, 1);
        write("a", ROOM + 1);
        watcher.look();
        assertErrors(watcher, 1, 1);
        write("a", 1);
        watcher.look();
        assertThat(enforced).containsExactly(List.of(6, 4), List.of(1, 4));
    }

    @Test
    void whatAnEarlierDaemonLeftStaysUntilItsListsCanBeRead() throws IOException {
        ListWatcher watcher = watcher("a");
        write("a", 1, "broken");
        write("b", 2);
        watcher.look();
        assertThat(enforced).isEmpty();
        assertThat(watcher.lists().get(1).entries()).as("in force").isZero();
        write("a", 1);
        watcher.look();
        assertThat(enforced).containsExactly(List.of(1, 2));
        write("a", 2, "broken");
        write("b", 3);
        watcher.look();
        assertThat(enforced.getLast()).containsExactly(1, 3);
    }

    @Test
    void whatIsNoLongerConfiguredGoesEvenWhenNoFileIsThere() {
        ListWatcher watcher = watcher();
        watcher.look();
        assertThat(enforced).containsExactly(List.of(0, 0));
    }

    @Test
    void aFileReplacedWhileTheNodeRunsIsFound() throws IOException {
        write("a", 1);
        write("b", 1);
        try (ListWatcher watcher = watcher()) {
            watcher.start();
            Await.until("both lists", () -> enforced.contains(List.of(1, 1)));
            write("a", 2);
            Await.until("the new version", () -> enforced.getLast().equals(List.of(2, 1)));
            write("b", 1, "x");
            Await.until("an error", () -> watcher.lists().get(1).errors() == 1);
            write("b", 3);
            Await.until("the corrected version", () -> enforced.getLast().equals(List.of(2, 3)));
        }
    }

    @Test
    void theFiguresAreScraped() throws IOException {
        ListWatcher watcher = watcher();
        write("a", 3);
        watcher.look();
        NodeMetrics metrics = new NodeMetrics("1");
        new ListReadings(new Kernel(List.of(), enforced), watcher.lists()).register(metrics);
        assertThat(new String(metrics.scrape("text/plain").body(), StandardCharsets.UTF_8))
                .contains("secbeat_list_entries{list=\"a\"} 3")
                .contains("secbeat_list_errors_total{list=\"b\"} 1")
                .contains("secbeat_list_packets_total{list=\"a\"} 7")
                .contains("secbeat_list_spared_packets_total{list=\"b\"} 3")
                .contains("secbeat_list_loaded_timestamp_seconds{list=\"b\"} 0");
    }
}
