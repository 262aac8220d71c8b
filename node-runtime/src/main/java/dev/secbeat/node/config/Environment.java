// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where ${NAME} in a configuration takes its value from, and what this machine is called. */
interface Environment {
    Optional<String> variable(String name);

    /** The machine's name in the letters allowed for a node: {@code a-z 0-9 -}; {@code node} when it has none. */
    String hostName();

    /** The environment of this process. */
    static Environment process() {
        return of(System.getenv(), readHostName());
    }

    static Environment of(Map<String, String> variables, String hostName) {
        String name = hostName.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        String usable = name.replaceAll("^-+|-+$", "");
        return new Environment() {
            @Override
            public Optional<String> variable(String variable) {
                return Optional.ofNullable(variables.get(variable));
            }

            @Override
            public String hostName() {
                return usable.isEmpty() ? "node" : usable.substring(0, Math.min(31, usable.length()));
            }
        };
    }

    private static String readHostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"));
        } catch (IOException e) {
            // Not Linux, or a locked-down container: the name is only a default.
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("node");
        }
    }
}
