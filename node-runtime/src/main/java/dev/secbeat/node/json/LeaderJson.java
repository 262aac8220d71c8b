// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.Leader;
import java.io.IOException;

/** Who leads. */
final class LeaderJson {
    private LeaderJson() {}

    static void write(FieldWriter out, Leader leader) throws IOException {
        out.text("orchestrator", leader.orchestrator());
        out.number("epoch", leader.epoch());
        out.number("leaseMillis", leader.leaseMillis());
    }

    static Leader read(Fields in) throws DecodeException {
        return new Leader(
                in.text("orchestrator"),
                in.number("epoch", 0, Long.MAX_VALUE),
                in.number("leaseMillis", 1, Integer.MAX_VALUE));
    }
}
