// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import java.io.IOException;

/** Whom a node obeys. Strict: a mistyped field must not silently widen or narrow trust. */
final class TrustJson {
    private TrustJson() {}

    static void write(FieldWriter out, TrustFile trust) throws IOException {
        out.objects(
                "operators",
                (nested, operator) -> {
                    nested.text("key", operator.publicKey());
                    nested.text("role", operator.role());
                    nested.text("name", operator.name());
                },
                trust.operators());
    }

    static TrustFile read(Fields in) throws DecodeException {
        TrustFile trust = new TrustFile(in.objects("operators", TrustFile.MAX_OPERATORS, TrustJson::readOperator));
        in.refuseUnknown();
        return trust;
    }

    private static Operator readOperator(Fields in) throws DecodeException {
        Operator operator = new Operator(in.text("key"), in.word("role", Role.class), in.text("name"));
        in.refuseUnknown();
        return operator;
    }
}
