// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Form and layout of a Terraform file, judged without Terraform, which Debian lacks: brackets pair, texts end, a line is
 * an attribute or opens or closes a block, two spaces a level, equals signs of neighbours in one column. It knows the
 * part of the language that the samples use: no text over several lines, no quotes within a text's template.
 */
final class TerraformLayout {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern ATTRIBUTE = Pattern.compile("(?:[\\w-]+|\"[^\"]*\")( +)= [^ =].*");
    private static final Pattern BLOCK = Pattern.compile("[\\w-]+(?: (?:[\\w-]+|\"[^\"]*\"))* \\{");
    private static final Pattern CLOSING = Pattern.compile("[)\\]}]+,?");

    private final List<String> faults = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Equals> neighbours = new ArrayList<>();

    private record Open(char bracket, int line) {}

    private record Equals(int line, int nameEnd, int column) {}

    private TerraformLayout() {}

    /** What is wrong, each with its line; empty when all is well. */
    static List<String> faults(String text) {
        var layout = new TerraformLayout();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            layout.judge(i + 1, lines.get(i));
        }
        layout.endNeighbours();
        layout.open.forEach(left -> layout.fault(left.line(), "'" + left.bracket() + "' is never closed"));
        if (!text.endsWith("\n")) {
            layout.fault(lines.size(), "no end of line");
        }
        return layout.faults;
    }

    private void judge(int number, String line) {
        // Texts become as many letters, so that neither columns nor brackets are disturbed by what is in them.
        String bare = TEXT.matcher(line)
                .replaceAll(text -> "\"" + "x".repeat(text.group().length() - 2) + "\"");
        int comment = bare.indexOf('#');
        String code = (comment < 0 ? bare : bare.substring(0, comment)).stripTrailing();
        if (!line.equals(line.stripTrailing())) {
            fault(number, "spaces at the end");
        }
        if (code.chars().filter(c -> c == '"').count() % 2 != 0) {
            fault(number, "a text does not end");
        }
        String content = code.strip();
        boolean inBlock = open.isEmpty() || open.peek().bracket() == '{';
        int before = level();
        brackets(number, content);
        if (line.isBlank()) {
            endNeighbours();
            return;
        }
        indentation(number, line, CLOSING.matcher(content).lookingAt() ? level() : before);
        if (content.isEmpty() || !inBlock) {
            endNeighbours();
            return;
        }
        shape(number, code, content, level() == before);
    }

    private void shape(int number, String code, String content, boolean complete) {
        Matcher attribute = ATTRIBUTE.matcher(content);
        if (attribute.matches() && complete) {
            int start = code.indexOf(content);
            neighbours.add(new Equals(number, start + attribute.start(1), start + attribute.end(1)));
            return;
        }
        endNeighbours();
        boolean known = attribute.matches()
                || BLOCK.matcher(content).matches()
                || CLOSING.matcher(content).matches();
        if (!known) {
            fault(number, "neither an attribute nor a block: " + content);
        }
    }

    private void brackets(int number, String content) {
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            int kind = ")]}".indexOf(c);
            if ("([{".indexOf(c) >= 0) {
                open.push(new Open(c, number));
            } else if (kind >= 0 && (open.isEmpty() || open.pop().bracket() != "([{".charAt(kind))) {
                fault(number, "'" + c + "' closes nothing");
            }
        }
    }

    /** Brackets opened in one line indent by one level together. */
    private int level() {
        return (int) open.stream().mapToInt(Open::line).distinct().count();
    }

    private void indentation(int number, String line, int level) {
        int spaces = line.length() - line.stripLeading().length();
        if (line.indexOf('\t') >= 0 || spaces != 2 * level) {
            fault(number, "indented by " + spaces + " instead of " + 2 * level + " spaces");
        }
    }

    private void endNeighbours() {
        int column = neighbours.stream().mapToInt(Equals::nameEnd).max().orElse(0) + 1;
        neighbours.stream()
                .filter(equals -> equals.column() != column)
                .forEach(equals -> fault(equals.line(), "the equals sign is not in column " + (column + 1)));
        neighbours.clear();
    }

    private void fault(int line, String what) {
        faults.add("line " + line + ": " + what);
    }
}
