// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.api.Notice;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What still waited when its outlet was closed, for the next start. Owned by one thread. */
final class WaitingFile {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingFile.class);
    private static final int PARTS = 5;

    private final Path file;

    WaitingFile(Path folder, String outlet) {
        this.file = folder.resolve(outlet + ".waiting");
    }

    /** Writes all of {@code waiting} or tells that it is lost. */
    boolean save(List<Delivery> waiting) {
        if (waiting.isEmpty()) {
            return true;
        }
        List<String> lines = waiting.stream()
                .map(one -> String.join(
                        "\t",
                        one.id().toString(),
                        one.kind().name(),
                        one.host(),
                        Long.toString(one.epochMillis()),
                        one.body()))
                .toList();
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.write(next, lines, StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            LOG.error(
                    "event=waiting_lost file=\"{}\" deliveries={} problem=\"{}\"", file, waiting.size(), e.toString());
            return false;
        }
    }

    /** Takes what was written, at most so many; it is not taken twice. */
    List<Delivery> take(int most) {
        List<Delivery> waiting = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = in.readLine();
            while (line != null && waiting.size() < most) {
                waiting.add(delivery(line));
                line = in.readLine();
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("event=waiting_unread file=\"{}\" taken={} problem=\"{}\"", file, waiting.size(), e.toString());
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn(
                    "event=waiting_kept file=\"{}\" meaning=\"it will be sent again\" problem=\"{}\"",
                    file,
                    e.toString());
        }
        return waiting;
    }

    private static Delivery delivery(String line) {
        String[] parts = line.split("\t", PARTS);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("a line without five parts");
        }
        return new Delivery(
                UUID.fromString(parts[0]), Notice.Kind.valueOf(parts[1]), parts[2], Long.parseLong(parts[3]), parts[4]);
    }
}
