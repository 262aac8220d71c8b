// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

/**
 * The chain of hashes through an audit file. It shows tampering with single lines; against somebody who rewrites the
 * whole file, compare its last hash with one kept elsewhere.
 */
public final class AuditChain {
    /** The hash before the first line. */
    static final String START = "0".repeat(64);

    private static final String HASH_FIELD = "{\"hash\":\"";
    private static final String ENTRY_FIELD = "\",\"entry\":";
    private static final int ENTRY_AT = HASH_FIELD.length() + 64 + ENTRY_FIELD.length();

    private AuditChain() {}

    /**
     * Checks every line of {@code file} against the one before it; the first line is taken as it is, since what precedes
     * it may have been rotated away.
     *
     * @return number of the first line, from 1, that does not follow from the one before; empty when all do
     */
    public static OptionalInt firstBroken(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean follows =
                    isLine(line) && (i == 0 || hashOf(line).equals(next(hashOf(lines.get(i - 1)), entryText(line))));
            if (!follows) {
                return OptionalInt.of(i + 1);
            }
        }
        return OptionalInt.empty();
    }

    static String next(String hash, String entryText) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(hash.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha.digest(entryText.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    static String line(String hash, String entryText) {
        return HASH_FIELD + hash + ENTRY_FIELD + entryText + "}\n";
    }

    /** The hash a line states; the start's when it states none. */
    static String hashOf(String line) {
        return isLine(line) ? line.substring(HASH_FIELD.length(), HASH_FIELD.length() + 64) : START;
    }

    /** The entry's text within a line; empty when there is none. */
    static String entryText(String line) {
        return isLine(line) ? line.substring(ENTRY_AT, line.length() - 1) : "";
    }

    private static boolean isLine(String line) {
        return line.length() > ENTRY_AT
                && line.startsWith(HASH_FIELD)
                && line.startsWith(ENTRY_FIELD, HASH_FIELD.length() + 64)
                && line.endsWith("}");
    }
}
