// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** What the program counts that is no packet. The codes are those of {@code enum sb_event} in abi.h. */
public enum XdpEvent {
    /** A report found the ring full; its counts went with a later one. */
    RING_FULL(Abi.EVENT_RING_FULL, "ring_full"),
    /** A source gave way to another with packets nobody was told of. */
    SOURCE_EVICTED(Abi.EVENT_SOURCE_EVICTED, "source_evicted"),
    /** A sample found its ring full. */
    SAMPLES_LOST(Abi.EVENT_SAMPLES_LOST, "samples_lost");

    private final int code;
    private final String label;

    XdpEvent(int code, String label) {
        this.code = code;
        this.label = label;
    }

    int code() {
        return code;
    }

    /** As {@code secbeat xdp status} names it. */
    public String label() {
        return label;
    }
}
