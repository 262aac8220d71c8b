// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.FeedDocument;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads whole documents of prefixes. A line that cannot be read is counted and left out; a document that is none of its format,
 * or is empty to the last byte, is refused: that is what a source in trouble sends.
 */
final class FeedParser {
    private static final String MARK = "\uFEFF";
    private static final int MAX_LINE = 65_536;

    private FeedParser() {}

    /** Reads {@code document}; decisions of CrowdSec are changes, see {@link Decisions}. */
    static ParsedFeed parse(FeedSettings feed, byte[] document) throws FeedException {
        if (document.length == 0) {
            throw new FeedException("it is empty to the last byte: a list of nothing has a comment, or is []");
        }
        ParsedFeed parsed = new ParsedFeed(feed);
        switch (feed.format()) {
            case FeedFormat.Text _ -> lines(document, (number, line) -> text(parsed, number, line));
            case FeedFormat.Csv(String column) -> lines(document, new CsvColumn(parsed, column)::line);
            case FeedFormat.Json(Optional<String> field) -> json(parsed, document, field);
            case FeedFormat.CrowdSec _ -> throw new FeedException("decisions are read as changes");
        }
        return parsed;
    }

    @FunctionalInterface
    private interface LineTaker {
        void line(int number, String line) throws FeedException;
    }

    private static void lines(byte[] document, LineTaker taker) throws FeedException {
        int number = 0;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(document), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.length() > MAX_LINE) {
                    throw new FeedException(
                            "line " + number + " has more than " + MAX_LINE + " letters: is this a list?");
                }
                taker.line(number, number == 1 && line.startsWith(MARK) ? line.substring(1) : line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static void text(ParsedFeed parsed, int number, String line) throws FeedException {
        int end = 0;
        while (end < line.length() && line.charAt(end) != '#' && line.charAt(end) != ';') {
            end++;
        }
        String entry = line.substring(0, end).strip();
        if (!entry.isEmpty()) {
            parsed.take(number, entry, Long.MAX_VALUE);
        }
    }

    private static void json(ParsedFeed parsed, byte[] document, Optional<String> field) throws FeedException {
        FeedException[] full = new FeedException[1];
        try {
            FeedDocument.values(document, field, new FeedDocument.ValueVisitor() {
                @Override
                public void value(int line, String text) {
                    try {
                        if (full[0] == null) {
                            parsed.take(line, text.strip(), Long.MAX_VALUE);
                        }
                    } catch (FeedException e) {
                        full[0] = e;
                    }
                }

                @Override
                public void other(int line, String problem) {
                    parsed.takeBad(line, problem);
                }
            });
        } catch (DecodeException e) {
            throw new FeedException(ParsedFeed.shown(String.valueOf(e.getMessage())));
        }
        for (FeedException e : full) {
            if (e != null) {
                throw e;
            }
        }
    }

    /** One column of lines of values. */
    private static final class CsvColumn {
        private final ParsedFeed parsed;
        private final String column;
        private int index;
        private boolean begun;

        CsvColumn(ParsedFeed parsed, String column) {
            this.parsed = parsed;
            this.column = column;
            this.index = column.matches("[0-9]{1,4}") ? Integer.parseInt(column) - 1 : -1;
        }

        void line(int number, String line) throws FeedException {
            if (line.isBlank() || line.startsWith("#")) {
                return;
            }
            List<String> values = CsvLine.values(line);
            boolean first = !begun;
            begun = true;
            if (index < 0) {
                index = values.stream().map(String::strip).toList().indexOf(column);
                if (index < 0) {
                    throw new FeedException("its first line names no column " + column);
                }
                return;
            }
            boolean read = index < values.size()
                    && parsed.take(number, values.get(index).strip(), Long.MAX_VALUE);
            if (index >= values.size()) {
                parsed.takeBad(number, "a line without column " + column);
            }
            if (first && !read) {
                parsed.forgive(); // A heading.
            }
        }
    }
}
