// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A program on the other end of a veth pair that passes all it gets. Without one, or NAPI through {@code ethtool -K DEV gro
 * on}, that end takes no frames that were sent by XDP.
 */
final class PassingPeer implements AutoCloseable {
    private static final int ATTACH_XDP = 37;
    private static final long CREATE_BYTES = 16;

    private final LibC c = new LibC();
    private final BenchObject object;
    private final int link;

    PassingPeer(NamespacePair namespaces) {
        LibBpf bpf = LibBpf.open();
        object = BenchObject.load(bpf, 1);
        link = namespaces.outside(() -> {
            int index = c.ifNameToIndex("peer0");
            object.route(index, TestRun.XDP_PASS);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment options = arena.allocate(CREATE_BYTES, Long.BYTES);
                options.set(JAVA_LONG, 0, CREATE_BYTES);
                return Errno.check(
                        bpf.linkCreate(object.programFd("bench_count"), index, ATTACH_XDP, options),
                        "bpf_link_create(peer0)");
            }
        });
    }

    @Override
    public void close() {
        c.close(link);
        object.close();
    }
}
