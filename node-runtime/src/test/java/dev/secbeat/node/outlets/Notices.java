// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Notice;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;

/** Notices to send. Stateless. */
final class Notices {
    static final NodeId NODE = NodeId.of("us-east", "edge-1");

    private Notices() {}

    /** A block of the address that ends with {@code number}. */
    static Notice block(int number) {
        Prefix prefix = Prefix.parse("192.0." + number / 256 + "." + number % 256);
        return new Notice.Happened(
                new FleetEvent.Enforced(NODE, 1_700_000_000_123L, prefix, Origin.RATE_LIMIT, true, number, 1, 2));
    }

    static Notice trouble(String text) {
        return new Notice.Happened(new FleetEvent.Trouble(NODE, 1_700_000_000_000L, "code", text));
    }
}
