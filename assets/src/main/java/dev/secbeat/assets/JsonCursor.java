// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.assets;

/**
 * Walks JSON text without building a tree: the outlines hold 200,000 numbers, and boxing each would cost more than the
 * map is worth. Strict enough for files we ship; an unexpected character is an {@link IllegalArgumentException} with its
 * position. One thread.
 */
final class JsonCursor {
    private static final int MAX_DEPTH = 64;

    private final String text;
    private int at;

    JsonCursor(String text) {
        this.text = text;
    }

    /** Consumes {@code symbol} or fails. */
    void expect(char symbol) {
        if (!accept(symbol)) {
            throw error("expected '" + symbol + "'");
        }
    }

    /** Consumes {@code symbol} if it comes next. */
    boolean accept(char symbol) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == symbol) {
            at++;
            return true;
        }
        return false;
    }

    /** Whether {@code symbol} comes next; consumes nothing. */
    boolean isNext(char symbol) {
        skipSpace();
        return at < text.length() && text.charAt(at) == symbol;
    }

    /**
     * Whether another member or element follows; consumes the comma, or the closing symbol after the last.
     *
     * @param first whether none has been read yet
     */
    boolean more(char close, boolean first) {
        if (accept(close)) {
            return false;
        }
        if (!first) {
            expect(',');
        }
        return true;
    }

    /** A member's name and its colon. */
    String name() {
        String name = string();
        expect(':');
        return name;
    }

    /** A string; of escapes only the single-character ones are decoded. */
    String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char symbol = text.charAt(at++);
            value.append(symbol == '\\' && at < text.length() ? text.charAt(at++) : symbol);
        }
        expect('"');
        return value.toString();
    }

    double number() {
        skipSpace();
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Double.parseDouble(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw error("expected a number");
        }
    }

    /** A whole number of at most nine digits. */
    int integer() {
        skipSpace();
        boolean negative = accept('-');
        int start = at;
        int value = 0;
        while (at < text.length() && at - start < 9 && Character.isDigit(text.charAt(at))) {
            value = value * 10 + (text.charAt(at++) - '0');
        }
        if (at == start) {
            throw error("expected a whole number");
        }
        return negative ? -value : value;
    }

    /** Passes over a value of any kind. */
    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH);
        }
        if (isNext('"')) {
            string();
        } else if (accept('{')) {
            for (boolean first = true; more('}', first); first = false) {
                name();
                skip(depth + 1);
            }
        } else if (accept('[')) {
            for (boolean first = true; more(']', first); first = false) {
                skip(depth + 1);
            }
        } else {
            skipWord();
        }
    }

    private void skipWord() {
        int start = at;
        while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw error("expected a value");
        }
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    IllegalArgumentException error(String what) {
        return new IllegalArgumentException("JSON, character " + at + ": " + what);
    }
}
