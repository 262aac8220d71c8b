// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges the form of a Terraform file where no terraform is at hand: every bracket, string, comment and heredoc is closed
 * by its own end, and the lines stand as {@code terraform fmt} puts them: two spaces a level, no tabs, no spaces at ends,
 * and the equals signs of neighbouring one-line arguments below each other. What arguments mean it does not know.
 */
final class TerraformText {
    private static final Pattern ARGUMENT = Pattern.compile(" *([\\w-]+|\"[^\"]*\")( *)=( *)[^ =>].*");
    private static final Pattern HEREDOC = Pattern.compile("<<(-?)(\\w+)$");
    private static final char STRING = '"';
    private static final char INTERPOLATION = '$';
    private static final char COMMENT = '*';

    private final List<String> lines;
    private final List<String> faults = new ArrayList<>();

    /** What is open, innermost first: a bracket, {@link #STRING}, {@link #INTERPOLATION} or {@link #COMMENT}. */
    private final Deque<Character> open = new ArrayDeque<>();

    /** Brackets that each line above left open: brackets opened on one line indent the next ones once. */
    private final Deque<Integer> levels = new ArrayDeque<>();

    /** Column of the equals sign and length of each name, in a run of neighbouring one-line arguments. */
    private final List<int[]> run = new ArrayList<>();

    private int number;

    private TerraformText(String text) {
        lines = List.of(text.split("\n", -1));
        if (!lines.getLast().isEmpty()) {
            faults.add("the last line has no end");
        }
    }

    /** A line for each fault, with its place; nothing for a file that is well formed. */
    static List<String> faults(String text) {
        TerraformText judge = new TerraformText(text);
        while (judge.number < judge.lines.size()) {
            judge.judgeLine(judge.lines.get(judge.number++));
        }
        judge.judgeRun();
        judge.open.forEach(what -> judge.fault("'" + what + "' is still open at the end"));
        return judge.faults;
    }

    private void judgeLine(String line) {
        if (line.contains("\t") || line.endsWith(" ")) {
            fault("a tab, or a space at the end");
        }
        boolean inside = open.contains(COMMENT);
        int change = scan(line);
        boolean sameDepth = change == 0 && !inside && !open.contains(COMMENT);
        for (int closed = -change; closed > 0 && !levels.isEmpty(); ) {
            int level = levels.pop();
            if (level > closed) {
                levels.push(level - closed);
            }
            closed -= level;
        }
        int indent = line.length() - line.stripLeading().length();
        if (!line.isBlank() && !inside && indent != 2 * levels.size()) {
            fault("indented by " + indent + " instead of " + 2 * levels.size());
        }
        if (change > 0) {
            levels.push(change);
        }
        align(line, sameDepth);
    }

    private void align(String line, boolean oneLine) {
        Matcher argument = ARGUMENT.matcher(line);
        boolean matches = argument.matches();
        if (!matches || !oneLine) {
            judgeRun();
        }
        if (matches) {
            if (argument.group(3).length() != 1) {
                fault("one space belongs behind '='");
            }
            run.add(new int[] {argument.start(3) - 1, argument.end(1)});
        }
        if (matches && !oneLine) {
            judgeRun();
        }
    }

    /** The longest name is followed by one space, and all equals signs of the run stand in its column. */
    private void judgeRun() {
        int column = run.stream().mapToInt(each -> each[1] + 1).max().orElse(0);
        if (run.stream().anyMatch(each -> each[0] != column)) {
            fault("the equals signs above belong into column " + (column + 1));
        }
        run.clear();
    }

    /** Follows a line's characters; returns how many brackets it opened more than it closed. */
    private int scan(String line) {
        int change = 0;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            char top = open.isEmpty() ? ' ' : open.peek();
            if (top == COMMENT) {
                if (line.startsWith("*/", at)) {
                    open.pop();
                    at++;
                }
            } else if (top == STRING) {
                at += inString(line, at);
            } else if (c == '#' || line.startsWith("//", at)) {
                break;
            } else if (line.startsWith("/*", at)) {
                open.push(COMMENT);
                at++;
            } else if (c == STRING) {
                open.push(STRING);
            } else if (line.startsWith("<<", at)) {
                skipHeredoc(line.substring(at));
                break;
            } else if ("{[(".indexOf(c) >= 0) {
                open.push(c);
                change++;
            } else if ("}])".indexOf(c) >= 0) {
                change -= close(c, at);
            }
        }
        if (!open.isEmpty() && open.peek() == STRING) {
            fault("a string is not closed on its line");
            open.pop();
        }
        return change;
    }

    /** Returns how many characters more than one it took. */
    private int inString(String line, int at) {
        if (line.charAt(at) == STRING) {
            open.pop();
        } else if (line.charAt(at) == '\\') {
            return 1;
        } else if (line.startsWith("$${", at) || line.startsWith("%%{", at)) {
            return 2;
        } else if (line.startsWith("${", at) || line.startsWith("%{", at)) {
            open.push(INTERPOLATION);
            return 1;
        }
        return 0;
    }

    /** Returns the number of brackets closed: none by the end of an interpolation, or by an end without a beginning. */
    private int close(char end, int at) {
        char wanted = "{[(".charAt("}])".indexOf(end));
        char top = open.isEmpty() ? ' ' : open.peek();
        if (top == INTERPOLATION && end == '}') {
            open.pop();
            return 0;
        }
        if (top != wanted) {
            fault("'" + end + "' in column " + (at + 1) + " closes nothing");
            return 0;
        }
        open.pop();
        return 1;
    }

    private void skipHeredoc(String rest) {
        Matcher heredoc = HEREDOC.matcher(rest);
        if (!heredoc.matches()) {
            fault("'<<' begins no heredoc");
            return;
        }
        int begun = number;
        while (number < lines.size()) {
            String line = lines.get(number++);
            if (heredoc.group(2).equals(heredoc.group(1).isEmpty() ? line : line.strip())) {
                return;
            }
        }
        faults.add(begun + ": heredoc '" + heredoc.group(2) + "' has no end");
    }

    private void fault(String what) {
        faults.add(number + ": " + what);
    }
}
