// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lists for tests, parsed from the text of a file. */
final class ListTexts {
    private ListTexts() {}

    static ListEntries list(String... lines) {
        return list(List.of(lines));
    }

    static ListEntries list(List<String> lines) {
        try {
            return parse(String.join("\n", lines));
        } catch (ListFormatException e) {
            throw new AssertionError(e.line() + ":" + e.column() + ": " + e.getMessage(), e);
        }
    }

    static ListEntries parse(String text) throws ListFormatException {
        try {
            return ListParser.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1 << 22);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
