// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A secret: itself, as the environment may give it, or the file that holds it; at most one of the two. It is never shown.
 *
 * @param value visible ASCII
 */
public record Secret(Optional<String> value, Optional<Path> file) {
    /** None. */
    public static final Secret NONE = new Secret(Optional.empty(), Optional.empty());

    static final Kind<String> VALUE = Kind.text(
            "a secret of 1 to 4096 visible ASCII characters, best as \"${NAME}\" out of the environment",
            text -> Optional.of(text).filter(t -> t.matches("[!-~]{1,4096}")));

    static final Kind<Path> FILE = ListReader.absolute("/etc/secbeat/key");

    /** Of the two that were read, the value first. */
    static Secret of(Optional<String> value, Optional<Path> file) {
        return new Secret(value, value.isPresent() ? Optional.empty() : file);
    }

    boolean isAbsent() {
        return value.isEmpty() && file.isEmpty();
    }

    @Override
    public String toString() {
        return "(not shown)";
    }
}
