// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.demo.lab.CleanupJournal.Entry;
import dev.secbeat.node.demo.lab.CleanupJournal.Kind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Removes what a journal lists, and only that; each step can be repeated. One thread at a time. */
final class Cleaner {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Cleaner() {}

    /** Removes everything a lab with this state directory left, the directory last. Returns how many things it removed. */
    static int clean(Path stateDirectory) {
        if (!Files.isDirectory(stateDirectory)) {
            return 0;
        }
        List<Entry> entries = new CleanupJournal(stateDirectory).read();
        int removed = killAll(entries);
        for (Entry entry : entries.reversed()) {
            removed += switch (entry.kind()) {
                case MOUNT -> unmount(Path.of(entry.name()));
                case NAMESPACE -> deleteNamespace(entries, entry.name());
                case BOOT, MARK, PROCESS, DIRECTORY -> 0;
            };
        }
        deleteTree(stateDirectory);
        for (Entry entry : entries.reversed()) {
            if (entry.kind() == Kind.DIRECTORY) {
                deleteDirectoryIfEmpty(Path.of(entry.name()));
            }
        }
        return removed;
    }

    private static int killAll(List<Entry> entries) {
        int killed = 0;
        for (Entry entry : entries) {
            if (entry.kind() == Kind.PROCESS && !entry.detail().isEmpty()) {
                killed += kill(Long.parseLong(entry.name()), Long.parseLong(entry.detail()));
            } else if (entry.kind() == Kind.MARK) {
                for (long pid : ProcFs.withEnvironment(Children.MARK + "=" + entry.name())) {
                    killed += kill(pid, ProcFs.startTicks(pid).orElse(-1));
                }
            }
        }
        return killed;
    }

    private static int kill(long pid, long startTicks) {
        if (!ProcFs.runs(pid, startTicks)) {
            return 0;
        }
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        long deadline = System.nanoTime() + KILL_NANOS;
        while (ProcFs.runs(pid, startTicks)) {
            if (System.nanoTime() > deadline) {
                throw new LabException(
                        "process " + pid + " does not die", "It hangs in the kernel; see /proc/" + pid + "/stack.");
            }
            LockSupport.parkNanos(1_000_000);
        }
        return 1;
    }

    private static int unmount(Path mountPoint) {
        try {
            boolean mounted = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .anyMatch(line -> line.split(" ", -1)[1].equals(mountPoint.toString()));
            if (mounted) {
                Shell.run("umount", mountPoint.toString());
            }
            return mounted ? 1 : 0;
        } catch (IOException e) {
            throw new LabException("the list of mounts cannot be read", String.valueOf(e.getMessage()));
        }
    }

    private static int deleteNamespace(List<Entry> entries, String name) {
        Path path = NAMESPACES.resolve(name);
        if (!Files.exists(path)) {
            return 0;
        }
        String inode = NetworkNamespaces.inode(name);
        // Without a recorded inode the launcher died between writing the intent and making it: it is ours.
        boolean ours = entries.stream()
                .filter(entry -> entry.kind() == Kind.NAMESPACE && entry.name().equals(name))
                .map(Entry::detail)
                .filter(detail -> !detail.isEmpty())
                .reduce((earlier, later) -> later)
                .map(inode::equals)
                .orElse(true);
        if (ours) {
            Shell.run("ip", "netns", "del", name);
        }
        return ours ? 1 : 0;
    }

    private static void deleteDirectoryIfEmpty(Path directory) {
        try (var content = Files.newDirectoryStream(directory)) {
            if (content.iterator().hasNext()) {
                return; // somebody else uses it by now
            }
        } catch (IOException e) {
            return; // gone
        }
        unmount(directory); // ip makes /run/netns a mount point of itself
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // In use again since the look above; an empty directory harms nobody.
        }
    }

    private static void deleteTree(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new LabException("'" + root + "' cannot be removed", String.valueOf(e.getMessage()));
        }
    }
}
