// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Measures what it takes to load lists from files, on a data plane of its own. Stateless. */
public final class PacketBenchLists {
    private PacketBenchLists() {}

    /**
     * Medians, in nanoseconds.
     *
     * @param load reading a list of IPv4 addresses and putting it in force
     * @param replace of that, building the tables and putting them in force
     * @param swap putting a list of one entry in force, in tables with room for all the others
     */
    public record Figures(long load, long replace, long swap) {}

    /**
     * Loads lists on an interface of the calling thread's network namespace; see {@link PacketBench#open}.
     *
     * @param pinDirectory must not exist, and does not afterwards
     * @param entries of the list, at most 2^24
     */
    public static Figures measure(String interfaceName, Path pinDirectory, int entries, int rounds) {
        MapCapacities capacities = new MapCapacities(1, 1, 1, 1, 1 << 12).withListEntries(entries);
        XdpSettings settings = new XdpSettings(
                        interfaceName, pinDirectory, List.of(), capacities, ReportPacing.DEFAULT, AbuseFilter.DEFAULT)
                .withLists(List.of("bench"));
        try (XdpDataPlane plane = XdpDataPlane.open(settings)) {
            return measure(plane.lists().orElseThrow(), text(entries), rounds);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        } catch (ListFormatException | ListRoomException e) {
            throw new IllegalStateException("the list of the benchmark is refused: " + e.getMessage(), e);
        } finally {
            boolean _ = XdpDataPlane.detach(pinDirectory);
        }
    }

    private static Figures measure(SourceLists lists, byte[] text, int rounds)
            throws IOException, ListFormatException, ListRoomException {
        ListEntries one = ListParser.parse(new ByteArrayInputStream(text, 0, lineEnd(text)), 1);
        long[] load = new long[rounds];
        long[] replace = new long[rounds];
        long[] swap = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            lists.settle();
            long start = System.nanoTime();
            ListEntries entries = ListParser.parse(new ByteArrayInputStream(text), lists.room());
            long read = System.nanoTime();
            lists.enforce(List.of(entries));
            long done = System.nanoTime();
            lists.settle();
            long before = System.nanoTime();
            lists.enforce(List.of(one));
            swap[round] = System.nanoTime() - before;
            replace[round] = done - read;
            load[round] = done - start;
        }
        return new Figures(median(load), median(replace), median(swap));
    }

    private static byte[] text(int entries) {
        StringBuilder text = new StringBuilder(entries * 16);
        for (int i = 0; i < entries; i++) {
            text.append(BenchSources.exact(Family.IPV4, i)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static int lineEnd(byte[] text) {
        int end = 0;
        while (text[end] != '\n') {
            end++;
        }
        return end;
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
