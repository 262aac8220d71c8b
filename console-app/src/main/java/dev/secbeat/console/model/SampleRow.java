// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SampledPacket;

/**
 * A packet that a node has shown, read.
 *
 * @param node whose filter it met
 */
public record SampleRow(NodeId node, SampledPacket packet, PacketHeaders headers) {

    /** Reads the packet's header; any thread. */
    public static SampleRow of(NodeId node, SampledPacket packet) {
        return new SampleRow(node, packet, HeaderDecoder.decode(packet.header()));
    }
}
