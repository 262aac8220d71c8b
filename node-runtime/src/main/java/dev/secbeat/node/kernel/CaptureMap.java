// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.Map;

/** The kernel's table of what is to be sampled. Owned by one thread. */
final class CaptureMap {
    private final MapHandle map;

    CaptureMap(LibBpf bpf, int fd, Arena arena) {
        map = new MapHandle(bpf, KernelMap.CAPTURE, fd, arena);
    }

    /** Says what captures get that ask for nothing else; leaves a capture that runs alone. */
    void offer(PacketSampling usual) {
        map.value().fill((byte) 0);
        for (XdpReason reason : XdpReason.values()) {
            put(reason, usual.every(reason.action()));
        }
        write(Abi.CAPTURE_USUAL);
    }

    /** What the node is configured to give: packets to a sample, 0 for none. */
    Map<XdpReason, Integer> usual() {
        map.key().set(JAVA_INT, 0, Abi.CAPTURE_USUAL);
        boolean _ = map.lookup(); // An array has every entry.
        Map<XdpReason, Integer> every = new EnumMap<>(XdpReason.class);
        for (XdpReason reason : XdpReason.values()) {
            every.put(reason, map.value().get(JAVA_INT, place(reason)));
        }
        return every;
    }

    /** Has packets sampled until {@code untilNanos} of CLOCK_MONOTONIC. */
    void ask(CaptureRequest request, Map<XdpReason, Integer> every, long untilNanos) {
        map.value().fill((byte) 0);
        map.value().set(JAVA_LONG, Abi.CAPTURE_UNTIL, untilNanos);
        map.value().set(JAVA_LONG, Abi.CAPTURE_INTERVAL, request.intervalNanos());
        map.value().set(JAVA_LONG, Abi.CAPTURE_BURST, request.burstNanos());
        every.forEach(this::put);
        write(Abi.CAPTURE_ASKED);
    }

    /** Ends the sampling. */
    void askNothing() {
        map.value().fill((byte) 0);
        write(Abi.CAPTURE_ASKED);
    }

    private void put(XdpReason reason, int every) {
        map.value().set(JAVA_INT, place(reason), every);
    }

    private static long place(XdpReason reason) {
        return Abi.CAPTURE_EVERY + (long) reason.code() * Integer.BYTES;
    }

    private void write(int entry) {
        map.key().set(JAVA_INT, 0, entry);
        Errno.check(map.update(MapHandle.ANY), "bpf_map_update_elem(capture, " + entry + ")");
    }
}
