// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the kernel lets this process do, as far as filtering packets takes it. Linux only. */
final class Privileges {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";

    /** Capabilities a node needs, by their numbers in capability.h. */
    private enum Needed {
        CAP_NET_ADMIN(12),
        CAP_PERFMON(38),
        CAP_BPF(39);

        private final int bit;

        Needed(int bit) {
            this.bit = bit;
        }
    }

    private Privileges() {}

    /** Says what is missing to filter in the kernel and what to do; empty when nothing is. */
    static Optional<String> missing() {
        try {
            return missing(Files.readAllLines(STATUS));
        } catch (IOException e) {
            return Optional.empty(); // Then the start will tell.
        }
    }

    /** The same, of a process whose status has these lines. */
    static Optional<String> missing(List<String> status) {
        Optional<Long> effective = status.stream()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).strip(), 16))
                .findFirst();
        List<String> lacking = new ArrayList<>();
        for (Needed needed : Needed.values()) {
            if (effective.filter(set -> ((set >>> needed.bit) & 1) == 0).isPresent()) {
                lacking.add(needed.name());
            }
        }
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of(Messages.of("node.lacking", String.join(", ", lacking)));
    }
}
