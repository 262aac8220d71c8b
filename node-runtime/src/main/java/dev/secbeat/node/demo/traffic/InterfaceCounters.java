// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Packets sent by each interface of the calling thread's network namespace. */
final class InterfaceCounters {
    // /proc/net is the namespace of the process, not of the thread.
    private static final Path FILE = Path.of("/proc/thread-self/net/dev");
    private static final int TX_PACKETS = 9;

    private InterfaceCounters() {}

    static Map<String, Long> packetsSent() {
        try {
            return parse(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Long> parse(String table) {
        Map<String, Long> packets = new LinkedHashMap<>();
        table.lines().filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            String[] fields = line.substring(colon + 1).strip().split("\\s+", -1);
            packets.put(line.substring(0, colon).strip(), Long.parseLong(fields[TX_PACKETS]));
        });
        return packets;
    }
}
