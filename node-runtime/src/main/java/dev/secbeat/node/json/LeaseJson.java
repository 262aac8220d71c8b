// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.failover.Lease;
import java.io.IOException;

/** The value under a lease's key. */
final class LeaseJson {
    private LeaseJson() {}

    static void write(FieldWriter out, Lease lease) throws IOException {
        out.text("holder", lease.holder());
        out.number("epoch", lease.epoch());
        out.number("expiresAtMillis", lease.expiresAtMillis());
    }

    static Lease read(Fields in) throws DecodeException {
        return new Lease(in.text("holder"), in.number("epoch", 0, Long.MAX_VALUE), in.number("expiresAtMillis"));
    }
}
