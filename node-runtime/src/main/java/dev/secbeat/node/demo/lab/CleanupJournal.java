// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the lab is about to make, one line each, written before it is made: whatever a crashed launcher left is in here,
 * so the next start removes that and nothing else. Safe for all threads.
 */
final class CleanupJournal {
    static final String FILE = "journal";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private final Path file;

    /** One thing made. {@code detail} narrows it down: an inode, a start time; may be empty. */
    record Entry(Kind kind, String name, String detail) {}

    /** Kinds of things a lab makes outside its state directory. */
    enum Kind {
        /** Identity of the running kernel; entries of an earlier boot are void. */
        BOOT,
        /** Value of {@link Children#MARK} in the environment of every child. */
        MARK,
        /** A process id; the detail is its start time in clock ticks since boot. */
        PROCESS,
        /** A network namespace of /run/netns; with its inode once it exists. */
        NAMESPACE,
        /** A directory that did not exist before. */
        DIRECTORY,
        /** A mount point. */
        MOUNT
    }

    CleanupJournal(Path stateDirectory) {
        file = stateDirectory.resolve(FILE);
    }

    /** Starts an empty journal for this boot. */
    void begin() {
        write(Kind.BOOT, bootId(), "");
    }

    synchronized void write(Kind kind, String name, String detail) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("journal entry '" + name + "' must be one word");
        }
        try {
            Files.writeString(
                    file,
                    (kind + " " + name + " " + detail).strip() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything written, oldest first; a torn or foreign line is skipped. Nothing when it is of an earlier boot. */
    List<Entry> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                for (Kind kind : Kind.values()) {
                    if (kind.name().equals(words[0]) && words.length >= 2) {
                        entries.add(new Entry(kind, words[1], words.length > 2 ? words[2] : ""));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean thisBoot = entries.stream()
                .anyMatch(entry -> entry.kind() == Kind.BOOT && entry.name().equals(bootId()));
        return thisBoot ? entries : List.of();
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
