// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The kernel's state of the guarded ports. Safe for all threads while the map is open. */
final class SynGuards {
    private final LibBpf bpf;
    private final int fd;
    private final SynCookies cookies;

    /** Of a program that guards as {@code cookies} says, which is what was made of the settings, not the settings. */
    SynGuards(LibBpf bpf, int fd, SynCookies cookies) {
        this.bpf = bpf;
        this.fd = fd;
        this.cookies = cookies;
    }

    /**
     * Gives each place the port that the program will use it for. A port that stood there before keeps its state; of any
     * other the place is cleared, so that a flood on one port does not count for the next.
     */
    void assign() {
        List<Integer> ports = List.copyOf(cookies.ports());
        try (Arena arena = Arena.ofConfined()) {
            for (int slot = 0; slot < Abi.SYN_PORTS; slot++) {
                int port = slot < ports.size() ? ports.get(slot) : 0;
                MemorySegment guard = read(arena, slot);
                if (guard.get(JAVA_INT, Abi.SYN_GUARD_PORT) != port) {
                    guard.fill((byte) 0);
                    guard.set(JAVA_INT, Abi.SYN_GUARD_PORT, port);
                    Errno.check(
                            bpf.mapUpdate(fd, arena.allocateFrom(JAVA_INT, slot), guard, MapHandle.ANY),
                            "bpf_map_update_elem(syn_guards, " + slot + ")");
                }
            }
        }
    }

    /** Every guarded port, in ascending order. */
    List<SynGuard> read(long nowNanos) {
        List<SynGuard> guards = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            for (int slot = 0; slot < cookies.ports().size(); slot++) {
                MemorySegment guard = read(arena, slot);
                boolean flooded = guard.get(JAVA_LONG, Abi.SYN_GUARD_ACTIVE_UNTIL) > nowNanos;
                guards.add(new SynGuard(
                        guard.get(JAVA_INT, Abi.SYN_GUARD_PORT),
                        cookies.mode() == SynCookies.Mode.ON || flooded,
                        guard.get(JAVA_LONG, Abi.SYN_GUARD_ACTIVATIONS)));
            }
        }
        return guards;
    }

    private MemorySegment read(Arena arena, int slot) {
        MemorySegment guard = arena.allocate(Abi.SYN_GUARD_BYTES, Long.BYTES);
        Errno.check(
                bpf.mapLookup(fd, arena.allocateFrom(JAVA_INT, slot), guard),
                "bpf_map_lookup_elem(syn_guards, " + slot + ")");
        return guard;
    }
}
