// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.GeoSelection.Countries;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.kernel.ListedPackets;
import dev.secbeat.node.kernel.NeedsKernel;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.MmdbFile;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file to the verdict on a packet: a real watcher over the real kernel. */
@NeedsKernel
class ListFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aFileReplacedWhileTheNodeRunsChangesWhatIsDropped() throws IOException {
        Path file = folder.resolve("drop.txt");
        write(file, "198.51.100.7\n2001:db8:1::/48\n");
        try (ListedPackets packets = new ListedPackets(List.of("drop"), 2_000);
                ListWatcher watcher = new ListWatcher(
                        packets.lists(),
                        List.of(new NodeConfig.ListFile("drop", file)),
                        NodeClock.system(),
                        1_000_000)) {
            watcher.start();
            Await.until("the first version", () -> packets.drops("198.51.100.7"));
            assertThat(packets.drops("2001:db8:1::7")).isTrue();
            assertThat(packets.drops("203.0.113.7")).isFalse();

            write(file, "203.0.113.0/24\nnonsense\n");
            Await.until("it is refused", () -> watcher.lists().getFirst().errors() == 1);
            assertThat(packets.drops("203.0.113.7")).isFalse();
            assertThat(packets.drops("198.51.100.7")).isTrue();

            write(file, "203.0.113.0/24\n");
            Await.until("the corrected version", () -> packets.drops("203.0.113.7"));
            assertThat(packets.drops("198.51.100.7")).isFalse();
            assertThat(packets.drops("2001:db8:1::7")).isFalse();
        }
    }

    @Test
    void aListOnADryRunIsReadAndDropsNothing() throws IOException {
        Path file = folder.resolve("trial.txt");
        write(file, "198.51.100.7\n");
        try (ListedPackets packets = new ListedPackets(List.of("trial"), 2_000);
                ListWatcher watcher = new ListWatcher(
                        packets.lists(),
                        List.of(new NodeConfig.ListFile("trial", file, Optional.empty(), true)),
                        NodeClock.system(),
                        1_000_000)) {
            watcher.look();
            assertThat(packets.drops("198.51.100.7")).isFalse();
            assertThat(packets.drops("203.0.113.7")).isFalse();
            assertThat(packets.lists().spared().get("trial")).hasFieldOrPropertyWithValue("packets", 1L);
            assertThat(packets.lists().dropped().get("trial")).hasFieldOrPropertyWithValue("packets", 0L);
        }
    }

    @Test
    void packetsOfAListedCountryAreDroppedUntilTheDatabaseSaysOtherwise() {
        Path file = folder.resolve("geo.mmdb");
        GeoSelection selection = new Countries(new TreeSet<>(List.of("XX")));
        new MmdbFile(6, 28)
                .country("192.0.2.0/24", "ZZ")
                .country("198.51.100.0/24", "XX")
                .country("2001:db8:1::/48", "XX")
                .write(file);
        try (ListedPackets packets = new ListedPackets(List.of("geo"), 2_000);
                ListWatcher watcher = new ListWatcher(
                        packets.lists(),
                        List.of(new NodeConfig.ListFile("geo", file, Optional.of(selection))),
                        NodeClock.system(),
                        1_000_000)) {
            watcher.start();
            Await.until("the first version", () -> packets.drops("198.51.100.7"));
            assertThat(packets.drops("2001:db8:1::7")).isTrue();
            assertThat(packets.drops("192.0.2.7")).as("of another country").isFalse();

            new MmdbFile(6, 24).network("203.0.113.0/24", Map.of("asn", 7)).write(file);
            Await.until("it is refused", () -> watcher.lists().getFirst().errors() == 1);
            assertThat(packets.drops("198.51.100.7")).isTrue();
            assertThat(packets.drops("203.0.113.7")).isFalse();

            new MmdbFile(6, 28)
                    .country("203.0.113.0/25", "XX")
                    .alias("2002::/16")
                    .write(file);
            Await.until("the next version", () -> packets.drops("203.0.113.7"));
            assertThat(packets.drops("203.0.113.207")).isFalse();
            assertThat(packets.drops("198.51.100.7")).isFalse();
            assertThat(packets.drops("2001:db8:1::7")).isFalse();
            assertThat(packets.drops("2002:cb00:7107::1"))
                    .as("by its 6to4 alias")
                    .isFalse();
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path next = file.resolveSibling("next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
