// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.List;

/** A data plane with lists, for tests of those who fill them. */
public final class ListedPackets implements AutoCloseable {
    private final XdpBench bench;

    public ListedPackets(List<String> lists, int entries) {
        bench = new XdpBench(lists, entries);
    }

    public SourceLists lists() {
        return bench.lists();
    }

    /** Whether a packet from {@code source} is dropped because of a list. */
    public boolean drops(String source) {
        return bench.reasonFor(Frame.from(source).udp(0).bytes()) == XdpReason.BLOCKED_LIST;
    }

    @Override
    public void close() {
        bench.close();
    }
}
