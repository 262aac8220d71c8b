// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The interface that carries the default route, from the kernel's routing table in {@code /proc}. */
final class DefaultInterface {
    private static final Path ROUTES = Path.of("/proc/self/net/route");
    private static final String ANYWHERE = "00000000";

    private DefaultInterface() {}

    /** Name of the interface, if there is an IPv4 default route. */
    static Optional<String> find() {
        try {
            return find(Files.readAllLines(ROUTES));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Columns: interface, destination, gateway, flags, references, use, metric, mask. */
    static Optional<String> find(List<String> lines) {
        return lines.stream()
                .skip(1)
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length >= 8 && columns[1].equals(ANYWHERE) && columns[7].equals(ANYWHERE))
                .map(columns -> columns[0])
                .findFirst();
    }
}
