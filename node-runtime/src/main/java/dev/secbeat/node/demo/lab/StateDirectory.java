// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where a lab keeps everything it makes: configurations, keys, logs, its control socket. Held by one launcher at a time;
 * taking it removes what a crashed one left. One thread.
 */
public final class StateDirectory implements AutoCloseable {
    /** Where the demo's is; console and CLI look here for a running fleet. */
    public static final Path DEFAULT = Path.of("/run/secbeat/demo");

    private final Path path;
    private final Path lockFile;
    private final FileChannel channel;
    private final boolean parentIsNew;
    private final int leftoversRemoved;

    private StateDirectory(Path path, Path lockFile, FileChannel channel, boolean parentIsNew) throws IOException {
        this.path = path;
        this.lockFile = lockFile;
        this.channel = channel;
        // A parent that a crashed launcher made is this one's to remove.
        this.parentIsNew = parentIsNew || parentIsJournalled(path);
        leftoversRemoved = Cleaner.clean(path);
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Takes the directory. @throws LabException when another launcher holds it or it cannot be made */
    public static StateDirectory take(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        Path lockFile = lockFile(path);
        try {
            boolean parentIsNew = parent != null && !Files.exists(parent);
            if (parent != null) {
                Files.createDirectories(parent);
            }
            FileChannel channel = lock(lockFile);
            try {
                return new StateDirectory(path, lockFile, channel, parentIsNew);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw new LabException(
                    "a fleet on this machine needs root: it makes network namespaces and loads filters into the kernel",
                    "Start the same command as root. ('" + e.getFile() + "' may not be written by this user.)");
        } catch (IOException e) {
            throw new LabException(
                    "the state directory '" + path + "' cannot be made: " + e.getMessage(),
                    "Make " + parent + " a writable directory.");
        }
    }

    /** The file by which a launcher holds the directory {@code path}. */
    static Path lockFile(Path path) {
        return path.resolveSibling(path.getFileName() + ".lock");
    }

    private static boolean parentIsJournalled(Path path) {
        return new CleanupJournal(path)
                .read().stream()
                        .anyMatch(entry -> entry.kind() == CleanupJournal.Kind.DIRECTORY
                                && Path.of(entry.name())
                                        .equals(path.toAbsolutePath().getParent()));
    }

    /** Starts the journal of what is made outside. */
    CleanupJournal journal() {
        var journal = new CleanupJournal(path);
        journal.begin();
        if (parentIsNew) {
            journal.write(
                    CleanupJournal.Kind.DIRECTORY,
                    String.valueOf(path.toAbsolutePath().getParent()),
                    "");
        }
        return journal;
    }

    /** Whether a launcher holds the directory now. */
    public static boolean isHeld(Path path) {
        Path lockFile = lockFile(path);
        if (!Files.exists(lockFile)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            return tryLock(channel) == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static FileChannel lock(Path lockFile) throws IOException {
        while (true) {
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new LabException(
                        "a demo is running already",
                        "It holds " + lockFile + ". Stop it with Ctrl+C in its terminal, or use it: ./secbeat status");
            }
            if (Files.exists(lockFile)) {
                return channel;
            }
            channel.close(); // the last holder removed the file between our opening and locking it
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another lab of this very process
        }
    }

    public Path path() {
        return path;
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** How many processes, namespaces and mounts of a crashed launcher were removed. */
    public int leftoversRemoved() {
        return leftoversRemoved;
    }

    /** Makes a directory inside. */
    Path directory(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new LabException("'" + path.resolve(name) + "' cannot be made", String.valueOf(e.getMessage()));
        }
    }

    /** Writes a file inside, readable by its owner alone. */
    Path write(String name, String text) {
        Path file = path.resolve(name);
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new LabException("'" + file + "' cannot be written", String.valueOf(e.getMessage()));
        }
    }

    /** Removes everything the journal lists and the directory, then lets others have it. */
    @Override
    public void close() {
        try (channel) {
            Cleaner.clean(path);
            Files.deleteIfExists(lockFile);
            Path parent = path.toAbsolutePath().getParent();
            if (parentIsNew && parent != null) {
                Files.deleteIfExists(parent);
            }
        } catch (IOException e) {
            throw new LabException("'" + path + "' could not be removed", String.valueOf(e.getMessage()));
        }
    }
}
