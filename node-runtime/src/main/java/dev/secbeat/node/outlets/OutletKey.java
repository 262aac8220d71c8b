// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The secret that a webhook's deliveries are signed with: exactly one of the two. Never shown.
 *
 * @param file read anew for each delivery; blanks around its text do not count
 */
public record OutletKey(Optional<String> value, Optional<Path> file) {
    private static final int MOST_BYTES = 4_096;

    byte[] read() throws OutletException {
        String text = value.orElse("");
        if (file.isPresent()) {
            try {
                if (Files.size(file.get()) > MOST_BYTES) {
                    throw new OutletException("the secret file " + file.get() + " has more than 4096 bytes");
                }
                text = Files.readString(file.get()).strip();
            } catch (IOException e) {
                throw new OutletException("the secret file " + file.get() + " cannot be read: "
                        + e.getClass().getSimpleName());
            }
        }
        if (text.isEmpty()) {
            throw new OutletException("the secret is empty");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "(not shown)";
    }
}
