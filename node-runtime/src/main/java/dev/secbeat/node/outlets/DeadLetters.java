// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a receiver never took, a line of JSON each, in a file that is put aside when it is full: the one before it goes then. So
 * at most twice the bound is on the disk. Owned by one thread.
 */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final Path file;
    private final long mostBytes;

    /** @param mostBytes of one file */
    DeadLetters(Path folder, String outlet, long mostBytes) {
        this.file = folder.resolve(outlet + ".dead");
        this.mostBytes = mostBytes;
    }

    /** Keeps {@code delivery}; false when it cannot be written, which is told. */
    boolean keep(Delivery delivery, int tries, String problem, long nowMillis) {
        Map<String, Object> letter = new LinkedHashMap<>();
        letter.put("failedAtMillis", nowMillis);
        letter.put("tries", tries);
        letter.put("problem", problem);
        letter.put("body", new JsonText.Embedded(delivery.body()));
        String line = JsonText.object(letter) + "\n";
        try {
            if (Files.exists(file) && Files.size(file) + line.length() > mostBytes) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return true;
        } catch (IOException e) {
            LOG.error(
                    "event=dead_letter_lost file=\"{}\" delivery={} problem=\"{}\" action=\"make the folder writable\"",
                    file,
                    delivery.id(),
                    e.toString());
            return false;
        }
    }
}
