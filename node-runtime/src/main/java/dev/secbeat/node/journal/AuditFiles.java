// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.AuditFinding;
import dev.secbeat.node.control.AuditHead;
import dev.secbeat.node.control.AuditLine;
import dev.secbeat.node.control.AuditVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an audit journal holds, read from outside: the rotated part before the file itself. Whoever writes it may go on;
 * what is written meanwhile may be seen or not. Safe for all threads.
 */
public final class AuditFiles {
    private AuditFiles() {}

    /**
     * Both parts in order, the rotated one's lines counted from 1 and the file's from there on.
     *
     * @param rotated number of lines that are of the rotated part
     * @param torn whether the file ends in the middle of a line, as a crash or a running write leaves it
     */
    public record Content(List<AuditLine> lines, int rotated, Optional<AuditHead> head, boolean torn) {

        /** What is wrong with them; empty when nothing is. */
        public List<AuditFinding> check() {
            return AuditVerifier.check(lines, head, "line");
        }
    }

    /**
     * Reads what is there at this moment.
     *
     * @throws IOException when the file cannot be read
     */
    public static Content read(Path file) throws IOException {
        // The head first: it must not know of records that are written while the lines are read.
        Optional<AuditHead> head = HeadFile.read(file);
        List<AuditLine> lines = new ArrayList<>();
        Path older = rotated(file);
        if (Files.exists(older)) {
            add(lines, lines(text(older)));
        }
        int rotated = lines.size();
        String text = text(file);
        add(lines, lines(text));
        return new Content(List.copyOf(lines), rotated, head, !text.isEmpty() && !text.endsWith("\n"));
    }

    /** The whole lines of one part; what was damaged is in them as it can be shown. */
    static List<String> lines(Path part) throws IOException {
        return lines(text(part));
    }

    static Path rotated(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    private static void add(List<AuditLine> lines, List<String> texts) {
        texts.forEach(text -> lines.add(new AuditLine(lines.size() + 1L, text)));
    }

    /** Not strictly: bytes that are no text are damage to be found, not a reason to read nothing. */
    private static String text(Path part) throws IOException {
        return new String(Files.readAllBytes(part), StandardCharsets.UTF_8);
    }

    private static List<String> lines(String text) {
        int end = text.lastIndexOf('\n');
        return end < 0 ? List.of() : List.of(text.substring(0, end).split("\n", -1));
    }
}
