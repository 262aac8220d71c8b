// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds pin directories on the BPF filesystems that are mounted here. That covers every place a configuration can name: the
 * default below {@code /sys/fs/bpf}, the mount of the systemd units, and whatever else, as pins can be nowhere else.
 */
final class PinSearch {
    private static final Path MOUNTS = Path.of("/proc/thread-self/mounts");
    /** Folders below a mount: {@code secbeat/node-1} and one to spare. */
    private static final int MAX_DEPTH = 3;

    private PinSearch() {}

    /** All pin directories, in order; each once, however often its file system is mounted. */
    static List<Path> everywhere() {
        try {
            Set<Object> seen = new HashSet<>();
            List<Path> found = new ArrayList<>();
            for (Path mount : mounts(Files.readAllLines(MOUNTS))) {
                search(mount, seen, found);
            }
            return found.stream().sorted().toList();
        } catch (IOException e) {
            throw new XdpException(MOUNTS + " cannot be read; mount /proc", e);
        }
    }

    /** Where BPF filesystems are mounted, by the lines of {@code /proc/mounts}, which writes a blank as {@code \040}. */
    static List<Path> mounts(List<String> lines) {
        return lines.stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length > 2 && words[2].equals("bpf"))
                .map(words -> Path.of(words[1].replace("\\040", " ")))
                .distinct()
                .toList();
    }

    private static void search(Path mount, Set<Object> seen, List<Path> found) throws IOException {
        Files.walkFileTree(
                mount, EnumSet.noneOf(java.nio.file.FileVisitOption.class), MAX_DEPTH + 1, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        if (holdsPins(folder) && seen.add(String.valueOf(attributes.fileKey()))) {
                            found.add(folder);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        return FileVisitResult.CONTINUE; // Somebody else's folder, or gone by now.
                    }
                });
    }

    /** The mark of our tables, which is pinned first and removed early, together with another pin of ours. */
    private static boolean holdsPins(Path folder) {
        var pins = new PinDirectory(folder);
        return Files.exists(pins.map(KernelMap.META))
                && (Files.exists(pins.link())
                        || Arrays.stream(KernelMap.values())
                                .filter(map -> map != KernelMap.META)
                                .anyMatch(map -> Files.exists(pins.map(map))));
    }
}
