// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import java.util.Map;

/** Packets sent by each network interface until {@code atNanos}, CLOCK_MONOTONIC. */
public record PacketSample(long atNanos, Map<String, Long> byInterface) {
    public PacketSample {
        byInterface = Map.copyOf(byInterface);
    }
}
