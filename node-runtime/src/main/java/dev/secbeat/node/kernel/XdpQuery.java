// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Asks the kernel what is attached where. Offsets are of struct bpf_xdp_query_opts and struct bpf_link_info. */
final class XdpQuery {
    private static final int ATTACHED_GENERIC = 2;
    private static final long QUERY_BYTES = 32;
    private static final long LINK_INFO_BYTES = 24;

    private XdpQuery() {}

    /**
     * What an interface runs.
     *
     * @param programId 0 when it runs nothing
     */
    record Running(int programId, boolean generic) {
        XdpMode mode() {
            return generic ? XdpMode.GENERIC : XdpMode.NATIVE;
        }
    }

    /**
     * What a link holds together.
     *
     * @param ifindex of an interface in whatever network namespace; 0 when it is gone or the link was ended
     */
    record Linked(int programId, int ifindex) {}

    /** What the interface of that index in the calling thread's network namespace runs; {@code name} is for the message. */
    static Running running(LibBpf bpf, int ifindex, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(QUERY_BYTES, Long.BYTES);
            options.set(JAVA_LONG, 0, QUERY_BYTES);
            Errno.check(bpf.xdpQuery(ifindex, 0, options), "bpf_xdp_query(" + name + ")");
            return new Running(options.get(JAVA_INT, 8), options.get(JAVA_BYTE, 24) == ATTACHED_GENERIC);
        }
    }

    /** What the link {@code fd} holds together; {@code name} is for the message. */
    static Linked linked(LibBpf bpf, int fd, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(LINK_INFO_BYTES, Long.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) LINK_INFO_BYTES);
            Errno.check(bpf.info(fd, info, length), "bpf_obj_get_info_by_fd(" + name + ")");
            return new Linked(info.get(JAVA_INT, 8), info.get(JAVA_INT, 16));
        }
    }
}
