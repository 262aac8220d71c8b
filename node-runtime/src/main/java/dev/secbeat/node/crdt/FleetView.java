// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;

/** What all lanes of a node share: who writes components, whose clocks are how far apart, and who is there. */
final class FleetView {
    final NodeId self;
    final long incarnation;
    final Writers writers;
    final Presence presence;
    /** Longest window of any limit. */
    int longestWindowMillis;
    /** Other nodes that share the limits. */
    int peers;

    FleetView(NodeId self, long incarnation, boolean sharing) {
        this.self = self;
        this.incarnation = incarnation;
        writers = new Writers(self, incarnation);
        presence = new Presence(sharing);
    }
}
