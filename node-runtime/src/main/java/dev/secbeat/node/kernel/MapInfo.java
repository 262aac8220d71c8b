// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What the kernel says of an existing map ({@code struct bpf_map_info}). */
record MapInfo(int type, int keyBytes, int valueBytes, int maxEntries) {
    private static final long BYTES = 24;

    static MapInfo of(LibBpf bpf, int fd, String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(BYTES, Long.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) BYTES);
            Errno.check(bpf.info(fd, info, length), "bpf_obj_get_info_by_fd(" + path + ")");
            return new MapInfo(
                    info.get(JAVA_INT, 0), info.get(JAVA_INT, 8), info.get(JAVA_INT, 12), info.get(JAVA_INT, 16));
        }
    }
}
