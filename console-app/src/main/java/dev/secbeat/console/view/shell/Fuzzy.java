// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How well what was typed fits a text. Each typed word has to be found: as a word, best; at the start of one; inside; or
 * as letters in order from the start of a word on ({@code thrpt} for throughput). No word may be missing.
 */
final class Fuzzy {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int WHOLE = 8;
    private static final int WORD = 5;
    private static final int START = 4;
    private static final int INSIDE = 2;
    private static final int LETTERS = 1;

    private Fuzzy() {}

    /** 0 when it does not fit; more for a better fit. */
    static int score(String typed, String text) {
        String query = typed.strip().toLowerCase(Locale.ROOT);
        String target = text.toLowerCase(Locale.ROOT);
        if (query.isEmpty()) {
            return LETTERS;
        }
        int score = target.startsWith(query) ? WHOLE : 0;
        for (String word : SPACE.split(query, -1)) {
            int found = word(word, target);
            if (found == 0) {
                return 0;
            }
            score += found;
        }
        return score;
    }

    private static int word(String word, String target) {
        int at = target.indexOf(word);
        boolean inside = at >= 0;
        int start = 0;
        while (at >= 0) {
            if (isWordStart(target, at)) {
                start = Math.max(start, isWordEnd(target, at + word.length()) ? WORD : START);
            }
            at = target.indexOf(word, at + 1);
        }
        if (start > 0) {
            return start;
        }
        return inside ? INSIDE : letters(word, target) ? LETTERS : 0;
    }

    /** Whether the letters follow one another within one word that begins with the first of them. */
    private static boolean letters(String word, String target) {
        for (int start = 0; word.length() > 1 && start < target.length(); start++) {
            if (isWordStart(target, start) && target.charAt(start) == word.charAt(0)) {
                int matched = 0;
                for (int i = start; i < target.length() && target.charAt(i) != ' '; i++) {
                    matched += matched < word.length() && target.charAt(i) == word.charAt(matched) ? 1 : 0;
                }
                if (matched == word.length()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWordEnd(String text, int at) {
        return at >= text.length() || !Character.isLetterOrDigit(text.charAt(at));
    }

    private static boolean isWordStart(String text, int at) {
        return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
    }
}
