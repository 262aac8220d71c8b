// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import java.util.List;

/** Writes the nats-server's configuration language, indented, every text quoted. */
final class ConfigText {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    void comment(String comment) {
        line("# " + comment.replace('\n', ' '));
    }

    void field(String name, String value) {
        line(name + ": " + quoted(value));
    }

    /** A value that is a number, a size, true or false: written as it is. */
    void word(String name, String value) {
        line(name + ": " + value);
    }

    void list(String name, List<String> values) {
        startList(name);
        values.forEach(value -> line(quoted(value)));
        endList();
    }

    void open(String name) {
        line(name + " {");
        depth++;
    }

    void startObject() {
        line("{");
        depth++;
    }

    void close() {
        depth--;
        line("}");
    }

    void startList(String name) {
        line(name + ": [");
        depth++;
    }

    void endList() {
        depth--;
        line("]");
    }

    private void line(String content) {
        text.append("  ".repeat(depth)).append(content).append('\n');
    }

    private static String quoted(String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
            throw new IllegalArgumentException(
                    "a value in the server's configuration has no quotes, backslashes or control characters");
        }
        return '"' + value + '"';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
