// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceQuestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which sources somebody wants to hear of. */
final class SourceQuestionJson {
    private SourceQuestionJson() {}

    static void write(FieldWriter out, SourceQuestion question) throws IOException {
        out.flag("list", question.list());
        out.texts("watched", question.watched());
    }

    static SourceQuestion read(Fields in) throws DecodeException {
        List<Prefix> watched = new ArrayList<>();
        for (String text : in.texts("watched", SourceQuestion.MAX_WATCHED)) {
            watched.add(Prefix.parse(text));
        }
        return new SourceQuestion(in.flag("list"), watched);
    }
}
