// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.api.Notice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/**
 * A delivery as RFC 5424 writes it: whom it is about is the host, the kind the message id, the JSON the message. There is no structured
 * data: that would need a number of an enterprise. Stateless.
 */
final class SyslogMessage {
    private static final long LAST_MILLIS = 253_402_300_799_999L; // Of the year 9999: RFC 3339 ends there.

    private SyslogMessage() {}

    static byte[] of(Delivery delivery, int facility) {
        long millis = Math.clamp(delivery.epochMillis(), 0, LAST_MILLIS);
        String head = "<" + (facility * 8 + severity(delivery.kind())) + ">1 "
                + DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochMilli(millis)) + " " + delivery.host()
                + " secbeat - " + delivery.kind() + " - ";
        return (head + delivery.body()).getBytes(StandardCharsets.UTF_8);
    }

    /** 3 error, 4 warning, 5 notice. */
    private static int severity(Notice.Kind kind) {
        return switch (kind) {
            case TROUBLE, MISSING -> 3;
            case DETECTED, REFUSED -> 4;
            case BLOCKED, UNBLOCKED, LIMITED, MODE, FAILOVER -> 5;
        };
    }
}
