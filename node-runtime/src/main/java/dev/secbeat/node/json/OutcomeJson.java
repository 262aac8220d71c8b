// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.FailoverOutcome;
import java.io.IOException;

/** What became of an order on a region. */
final class OutcomeJson {
    private static final int MAX_EVIDENCE = 1_024;

    private OutcomeJson() {}

    static void write(FieldWriter out, FailoverOutcome outcome) throws IOException {
        out.object("plan", PlanJson::write, outcome.plan());
        out.text("result", outcome.result());
        out.number("epoch", outcome.epoch());
        out.number("atMillis", outcome.atMillis());
        out.number("tookMillis", outcome.tookMillis());
        out.texts("evidence", outcome.evidence());
    }

    static FailoverOutcome read(Fields in) throws DecodeException {
        return new FailoverOutcome(
                PlanJson.read(in.object("plan")),
                in.word("result", FailoverOutcome.Result.class),
                in.number("epoch"),
                in.number("atMillis"),
                in.number("tookMillis"),
                in.texts("evidence", MAX_EVIDENCE));
    }
}
