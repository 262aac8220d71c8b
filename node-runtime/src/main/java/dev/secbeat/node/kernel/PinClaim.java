// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Who holds the claim on a pin directory ({@link PinDirectory#claim}), read from the kernel's list of locks: trying the
 * lock would take it, and a node that starts in that moment would be refused.
 */
final class PinClaim {
    private static final Path LOCKS = Path.of("/proc/locks");

    private PinClaim() {}

    /** Id of the process that holds it; empty when nobody does whom this process's PID namespace can see. */
    static OptionalLong holder(Path directory) {
        try {
            long device = ((Number) Files.getAttribute(directory, "unix:dev")).longValue();
            long inode = ((Number) Files.getAttribute(directory, "unix:ino")).longValue();
            return holder(Files.readAllLines(LOCKS), major(device), minor(device), inode);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * As {@code /proc/locks} has it: {@code 1: FLOCK ADVISORY WRITE pid major:minor:inode 0 EOF}, the device in hex; who
     * only waits stands behind an arrow.
     */
    static OptionalLong holder(List<String> locks, long major, long minor, long inode) {
        String file = String.format("%02x:%02x:%d", major, minor, inode);
        return locks.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 6 && words[1].equals("FLOCK") && words[5].equals(file))
                .mapToLong(words -> Long.parseLong(words[4]))
                .findFirst();
    }

    /** Of a dev_t as the C library packs it. */
    private static long major(long device) {
        return (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
    }

    private static long minor(long device) {
        return (device & 0xff) | (device >>> 12 & 0xffffff00L);
    }
}
