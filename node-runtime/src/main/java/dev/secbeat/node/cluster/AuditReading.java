// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import java.util.List;

/**
 * What the fleet's audit stream held when it was read.
 *
 * @param first number of the oldest message that was read for; the stream may hold older ones
 * @param last number of the newest message ever stored; 0 when there was none
 * @param unread how many older messages the stream holds that were not read
 * @param gone numbers in between of messages that are not there any more
 * @param orders the newest of the signed commands, from the stream of their own
 * @param retention what is gone before the oldest message that the stream holds
 */
public record AuditReading(
        long first,
        long last,
        long unread,
        List<AuditMessage> messages,
        List<Long> gone,
        List<AuditMessage> orders,
        AuditRetention retention) {
    public AuditReading {
        messages = List.copyOf(messages);
        gone = List.copyOf(gone);
        orders = List.copyOf(orders);
    }
}
