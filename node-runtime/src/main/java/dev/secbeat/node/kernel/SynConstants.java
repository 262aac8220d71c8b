// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;

/** The program's constants about SYN floods: struct sb_syn_settings, and struct sb_syn_interface for each interface. */
final class SynConstants {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    /** All CPUs together may keep this part of a second's SYNs to themselves. */
    private static final int KEPT_PART = 64;

    private SynConstants() {}

    /** Writes them into the section; all zero, which is off, unless {@code cookies} guard a port. */
    static void write(MemorySegment section, SynCookies cookies, HostTcp host, int cpus) {
        section.fill((byte) 0);
        if (!cookies.guards()) {
            return;
        }
        section.set(JAVA_LONG, Abi.SYN_INTERVAL, NANOS_PER_SECOND / cookies.synsPerSecond());
        section.set(JAVA_LONG, Abi.SYN_HOLD, cookies.hold().toNanos());
        section.set(JAVA_INT, Abi.SYN_MODE, cookies.mode().code());
        section.set(JAVA_INT, Abi.SYN_BATCH, Math.max(1, cookies.synsPerSecond() / KEPT_PART / cpus));
        section.set(JAVA_BYTE, Abi.SYN_WINDOW_SCALE, (byte) host.windowScale());
        section.set(JAVA_BYTE, Abi.SYN_TIMESTAMPS, (byte) (host.options() ? 1 : 0));
        int slot = 0;
        for (int port : cookies.ports()) {
            section.set(JAVA_SHORT, Abi.SYN_PORT_LIST + (long) slot * Short.BYTES, (short) port);
            slot++;
        }
    }

    /** Writes where SYNs are answered into the table, an array of struct sb_syn_interface. */
    static void write(MemorySegment table, List<HostTcp.Arrival> arrivals) {
        table.fill((byte) 0);
        for (int place = 0; place < arrivals.size(); place++) {
            HostTcp.Arrival arrival = arrivals.get(place);
            MemorySegment row = table.asSlice((long) place * Abi.INTERFACE_BYTES, Abi.INTERFACE_BYTES);
            row.set(JAVA_INT, Abi.INTERFACE_INDEX, arrival.index());
            row.set(JAVA_SHORT, Abi.INTERFACE_MSS4, (short) arrival.mss4());
            row.set(JAVA_SHORT, Abi.INTERFACE_MSS6, (short) arrival.mss6());
            byte[] mac = HexFormat.of().parseHex(arrival.mac());
            MemorySegment.copy(mac, 0, row, JAVA_BYTE, Abi.INTERFACE_MAC, mac.length);
        }
    }
}
